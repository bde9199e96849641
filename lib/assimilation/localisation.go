package assimilation

import (
	"fmt"
	"math"
)

// Localisation updates each patch of a state by the observations near it alone, with errors that grow with distance: few members know
// nothing true about places far apart, and their accidental correlations would do harm (the local ensemble transform filter of Hunt and
// others 2007, doi:10.1016/j.physd.2006.11.008). The error's variance is divided by [GaspariCohn] of distance and Radius.
type Localisation struct {
	// Radius at which an observation's weight has fallen to 0.21. It is 0 from twice as far. Good values: a tenth of the state for ten
	// members, more for more.
	Radius float64
	// Patches are components of the state that are updated together. Nil: each component by itself.
	Patches [][]int
	// Places of the patches, in the same coordinates as the observations'.
	Places [][]float64
	// Distance between two places. Nil: Euclid's. [Ring] and [Sphere] are others.
	Distance func(a, b []float64) float64
	// Along is a coordinate in which a patch and an observation never differ by more than their Distance, such as the way north on a sphere: only
	// observations that are within reach in it are then looked at, which matters from some thousands on. NaN for a place of which that isn't
	// true. Nil: the first coordinate for Euclid's distance, else all are looked at.
	Along func(place []float64) float64
}

// GaspariCohn is a weight that falls smoothly from 1 to 0 at twice the radius, as a covariance may (Gaspari and Cohn 1999,
// doi:10.1002/qj.49712555417, equation 4.10).
func GaspariCohn(distance, radius float64) float64 {
	r := math.Abs(distance) / radius
	switch {
	case r <= 1:
		return 1 + r*r*(-5./3+r*(5./8+r*(1./2-r/4)))
	case r < 2:
		return math.Max(0, 4-2/(3*r)+r*(-5+r*(5./3+r*(5./8+r*(-1./2+r/12)))))
	case r >= 2:
		return 0
	}
	return math.NaN()
}

// Ring is the distance around a circle of a circumference, by the first coordinate.
func Ring(circumference float64) func(a, b []float64) float64 {
	return func(a, b []float64) float64 {
		d := math.Mod(math.Abs(a[0]-b[0]), circumference)
		return math.Min(d, circumference-d)
	}
}

// Sphere is the distance along great circles of a sphere of a radius, such as 6371e3 m, of places by longitude and latitude in degrees.
func Sphere(radius float64) func(a, b []float64) float64 {
	return func(a, b []float64) float64 {
		const degree = math.Pi / 180
		half := math.Sin((a[1] - b[1]) * degree / 2)
		side := math.Sin((a[0] - b[0]) * degree / 2)
		h := half*half + math.Cos(a[1]*degree)*math.Cos(b[1]*degree)*side*side
		return 2 * radius * math.Asin(math.Sqrt(math.Min(1, h)))
	}
}

func euclid(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}

// patches of a state, and the rule for distances.
func (l *Localisation) filled(components int, o Observations) ([][]int, func(a, b []float64) float64, error) {
	patches, distance := l.Patches, l.Distance
	if patches == nil {
		patches = make([][]int, components)
		for i := range patches {
			patches[i] = []int{i}
		}
	}
	if distance == nil {
		distance = euclid
	}
	switch {
	case !(l.Radius > 0):
		return nil, nil, fmt.Errorf("assimilation: localisation of radius %g; give a positive one", l.Radius)
	case len(l.Places) != len(patches):
		return nil, nil, fmt.Errorf("assimilation: %d places of %d patches; give each patch one", len(l.Places), len(patches))
	case o.Places == nil && len(o.Values) > 0:
		return nil, nil, fmt.Errorf("assimilation: localisation, but the observations have no Places; give each value one")
	}
	for i, p := range l.Places {
		for _, q := range o.Places {
			if len(p) != len(q) || len(p) == 0 {
				return nil, nil, fmt.Errorf("assimilation: the place of patch %d has %d coordinates, one of an observation %d; give all the same", i, len(p), len(q))
			}
		}
	}
	count := 0
	seen := make([]bool, components)
	for k, p := range patches {
		for _, c := range p {
			if c < 0 || c >= components || seen[c] {
				return nil, nil, fmt.Errorf("assimilation: patch %d holds component %d, which is twice in patches or not of a state of %d", k, c, components)
			}
			seen[c] = true
			count++
		}
	}
	if count != components {
		return nil, nil, fmt.Errorf("assimilation: the patches hold %d components of %d; each belongs to one", count, components)
	}
	return patches, distance, nil
}
