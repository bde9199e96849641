package domain

import (
	"fmt"
	"sort"
)

// A Boundary is the parts of a region's boundary that were picked.
type Boundary struct {
	region Region
	faces  []face
	areas  []Measure
	// cut says that part of a face was left out by a test of its points.
	cut bool
}

// Boundary is the part of the region's boundary that any of the picks chooses: all of it where none is
// given. It is ErrPart where a pick chooses nothing.
func (r Region) Boundary(picks ...Pick) (Boundary, error) {
	if err := r.Check(); err != nil {
		return Boundary{}, err
	}
	all, areas := r.surface()
	if len(picks) == 0 {
		return Boundary{region: r, faces: all, areas: areas}, nil
	}
	for _, pick := range picks {
		if err := pick.valid(r.shape); err != nil {
			return Boundary{}, err
		}
	}
	chosen := Boundary{region: r}
	got := make([]bool, len(picks))
	for i := range all {
		f, area := all[i], areas[i]
		var tests []func(p []float64) bool
		taken, entire := false, false
		for k, pick := range picks {
			if !pick.takes(r.shape, &f) {
				continue
			}
			taken = true
			if pick.test == nil {
				entire, got[k] = true, true
			} else {
				tests = append(tests, func(p []float64) bool {
					yes := pick.test(p)
					got[k] = got[k] || yes
					return yes
				})
			}
		}
		if taken && !entire {
			f.chart = f.chart.cut(func(p []float64) bool {
				for _, test := range tests {
					if test(p) {
						return true
					}
				}
				return false
			})
			area = f.measure(r.Dims())
			chosen.cut = true
		}
		if taken && area.Value > 0 {
			chosen.faces = append(chosen.faces, f)
			chosen.areas = append(chosen.areas, area)
		}
	}
	for k, pick := range picks {
		if !got[k] {
			return Boundary{}, fmt.Errorf("%w: %v chooses none of it; %s", ErrPart, pick, has(all))
		}
	}
	return chosen, nil
}

// surface is the parts of the boundary of which something is left, with their measures.
func (r Region) surface() ([]face, []Measure) {
	r.found.surfaced.Do(func() {
		for _, f := range r.shape.faces() {
			if m := f.measure(r.Dims()); m.Value > 0 {
				r.found.faces = append(r.found.faces, f)
				r.found.areas = append(r.found.areas, m)
			}
		}
	})
	return r.found.faces, r.found.areas
}

// Parts names the parts, in the order in which Points numbers them.
func (b Boundary) Parts() []string {
	list := make([]string, len(b.faces))
	for i, f := range b.faces {
		list[i] = f.name
	}
	return list
}

// Measure is the length or area of the boundary; the number of its points where the region is an interval.
func (b Boundary) Measure() Measure {
	var sum Measure
	for _, a := range b.areas {
		sum = sum.plus(a)
	}
	return sum
}

// Points returns n points of the boundary, with normals. A nil sampler means Sobol{}. Each part has a
// share of them by its area, one at least, uniform in it, and their weights add up to its area. Where
// there are more parts than points, they go to parts evenly along the list, and all weigh the same.
func (b Boundary) Points(n int, how Sampler) (Points, error) {
	if len(b.faces) == 0 {
		return Points{}, fmt.Errorf("%w: a Boundary that nothing was put in; get one from Region.Boundary", ErrPart)
	}
	if n < 1 {
		return Points{}, fmt.Errorf("%w: %d points on the boundary; ask for at least one", ErrCount, n)
	}
	d := b.region.Dims()
	points := Points{
		Axes: axisNames(b.region.Axes()), Parts: b.Parts(), Measure: b.Measure(),
		Values: make([]float64, n*d), Normals: make([]float64, n*d), Weights: make([]float64, n), Part: make([]int, n),
	}
	shares := b.shares(n)
	from := 0
	for i, f := range b.faces {
		share := shares[i]
		if share == 0 {
			continue
		}
		if err := f.fill(points.Values[from*d:], share, d, how, uint64(i)+1); err != nil {
			return Points{}, fmt.Errorf("%s: %w", f.name, err)
		}
		for k := from; k < from+share; k++ {
			points.Part[k] = i
			points.Weights[k] = b.areas[i].Value / float64(share)
			if n < len(b.faces) {
				points.Weights[k] = points.Measure.Value / float64(n)
			}
			f.normal(row(points.Values, k, d), row(points.Normals, k, d))
		}
		from += share
	}
	return points, nil
}

// shares divides n points among the parts by area: one each, and the rest by the method of greatest remainders.
func (b Boundary) shares(n int) []int {
	total, parts := b.Measure().Value, len(b.faces)
	shares := make([]int, parts)
	if n < parts {
		// Where the middles of n equal stretches of the list fall.
		sum, k := 0.0, 0
		for i, a := range b.areas {
			for sum += a.Value; k < n && (float64(k)+0.5)/float64(n)*total <= sum; k++ {
				shares[i]++
			}
		}
		shares[parts-1] += n - k
		return shares
	}
	order, left := make([]int, parts), make([]float64, parts)
	rest := n
	for i, a := range b.areas {
		want := float64(n) * a.Value / total
		shares[i] = max(1, int(want))
		left[i] = want - float64(shares[i])
		order[i] = i
		rest -= shares[i]
	}
	for rest != 0 {
		sort.SliceStable(order, func(x, y int) bool { return left[order[x]] > left[order[y]] })
		if rest > 0 {
			shares[order[0]]++
			left[order[0]]--
			rest--
			continue
		}
		// The least parts were given one more than their due: others give it back.
		for k := parts - 1; k >= 0; k-- {
			if i := order[k]; shares[i] > 1 {
				shares[i]--
				left[i]++
				rest++
				break
			}
		}
	}
	return shares
}
