// Package runner executes notebooks headlessly, as Jupyter's nbclient does, with a Go program's
// manners: parameters are checked before anything runs, a cell's failure is told in a few lines,
// claims are counted, and nothing is left behind.
//
// # What a run does
//
// [Run] starts a kernel for the notebook alone, runs its code cells in order, and puts their outputs
// into it. The first cell that fails ends the run. Tags mean what they mean elsewhere:
//
//	parameters         declares what -p may change; see [Parameters]
//	raises-exception   may fail
//	skip-execution     is not run
//
// A cell fails when the kernel says so; when it takes too long or asks for input; and when a shell
// command (!...), script (%%bash, %%script) or unknown %command in it fails, which GoNB itself
// answers with "ok".
//
// Cells see SUBLUNAR_HEADLESS=1 (live displays show their last state only), SUBLUNAR_KEEP (an empty
// keep store, the run's own) and SUBLUNAR_REPORT (where programs say which backend they made).
//
// # What is left out
//
// With [Options].Resume, cells that need not be run again are not: they get the outputs and claims that an earlier run recorded,
// and the status "kept". Package resume says which these are.
//
// # What is kept
//
// Outputs are those that nbclient would keep, text of one stream joined where it is consecutive. No
// timings are written into the notebook, so that running it twice changes little of the file; they
// are in the [Result], for the manifest.
//
// GoNB passes on a program's text and its displays by different ways, so their order among each
// other is not the program's, and differs from run to run.
package runner
