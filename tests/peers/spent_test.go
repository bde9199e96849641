package peers

import (
	"math"

	"golang.org/x/sys/unix"
)

// spent is the processor time of this process in seconds, of all its threads.
func spent() float64 {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
