package score

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval of a level, such as 0.9, between members: if the truth and the members are drawn alike it lies there so often, whatever they
// are drawn from. Between the j-th and (N+1-j)-th member lies a share (N+1-2j)/(N+1); between these places the ends are interpolated. N
// members hold no interval above (N-1)/(N+1).
func Interval(members []float64, level float64) (low, high float64, err error) {
	n := float64(len(members))
	if !(level > 0) || level > (n-1)/(n+1)+1e-12 {
		return 0, 0, fmt.Errorf("score: an interval of %g between %d members; give more than 0 and at most (N-1)/(N+1) = %.3g", level, len(members), (n-1)/(n+1))
	}
	sorted := slices.Clone(members)
	slices.Sort(sorted)
	at := func(p float64) float64 {
		j := math.Min(math.Max(p*(n+1)-1, 0), n-1)
		k := min(int(j), len(sorted)-2)
		return sorted[k] + (j-float64(k))*(sorted[k+1]-sorted[k])
	}
	return at((1 - level) / 2), at((1 + level) / 2), nil
}

// A Coverage is how often intervals held the truth.
type Coverage struct {
	Level         float64 // what they promised
	Inside, Cases float64
}

// Add counts a case.
func (c *Coverage) Add(low, high, truth float64) {
	c.Cases++
	if truth >= low && truth <= high {
		c.Inside++
	}
}

// Share of the cases in which the truth lay inside.
func (c Coverage) Share() float64 { return c.Inside / c.Cases }

// Between are the ends of a 95% interval about the share, by Clopper and Pearson (1934, doi:10.1093/biomet/26.4.404), with the cases
// counted as so many independent ones; 0 says that all are.
func (c Coverage) Between(independent float64) (low, high float64, err error) {
	independent, err = takenFor(independent, c.Cases)
	if err != nil {
		return 0, 0, err
	}
	inside := c.Share() * independent
	high = 1
	if inside > 0 {
		low = distuv.Beta{Alpha: inside, Beta: independent - inside + 1}.Quantile(0.025)
	}
	if inside < independent {
		high = distuv.Beta{Alpha: inside + 1, Beta: independent - inside}.Quantile(0.975)
	}
	return low, high, nil
}

// String is the share beside the level.
func (c Coverage) String() string {
	return fmt.Sprintf("%.1f%% of %.0f cases inside intervals of %.4g%%", 100*c.Share(), c.Cases, 100*c.Level)
}
