package pinn_test

import (
	"strings"
	"testing"

	"sublunar/lib/network"
	"sublunar/lib/pinn"
)

// The points of a term are those that its residual is reported on, and they move where Adapt says so.
func TestPlaced(t *testing.T) {
	p := poisson(pinn.Dirichlet("u", wave))
	n := network.MLP{Hidden: []int{6}}
	fixed := solve(t, p, n, pinn.Training{Steps: 5, Points: 40, Every: 2, Adapt: pinn.Fixed{}})
	moved := solve(t, p, n, pinn.Training{Steps: 5, Points: 40, Every: 2, Adapt: pinn.ByResidual{Apart: 1, Most: 80}})
	for _, s := range []*pinn.Solution{fixed, moved} {
		for _, term := range s.Terms {
			x, err := s.Placed(term.Name)
			if err != nil || len(x) != term.Points {
				t.Errorf("%d points of %q (%v), want %d", len(x), term.Name, err, term.Points)
			}
		}
	}
	before, _ := fixed.Placed("equation")
	after, _ := moved.Placed("equation")
	if len(before) != 40 || len(after) != 80 {
		t.Errorf("%d points that stay and %d that are doubled, want 40 and 80", len(before), len(after))
	}
	if _, err := fixed.Placed("heat"); err == nil || !strings.Contains(err.Error(), `no term "heat"; the problem has "equation"`) {
		t.Errorf("%v of a term that isn't there", err)
	}
}
