//go:build unix

package backend

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is what the process has used so far, of all processors together.
func processorTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
