// Package clean takes out of a notebook what changes without its content: what pages and kernels add, each on its own machine. Source,
// outputs and claims stay. [Clean] of what it made changes nothing, and it changes nothing in what `sublunar run --inplace` wrote.
package clean
