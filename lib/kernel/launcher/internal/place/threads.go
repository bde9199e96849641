package place

import (
	"fmt"
	"os"
	"strconv"
)

// EnvThreads is how many threads a kernel, what builds its cells and the cells themselves may compute with. Unset: a thread
// for each core, which is right for one person, and wrong for thirty on one machine.
const EnvThreads = "SUBLUNAR_THREADS"

// readThreads gives what EnvThreads says; 0 where it is unset.
func readThreads() (int, error) {
	text := os.Getenv(EnvThreads)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("launcher: %s is %q: give a number of threads, such as 2, or unset it", EnvThreads, text)
	}
	return n, nil
}

// capped are the variables that hold Go programs, compiler and linker included, and XLA to so many threads. XLA keeps four at
// the least, whatever it is told; a hard bound is the system's (a cgroup, such as JupyterHub's cpu_limit).
func capped(threads int) map[string]string {
	if threads == 0 {
		return nil
	}
	n := strconv.Itoa(threads)
	return map[string]string{"GOMAXPROCS": n, "PJRT_NPROC": n, "NPROC": n}
}
