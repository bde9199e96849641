// Package bundle writes the archive that carries a project, and all that it needs, to machines with no network: a tar that gzip has
// packed, which any tar opens, with a checksum of each file in it and a script of plain sh, restore, that sets all up in the
// folder where it lies.
//
//	NAME/
//	  README.txt        what to type
//	  restore           checks the files, and sets up
//	  sublunar          the command, with what lies here
//	  environment       the settings that the two share
//	  checksums.sha256
//	  project/          the project, with its tools and XLA's plugin in .sublunar/
//	  bin/              the command as it was built
//	  go/               Go
//	  modules/          Go's modules
//	  wheels/           JupyterLab's packages
package bundle
