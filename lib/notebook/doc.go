// Package notebook reads, checks and writes Jupyter notebooks (.ipynb, nbformat 4).
//
// A notebook is a JSON file: a list of cells, each with its source and, for code, the outputs of
// its last run. This package gives it as plain Go values and writes it back as Jupyter does, byte
// for byte: one-space indent, sorted keys, text as lists of lines, numbers with the digits they
// had. Fields that it does not know are kept at every level (the Extra maps), so that opening and
// saving a notebook loses nothing. Two exceptions, both refused with a clear error when read
// rather than changed in silence: text that is not UTF-8, and half of a surrogate pair.
//
// Versions: 4.5 (cells have ids) is read and written as it is. 4.0 to 4.4 are written as 4.5, their
// cells given ids that depend on nothing but their content. A later 4.x keeps its number and what
// is new in it. nbformat 1 to 3 is refused; Jupyter converts those.
//
// The format is described at https://nbformat.readthedocs.io/en/latest/format_description.html;
// the rules checked by [Notebook.Validate] are those of nbformat.v4.5.schema.json, except that
// fields which the schema does not name are let through.
//
// The package runs nothing and knows nothing of physics: see lib/notebook/runner for execution and
// lib/notebook/report for HTML.
package notebook
