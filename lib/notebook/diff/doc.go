// Package diff says what changed between two notebooks as a person would: lines of source, claims and other numbers by how far
// they moved, figures by the word that they changed. [Text] is a notebook as lines, for git to compare (a textconv).
package diff
