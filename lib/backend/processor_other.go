//go:build !unix

package backend

import "time"

var began = time.Now()

// processorTime is the wall time where the processor's can't be told: then nothing is ever taken for hung.
func processorTime() time.Duration { return time.Since(began) }
