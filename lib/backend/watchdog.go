package backend

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gomlx/compute"
)

// Patience is how long an execution may neither end nor use the processor before it is taken for hung, unless the environment
// variable SUBLUNAR_PATIENCE says otherwise.
const Patience = 30 * time.Second

// gpuPatience is that for a GPU, where the processor idles while the device computes.
const gpuPatience = 10 * time.Minute

// patience is what SUBLUNAR_PATIENCE says (a duration such as 2m), or the default for a configuration.
func patience(config string) time.Duration {
	if d, err := time.ParseDuration(os.Getenv("SUBLUNAR_PATIENCE")); err == nil && d > 0 {
		return d
	}
	if strings.Contains(config, "cuda") {
		return gpuPatience
	}
	return Patience
}

// idle is the share of one processor below which a process is taken to do nothing. A deadlocked process measures 0; its
// runtime's own housekeeping stays below a thousandth.
const idle = 0.01

// HangError says that an execution hung.
type HangError struct {
	Waited time.Duration
}

func (e *HangError) Error() string {
	return fmt.Sprintf("backend: an execution did nothing for %v and is taken for hung; its goroutines are left behind, so start the "+
		"program anew (with GOMLX_BACKEND unset, or set to %s)", e.Waited.Round(time.Second/10), sequential)
}

// watched puts the watchdog round a backend's executions.
func watched(engine compute.Backend, patience time.Duration) compute.Backend {
	return &watchedBackend{engine, patience}
}

type watchedBackend struct {
	compute.Backend
	patience time.Duration
}

func (b *watchedBackend) Builder(name string) compute.Builder {
	return &watchedBuilder{b.Backend.Builder(name), b}
}

// A watchedBuffer is a result, which says that it is the watchdog's and not the backend's inside: so it can be given to it again.
type watchedBuffer struct {
	compute.Buffer
	backend *watchedBackend
}

func (b *watchedBuffer) Backend() compute.Backend { return b.backend }

func (b *watchedBuffer) CopyToDevice(device compute.DeviceNum) (compute.Buffer, error) {
	copied, err := b.Buffer.CopyToDevice(device)
	if err != nil {
		return nil, err
	}
	return &watchedBuffer{copied, b.backend}, nil
}

type watchedBuilder struct {
	compute.Builder
	backend *watchedBackend
}

func (b *watchedBuilder) Compile() (compute.Executable, error) {
	e, err := b.Builder.Compile()
	if err != nil {
		return nil, err
	}
	return &watchedExecutable{e, b.backend}, nil
}

type watchedExecutable struct {
	compute.Executable
	backend *watchedBackend
}

type outcome struct {
	outputs  []compute.Buffer
	err      error
	panicked any
}

// Execute runs on a goroutine of its own, so that the caller can be freed from one that never ends.
func (e *watchedExecutable) Execute(inputs []compute.Buffer, donate []bool, device compute.DeviceNum) ([]compute.Buffer, error) {
	inside := make([]compute.Buffer, len(inputs))
	for i, in := range inputs {
		if w, ok := in.(*watchedBuffer); ok {
			in = w.Buffer
		}
		inside[i] = in
	}
	ended := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.panicked = recover()
			ended <- o
		}()
		o.outputs, o.err = e.Executable.Execute(inside, donate, device)
	}()
	o, err := awaitProgress(ended, e.backend.patience)
	if err != nil {
		return nil, err
	}
	if o.panicked != nil {
		panic(o.panicked)
	}
	for i, out := range o.outputs {
		o.outputs[i] = &watchedBuffer{out, e.backend}
	}
	return o.outputs, o.err
}

// awaitProgress waits for an outcome for as long as the process uses the processor.
func awaitProgress(ended <-chan outcome, patience time.Duration) (outcome, error) {
	look := patience / 10
	timer := time.NewTimer(look)
	defer timer.Stop()
	began := time.Now()
	var since time.Time // when the processor was last seen in use, as far as is known
	var used time.Duration
	for {
		select {
		case o := <-ended:
			return o, nil
		case <-timer.C:
		}
		now, total := time.Now(), processorTime()
		if since.IsZero() || float64(total-used) > idle*float64(now.Sub(since)) {
			since, used = now, total
		} else if now.Sub(since) >= patience {
			return outcome{}, &HangError{Waited: now.Sub(began)}
		}
		timer.Reset(look)
	}
}
