package operator

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/field"
)

// A Course is how predictions of some frames in a row go, member by member, against the truth.
type Course struct {
	// Errors are relative L2 errors, [members][frames]; +Inf where the numbers had ended.
	Errors [][]float64
	// Correlations of what was made with the truth over the points of a frame, [members][frames]; they forgive a wrong strength. 0 where the
	// numbers had ended, or one of the two is the same everywhere.
	Correlations [][]float64
}

// Follow compares frames that were made with the true ones, both [members, frames, points...]: of a [Fitted.Rollout], or of a solver.
func Follow(made, truth field.Array) (*Course, error) {
	for _, a := range []field.Array{made, truth} {
		if err := a.Check(); err != nil {
			return nil, fmt.Errorf("operator: %w", err)
		}
	}
	if len(truth.Shape) < 3 || !slices.Equal(made.Shape, truth.Shape) || len(truth.Values) == 0 {
		return nil, fmt.Errorf("operator: frames of shape %v and true ones of %v; give both as [members, frames, points...]", made.Shape, truth.Shape)
	}
	c := &Course{}
	members, frames := truth.Shape[0], truth.Shape[1]
	n := len(truth.Values) / (members * frames)
	off := make([]float64, n)
	for i := range members {
		var e, r []float64
		for k := range frames {
			at := (i*frames + k) * n
			got, want := made.Values[at:at+n], truth.Values[at:at+n]
			if err := finite("the truth", i, want); err != nil {
				return nil, err
			}
			for p, w := range want {
				off[p] = w - got[p]
			}
			d := relativeTo(off, want)
			if math.IsNaN(d) {
				d = math.Inf(1)
			}
			e, r = append(e, d), append(r, alike(got, want))
		}
		c.Errors, c.Correlations = append(c.Errors, e), append(c.Correlations, r)
	}
	return c, nil
}

// alike is the correlation of two fields over their points.
func alike(a, b []float64) float64 {
	r := stat.Correlation(a, b, nil)
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return 0
	}
	return r
}

// Error of each frame, the mean over members. One that has run away would drown the others, so that an error above most counts as most: 10 is
// far above anything worth telling apart.
func (c *Course) Error(most float64) []float64 {
	return over(c.Errors, func(e float64) float64 { return math.Min(e, most) })
}

// Correlation of each frame, the mean over members.
func (c *Course) Correlation() []float64 {
	return over(c.Correlations, func(r float64) float64 { return r })
}

// over members, the mean of each frame.
func over(all [][]float64, of func(float64) float64) []float64 {
	mean := make([]float64, len(all[0]))
	for _, one := range all {
		for k, v := range one {
			mean[k] += of(v) / float64(len(all))
		}
	}
	return mean
}

// Stable is for how many frames the error of each member stays at a limit or below, from the first on: times the time between frames it is the
// stable time.
func (c *Course) Stable(limit float64) []float64 {
	return held(c.Errors, func(e float64) bool { return e <= limit })
}

// Correlated is for how many frames the correlation of each member stays at a level or above, from the first on: times the time between frames it
// is the correlation time.
func (c *Course) Correlated(level float64) []float64 {
	return held(c.Correlations, func(r float64) bool { return r >= level })
}

// held is for how many frames from the first on something is so, for each member.
func held(all [][]float64, so func(float64) bool) []float64 {
	frames := make([]float64, len(all))
	for i, one := range all {
		for _, v := range one {
			if !so(v) {
				break
			}
			frames[i]++
		}
	}
	return frames
}

// Still is the forecast that nothing changes: the last channel of x [members, points..., channels], for some frames, [members, frames, points...].
// Who isn't better has learnt nothing of use.
func Still(x field.Array, frames int) (field.Array, error) {
	if err := x.Check(); err != nil {
		return field.Array{}, fmt.Errorf("operator: x: %w", err)
	}
	if len(x.Shape) < 3 || frames < 1 {
		return field.Array{}, fmt.Errorf("operator: %d frames like the last of x, of shape %v; give 1 or more, and x as [members, points..., channels]", frames, x.Shape)
	}
	last := len(x.Shape) - 1
	channels := x.Shape[last]
	out := field.NewArray(slices.Concat(x.Shape[:1], []int{frames}, x.Shape[1:last])...)
	cells := len(x.Values) / max(1, x.Len()*channels)
	for i := range x.Len() {
		for k := range frames {
			for p := range cells {
				out.Values[(i*frames+k)*cells+p] = x.Values[(i*cells+p+1)*channels-1]
			}
		}
	}
	return out, nil
}
