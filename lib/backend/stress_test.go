package backend_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"sublunar/lib/backend"
)

// wide is a graph that a backend can spread: six branches that need nothing of each other. Pure Go cuts Erf of more than 4,096
// values into pieces, and waits for a worker for each: with an Erf on every worker, nobody is left.
func wide(x *Node) *Node {
	var sum *Node
	for i := range 6 {
		y := ReduceAllMean(Erf(MatMul(AddScalar(x, float64(i)), x)))
		if sum == nil {
			sum = y
		} else {
			sum = Add(sum, y)
		}
	}
	return sum
}

// stress runs GRAPHS executions on two processors from four goroutines. It ends with an error when one hangs or lies.
func stress() error {
	runtime.GOMAXPROCS(2)
	graphs, err := strconv.Atoi(os.Getenv("GRAPHS"))
	if err != nil {
		return err
	}
	engine, err := backend.New()
	if err != nil {
		return err
	}
	execute, err := NewExec(engine, wide)
	if err != nil {
		return err
	}
	const side = 96
	x := make([][]float32, side)
	for i := range x {
		x[i] = make([]float32, side)
		for j := range x[i] {
			x[i][j] = float32((i*7+j*3)%11)/11 - 0.5
		}
	}
	first, err := execute.Call1(x)
	if err != nil {
		return err
	}
	want := tensors.ToScalar[float32](first)
	var workers sync.WaitGroup
	failed := make(chan error, 4)
	for range 4 {
		workers.Go(func() {
			for range graphs / 4 {
				y, err := execute.Call1(x)
				if err == nil && abs(tensors.ToScalar[float32](y)-want) > 1e-5 {
					err = fmt.Errorf("the same graph gave %g, then %g", want, tensors.ToScalar[float32](y))
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	ended := make(chan struct{})
	go func() { workers.Wait(); close(ended) }()
	select {
	case err := <-failed:
		return err
	case <-ended:
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func abs(x float32) float32 { return max(x, -x) }

const graphs = 1000

// TestStress runs a thousand short parallel graphs on two processors in each configuration that New can give.
func TestStress(t *testing.T) {
	configurations := map[string]string{"pure Go": "go:ops_sequential"}
	if plugin, why := setUp(); why == nil {
		configurations["XLA"] = "xla:" + plugin
	} else {
		t.Logf("without XLA: %v", why)
	}
	for name, config := range configurations {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			if _, stderr, err := play(ctx, "stress", "GOMLX_BACKEND="+config, "GRAPHS="+strconv.Itoa(graphs)); err != nil {
				t.Errorf("%v: %s", err, stderr)
			}
		})
	}
}

// TestStressCatchesADeadlock is the control: the configuration with the known deadlock must not pass the same stress. It may
// get through once by luck, so it is given several tries.
func TestStressCatchesADeadlock(t *testing.T) {
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		_, stderr, err := play(ctx, "stress", "GOMLX_BACKEND=go:parallelism=2,ops_parallel", "GRAPHS="+strconv.Itoa(graphs),
			"SUBLUNAR_PATIENCE=2s")
		timedOut := errors.Is(ctx.Err(), context.DeadlineExceeded)
		cancel()
		switch {
		case timedOut:
			t.Fatal("it hung, and the watchdog did not see it within a minute")
		case err != nil && strings.Contains(stderr, "taken for hung"):
			return
		case err != nil:
			t.Fatalf("%v: %s", err, stderr)
		}
	}
	t.Error("the known deadlock got through five times: either it is mended upstream, or this stress is too weak to show anything")
}
