package tests

import (
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
)

// The rows of steady flow in TARGETS.md. Each fit takes less than a minute of two idle cores. What it costs is told as half the
// processor's seconds, compiling included, which other work on the machine hardly changes.
func TestFlowRows(t *testing.T) {
	for _, row := range []struct {
		fit   zoo.Case
		goals []zoo.Case // each with a reference and the error to reach
	}{
		{zoo.Kovasznay(), []zoo.Case{zoo.Kovasznay()}},
		// Ghia's own values are 0.0038 from a converged solution, so the second goal is the one that tells.
		{zoo.Cavity(), []zoo.Case{zoo.Cavity(), zoo.CavityConverged()}},
	} {
		t.Run(row.fit.Name, func(t *testing.T) {
			used := userSeconds()
			s, err := row.fit.Problem.Solve(row.fit.Network, row.fit.Training)
			must(t, "solve", err)
			used = userSeconds() - used
			for _, c := range row.goals {
				off, err := zoo.Error(c, s)
				must(t, "compare", err)
				t.Logf("%s: error %.2g, target %.0e; float64, %d parameters, %d points, %d steps, %.0f s of two cores on %s",
					c.Name, off, c.Goal, len(s.Parameters), points(s), s.Stats.Steps, used/2, backend.Name())
				if !(off <= c.Goal) {
					t.Errorf("%s: an error of %.2g\n%v", c.Name, off, s)
				}
			}
		})
	}
}

// points of all the terms of a solution, those of equations that share theirs counted once.
func points(s *pinn.Solution) int {
	n := s.Points
	for _, t := range s.Terms {
		if t.Kind != "equation" {
			n += t.Points
		}
	}
	return n
}
