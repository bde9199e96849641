package assimilation

import (
	"cmp"
	"math"
	"slices"
)

// A vicinity finds the observations near a place. Several goroutines may use it at once.
type vicinity struct {
	places   [][]float64 // of the observations
	radius   float64
	distance func(a, b []float64) float64
	along    func(place []float64) float64
	order    []int     // observations along that coordinate; nil: all are tried
	at       []float64 // theirs, in that order
}

func (l *Localisation) vicinity(o Observations, distance func(a, b []float64) float64) vicinity {
	v := vicinity{places: o.Places, radius: l.Radius, distance: distance, along: l.Along}
	if v.along == nil && l.Distance == nil {
		v.along = func(place []float64) float64 { return place[0] }
	}
	if v.along == nil {
		return v
	}
	all := make([]float64, len(v.places))
	order := make([]int, len(v.places))
	for i, p := range v.places {
		if all[i], order[i] = v.along(p), i; math.IsNaN(all[i]) {
			return v
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(all[a], all[b]) })
	for _, i := range order {
		v.at = append(v.at, all[i])
	}
	v.order = order
	return v
}

// near are the observations about a place in their order, with the roots of their weights.
func (v vicinity) near(place []float64) (numbers []int, root []float64) {
	try := func(i int) {
		if w := GaspariCohn(v.distance(place, v.places[i]), v.radius); w > 1e-6 {
			numbers, root = append(numbers, i), append(root, math.Sqrt(w))
		}
	}
	middle := math.NaN()
	if v.order != nil {
		middle = v.along(place)
	}
	if math.IsNaN(middle) {
		for i := range v.places {
			try(i)
		}
		return numbers, root
	}
	reach := 2 * v.radius * (1 + 1e-9) // a distance is rounded
	first, _ := slices.BinarySearch(v.at, middle-reach)
	last, _ := slices.BinarySearch(v.at, middle+reach)
	for _, i := range slices.Sorted(slices.Values(v.order[first:last])) {
		try(i)
	}
	return numbers, root
}
