// Package load is a class: kernels as `sublunar lab` starts them, a student at each, who thinks, edits a cell, runs it, and
// thinks again. It says how long answers take and what memory and processor a student needs.
//
//	go test ./tests/load                                   two students, one cell of each kind: are the answers right?
//	go test ./tests/load -students 1,2,5,10,30 -minutes 3 -v -timeout 60m   the table in docker/WORKSHOP.md
//
// Run without flags it asserts that every answer is right, that no kernel dies and that nothing is left behind, and never that
// anything is fast. Memory is the proportional share (PSS) of each student's processes, so that what students share is
// counted once; the processor's seconds are those of all that a kernel started, compiler and linker included.
package load
