// Package kernel makes a checkout, or a project of a person's own that uses the library, ready to run notebooks: the tools
// that GoNB calls, the XLA plugin, JupyterLab in a Python environment of its own, and the kernelspec "Go (sublunar)".
//
// All of it lies in one folder of the project, and removing that folder undoes it:
//
//	.sublunar/
//	  bin/        gonb, goimports, gopls, launcher; each with a stamp that says what it was built from
//	  xla/cpu/    plugin.so and plugin.json (name, version, hashes, source), with its licence
//	  venv/       JupyterLab, from requirements.txt, where each file is pinned by its hash
//	  share/      the kernelspec; a link in the user's Jupyter folder points here
//	  keep/       results kept between cells
//	  go/         Go's modules and what is compiled, where one person has set up for all users of a machine
//	  last-trace.txt   of the last panic in a cell, all of it
//
// [Home.Setup] does only what is missing, a step at a time; each step writes beside its place and renames, so that one that
// breaks off leaves nothing half-made. [Home.Doctor] looks, changes nothing, and says what to do.
package kernel
