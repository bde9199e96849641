// Package supplement makes one archive of executed notebooks and all that they need, to go with a paper, and tells how far another
// run of it is from the first.
//
// # The archive
//
// A .zip with one folder, which is a checkout of its own:
//
//	REPRODUCE.md            what to type
//	checksums.sha256        of each other file, as sha256sum -c reads it
//	ro-crate-metadata.json  what is what, as RO-Crate 1.1 has it (https://w3id.org/ro/crate/1.1)
//	go.mod go.sum           versions of all that is compiled, pinned
//	lib/ datasets/          the library (of a project of one's own: sublunar/, beside what is the project's)
//	docker/                 the recipe of an image that it runs in
//	vendored/               if asked for: modules as a proxy has them, XLA's plugin, their licences and LICENCES.md
//	notebooks/ data/        the notebooks, and files that their parameters name
//	results/                the notebooks as executed, their pages, manifest.json
//	results/figures/        each figure as it stands in a cell, SVG and PDF, with figures.json to say which cell of which commit
//	results/claims.tex      each claim's number as a LaTeX macro; tables/ as tabulars
//
// The same files give the same bytes: times are left out, names are sorted.
//
// # Trust
//
// An archive comes from a stranger until it is checked. [Open] reads its list of files first, and refuses it whole if a name leaves the
// folder, is a link, stands there twice or in two cases of letters, or if it would unpack to more than [Limits] allow; then it
// unpacks into a new folder, counts what really comes out, and compares each file with its checksum. Checksums find damage, and
// changes by someone who left them as they were; whoever makes new ones can only be found out by the archive's own hash, which a paper can print.
package supplement
