package operator

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Bands say how far off predictions are, from samples that weren't fitted and nothing else: split conformal prediction (Papadopoulos and others
// 2002, doi:10.1007/3-540-36755-1_29; on fields: Ma, Pitt, Azizzadenesheli and Anandkumar 2024, doi:10.48550/arXiv.2402.01960).
//
// The half width is a profile over the grid, the root mean square error at each point over one half of the samples, times the number
// that the other half asks for. Whatever the operator is, a new sample like them is then inside with the probability that was asked for.
type Bands struct {
	// Level is the probability with which a new sample is inside the band, on average over sets of samples to calibrate with.
	Level float64
	// Share of a sample's points that must be inside for the sample to count so.
	Share float64
	// Half is the half width, [points..., channels] as the samples' y.
	Half field.Array
	// Samples that the number comes from.
	Samples int

	fitted *Fitted
}

// Calibrate makes bands from samples that the operator wasn't fitted to, on the grid that they are to hold for. A level of 0.9 needs 9 samples in
// the second half, one of 0.99 needs 99. A share of 1 asks for all points; 0.95 leaves one in twenty outside.
func (f *Fitted) Calibrate(s Source, level, share float64) (*Bands, error) {
	if !(level > 0 && level < 1) || !(share > 0 && share <= 1) {
		return nil, fmt.Errorf("operator: bands for a level of %g and a share of %g of the points; give a level between 0 and 1, and a share above 0 up to 1", level, share)
	}
	shape, err := f.judged("calibration", s)
	if err != nil {
		return nil, err
	}
	n := s.Len() - s.Len()/2
	rank := int(math.Ceil(float64(n+1) * level))
	if s.Len() < 2 || rank > n {
		need := int(math.Ceil(level/(1-level)-1e-9)) * 2
		return nil, fmt.Errorf("operator: %d samples are too few for bands of level %g; give %d or more", s.Len(), level, need)
	}
	var errors [][]float64
	if err := f.compare(s, shape, func(e, _ []float64) { errors = append(errors, e) }); err != nil {
		return nil, err
	}
	b := &Bands{Level: level, Share: share, Samples: n, fitted: f}
	_, y := s.Shapes()
	b.Half = field.NewArray(y[1:]...)
	profile := b.Half.Values
	first := errors[:s.Len()/2]
	most := 0.0
	for i := range profile {
		for _, e := range first {
			profile[i] += e[i] * e[i] / float64(len(first))
		}
		profile[i] = math.Sqrt(profile[i])
		most = math.Max(most, profile[i])
	}
	for i := range profile { // where hardly any error was seen, as on a wall, one more need not be impossible
		profile[i] = math.Max(profile[i], 1e-3*most)
	}
	scores := make([]float64, 0, n)
	for _, e := range errors[s.Len()/2:] {
		scores = append(scores, score(e, profile, share))
	}
	slices.Sort(scores)
	for i := range profile {
		profile[i] *= scores[rank-1]
	}
	return b, nil
}

// score is the least factor of the profile that has a share of the points inside.
func score(errors, profile []float64, share float64) float64 {
	ratios := make([]float64, len(errors))
	for i, e := range errors {
		if profile[i] > 0 {
			ratios[i] = math.Abs(e) / profile[i]
		} else if e != 0 {
			ratios[i] = math.Inf(1)
		}
	}
	slices.Sort(ratios)
	return ratios[max(0, int(math.Ceil(share*float64(len(ratios))-1e-9))-1)]
}

// Coverage is the share of a source's samples that are inside.
func (b *Bands) Coverage(s Source) (float64, error) {
	shape, err := check(b.fitted.Operator, "test", s)
	if err != nil {
		return 0, err
	}
	if _, y := s.Shapes(); !slices.Equal(y[1:], b.Half.Shape) {
		return 0, fmt.Errorf("operator: fields of shape %v, and bands of %v; calibrate on the grid that is asked for", y[1:], b.Half.Shape)
	}
	if err := b.fitted.takes(shape); err != nil {
		return 0, err
	}
	inside := 0.0
	err = b.fitted.compare(s, shape, func(e, _ []float64) {
		if score(e, b.Half.Values, b.Share) <= 1 {
			inside++
		}
	})
	if err != nil {
		return 0, err
	}
	return inside / float64(s.Len()), nil
}

// String says what the bands promise.
func (b *Bands) String() string {
	return fmt.Sprintf("bands that hold %g%% of the points of a new sample with a probability of %g%%, from %d samples", 100*b.Share, 100*b.Level, b.Samples)
}
