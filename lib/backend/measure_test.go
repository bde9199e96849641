package backend_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// measure times what GOMLX_BACKEND names, in a process of its own, and prints it as JSON: medians, in milliseconds.
func measure() error {
	found := map[string]float64{}
	began := time.Now()
	e, err := compute.NewWithConfig(os.Getenv(compute.ConfigEnvVar))
	if err != nil {
		return err
	}
	if _, err := CallOnce(e, func(x *Node) *Node { return Mul(x, x) }, 2.0); err != nil {
		return err
	}
	found["1 load, to the first result (ms)"] = since(began)
	for _, w := range []workload{doubleGradient(), pinnStep(2048), pinnStep(10_000), roundTrip()} {
		began = time.Now()
		run, err := w.compiled(e)
		if err != nil {
			return err
		}
		found["2 compile and run once: "+w.name+" (ms)"] = since(began)
		var times []float64
		for began := time.Now(); len(times) < 5 || time.Since(began) < time.Second; {
			one := time.Now()
			if err := run(); err != nil {
				return err
			}
			times = append(times, since(one))
		}
		found["3 "+w.name+" (ms)"] = median(times)
	}
	x := operand{[]int{8_000_000}, 0, 1}.values(0)
	want := 0.0
	for _, v := range rounded([][]float64{x}, dtypes.Float32)[0] {
		want += v
	}
	out, err := CallOnce(e, ReduceAllSum, tensor(dtypes.Float32, x, []int{len(x)}))
	if err != nil {
		return err
	}
	sum, err := numbers(out)
	if err != nil {
		return err
	}
	found["4 error of a Float32 sum of 8,000,000 (millionths)"] = 1e6 * math.Abs(sum[0]/want-1)
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		var value float64
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &value); err == nil {
			found["5 memory at most (MB)"] = value / 1000
		} else if _, err := fmt.Sscanf(line, "Threads: %f", &value); err == nil {
			found["6 threads"] = value
		}
	}
	found["7 devices"] = float64(e.NumDevices())
	found["8 shared buffers"] = truth(e.HasSharedBuffers())
	return json.NewEncoder(os.Stdout).Encode(found)
}

func since(t time.Time) float64 { return float64(time.Since(t).Microseconds()) / 1000 }

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// TestComparePlugins measures the configurations in SUBLUNAR_COMPARE (separated by spaces) in turn, five rounds, and logs medians
// and ratios to the first. PLUGINS.md holds what it said.
func TestComparePlugins(t *testing.T) {
	configurations := strings.Fields(os.Getenv("SUBLUNAR_COMPARE"))
	if len(configurations) == 0 {
		t.Skip("SUBLUNAR_COMPARE names nothing to compare, such as xla:/folder/plugin.so")
	}
	rounds := make([]map[string][]float64, len(configurations))
	for range 5 {
		for i, c := range configurations {
			stdout, stderr, err := play(t.Context(), "measure", "GOMLX_BACKEND="+c)
			if err != nil {
				t.Fatalf("%s: %v: %s", c, err, stderr)
			}
			var found map[string]float64
			if err := json.Unmarshal([]byte(stdout), &found); err != nil {
				t.Fatal(err)
			}
			if rounds[i] == nil {
				rounds[i] = map[string][]float64{}
			}
			for k, v := range found {
				rounds[i][k] = append(rounds[i][k], v)
			}
		}
	}
	for i, c := range configurations {
		t.Logf("%d is %s", i, filepath.Base(c))
	}
	for _, k := range slices.Sorted(maps.Keys(rounds[0])) {
		var line strings.Builder
		first := median(rounds[0][k])
		for i := range configurations {
			fmt.Fprintf(&line, " %10.2f (%.2f)", median(rounds[i][k]), median(rounds[i][k])/first)
		}
		t.Logf("%-62s%s", k[2:], line.String())
	}
}
