package pinn

import (
	"fmt"
	"sort"
)

// MarchFeatures solves a problem by random features in windows of time, each from where the one before ended, as [March] does by
// networks: a window holds less detail than all of time, and its cost falls as the third power of the number of features. The scale that
// is found in the first window is kept. Where a window fails, those before it come with the error.
//
// Where each window begins from the [Solution.Frozen] one before it, its fields hold all the windows before, and so each costs more than the
// last: a dozen at most. Solutions with thin layers or trains of solitons need more features than that serves.
func MarchFeatures(axis string, bounds []float64, f RandomFeatures, c Collocation, window func(from, to float64, before *Solution) Problem) (*Marched, error) {
	if len(bounds) < 2 || !sort.Float64sAreSorted(bounds) {
		return nil, fmt.Errorf("pinn: windows with bounds %.6g; give at least two, ascending", bounds)
	}
	m := &Marched{Axis: axis, Bounds: bounds}
	var before *Solution
	for i := range len(bounds) - 1 {
		solved, err := window(bounds[i], bounds[i+1], before).Collocate(f, c)
		if solved != nil {
			m.Windows = append(m.Windows, solved.Solution)
		}
		if err != nil {
			return m, fmt.Errorf("pinn: the window of %s from %.6g to %.6g: %w", axis, bounds[i], bounds[i+1], err)
		}
		before, f.Scale = solved.Solution, solved.Scale
	}
	return m, nil
}
