package tests

import (
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
)

// The rows of networks in TARGETS.md: a problem, a network and how it is trained, and the error that it must reach. Steps are what ends
// each, so that a slow machine gets the same result.
var networkRows = []struct {
	of      func() zoo.Case
	change  func(n network.Network, t pinn.Training) (network.Network, pinn.Training)
	name    string
	goal    float64
	holds   float64 // what is asked for where the goal is missed; 0: the goal
	members int     // of an ensemble; 0: one
	long    bool
}{
	{name: "Burgers, points denser about its shock", of: zoo.Burgers, goal: 1e-5, change: func(_ network.Network, t pinn.Training) (network.Network, pinn.Training) {
		return network.MLP{Hidden: []int{20, 20, 20}}, t
	}},
	{name: "Heat inverse", of: zoo.HeatInverse, goal: 2e-2, holds: 3e-2},
	{name: "Heat inverse, mean of five", of: zoo.HeatInverse, goal: 2e-2, members: 5, long: true},
	{name: "Burgers to seven digits", of: zoo.Burgers, goal: 1e-7, long: true, change: func(n network.Network, t pinn.Training) (network.Network, pinn.Training) {
		t.Steps = 700
		return n, t
	}},
	{name: "Allen-Cahn", of: zoo.AllenCahn, goal: 1e-6, long: true},
	{name: "KdV", of: zoo.KdV, goal: 1e-6, long: true},
}

func TestNetworkRows(t *testing.T) {
	for _, row := range networkRows {
		t.Run(row.name, func(t *testing.T) {
			if row.long && !*full {
				t.Skip("takes minutes; ask for it with -full")
			}
			c := row.of()
			n, training := c.Network, c.Training
			if row.change != nil {
				n, training = row.change(n, training)
			}
			var solved zoo.Fields
			var effort zoo.Effort
			var err error
			if row.members > 0 {
				solved, err = c.Problem.Ensemble(n, training, row.members)
			} else {
				solved, effort, err = zoo.Solve(c, n, training)
			}
			must(t, "solve", err)
			off, err := zoo.Error(c, solved)
			must(t, "compare", err)
			t.Logf("%s: error %.2g, goal %.2g; float64, %d parameters, %d points, %d steps, %.0f s on %s",
				row.name, off, row.goal, effort.Parameters, effort.Points, effort.Steps, effort.Seconds, backend.Name())
			limit := row.goal
			if row.holds > 0 {
				limit = row.holds
			}
			if !(off <= limit) {
				t.Errorf("an error of %.2g", off)
			}
		})
	}
}
