// Package sweep keeps account of a notebook's run with many sets of parameters: an ensemble over seeds, a sweep over a
// viscosity. It knows which members there are, which are done, and which process is at work on which, all by files in one
// folder, so that processes on one machine or on the nodes of a cluster share the work, any of them may be killed, and the same
// call goes on where the last one ended.
//
//	FOLDER/sweep.json           what is swept: the notebook and its digest, what is fixed, all members
//	FOLDER/members/NAME.json    a member's [Record]: its claims, its seconds, how it ended
//	FOLDER/members/NAME.ipynb   the executed notebook, of members that failed, or of all when asked
//	FOLDER/busy/NAME            who is at work on it: a locked file, free again when its process dies
//	FOLDER/rounds/ID.json       the members that one call set out to do
//	FOLDER/summary.csv          a row a member: parameters, status, seconds, each claim's value and verdict
//
// # Done
//
// A member is done when every cell of it has run and its record stands under its name, where it is put whole or not at all; a
// claim that failed is a result, too. One whose cell failed, that took too long or was killed is begun again by the next call,
// and not by the same one. A member's name is made of its parameters, so a sweep that is called with more values in the same
// folder does those that are new.
//
// # Who does what
//
// A [Worker] takes every n-th member of a round, then, if told so, what others have left. It locks a member's file for as long as it
// works on it (flock(2), which dies with the process), and looks at the record again once it has the lock: no member is done
// twice. On a file system without such locks a worker keeps to its own share, and its place in an array of Slurm tells which
// that is.
//
// The package runs no notebook itself: a Worker is given the function that does.
package sweep
