package tests

import (
	"syscall"
	"testing"
	"time"

	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
)

// randomRows are problems that random features solve, with the error to reach. Seconds depend on the machine, and are only told.
var randomRows = []struct {
	c        zoo.Case
	p        pinn.Problem // conditions in the rows, or built in
	features pinn.RandomFeatures
	goal     float64
}{
	{zoo.Wave(), zoo.Wave().Soft, zoo.Wave().Features, 1e-9},
	{zoo.Wave(), zoo.Wave().Problem, zoo.Wave().Features, 1e-9},
	{zoo.Poisson5D(), zoo.Poisson5D().Problem, zoo.Poisson5D().Features, 1e-7},
	{zoo.Helmholtz(), zoo.Helmholtz().Soft, zoo.Helmholtz().Features, 1e-8},
	{zoo.Kovasznay(), zoo.Kovasznay().Problem, zoo.Kovasznay().Features, 1e-7},
}

func TestRandomFeatureRows(t *testing.T) {
	for _, row := range randomRows {
		began, used := time.Now(), userSeconds()
		s, err := row.p.Collocate(row.features, pinn.Collocation{})
		must(t, row.c.Name, err)
		wall, cpu := time.Since(began).Seconds(), userSeconds()-used
		off, err := zoo.Error(row.c, s)
		must(t, row.c.Name, err)
		how := "conditions in the rows"
		if len(row.p.Conditions) == 0 {
			how = "conditions built in"
		}
		t.Logf("%s (%s): error %.2g, target %.0e; %d unknowns, rank %d, scale %.3g, %.1f s, %.1f s of CPU",
			row.c.Name, how, off, row.goal, s.Unknowns, s.Rank, s.Scale, wall, cpu)
		if !(off <= row.goal) {
			t.Errorf("%s: error %.2g, target %.0e\n%v", row.c.Name, off, row.goal, s)
		}
	}
}

// userSeconds of this process, all threads together.
func userSeconds() float64 {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return float64(r.Utime.Sec) + float64(r.Utime.Usec)/1e6
}
