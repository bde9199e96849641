package coordinates

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// Diffusion sets DiffusionMap.
type Diffusion struct {
	// Count of coordinates. Default 2.
	Count int
	// Bandwidth is the square of the distance over which two samples count as neighbours. Default 0:
	// found from how far the landmarks' neighbours are.
	Bandwidth float64
	// Landmarks is the greatest number of samples that are solved for, spread evenly over all; the others
	// follow from those near them. Default 600. The cost grows as its cube.
	Landmarks int
}

// A Map holds diffusion coordinates.
type Map struct {
	// Values of the coordinates of all samples, of shape [samples][coordinates], of mean square 1.
	Values [][]float64
	// Eigenvalues of the diffusion, one for each coordinate, from near 1 down: slow first.
	Eigenvalues []float64
	// Bandwidth that was used.
	Bandwidth float64

	landmarks [][]float64
	density   []float64
	vectors   [][]float64 // [landmarks][coordinates]
}

// DiffusionMap finds the smoothest functions on the surface that samples lie on, whatever their density
// there: the eigenfunctions of its Laplacian (Coifman and Lafon 2006, doi:10.1016/j.acha.2006.04.006, with
// alpha = 1). On a closed curve they are the sine and cosine of the length along it; on an open one its
// cosines, of which only the first is a coordinate of its own. Samples of many values are best given as
// POD amplitudes, which keep the distances.
func DiffusionMap(samples [][]float64, d Diffusion) (*Map, error) {
	if d.Count == 0 {
		d.Count = 2
	}
	if d.Landmarks == 0 {
		d.Landmarks = 600
	}
	if err := d.check(samples); err != nil {
		return nil, err
	}
	m := &Map{Bandwidth: d.Bandwidth}
	size := min(d.Landmarks, len(samples))
	for i := range size {
		m.landmarks = append(m.landmarks, samples[i*len(samples)/size])
	}
	squares := make([][]float64, size)
	for i := range squares {
		squares[i] = make([]float64, size)
		for j := range i {
			squares[i][j] = distance(m.landmarks[i], m.landmarks[j])
			squares[j][i] = squares[i][j]
		}
	}
	if m.Bandwidth == 0 {
		m.Bandwidth = bandwidth(squares)
	}
	if !(m.Bandwidth > 0) {
		return nil, errors.New("coordinates: all samples are the same; give samples that vary")
	}
	if err := m.solve(squares, d.Count); err != nil {
		return nil, err
	}
	for _, s := range samples {
		values, err := m.At(s)
		if err != nil {
			return nil, err
		}
		m.Values = append(m.Values, values)
	}
	return m, nil
}

func (d Diffusion) check(samples [][]float64) error {
	if d.Count < 1 || d.Landmarks < d.Count+2 || len(samples) < d.Count+2 {
		return fmt.Errorf("coordinates: %d diffusion coordinates of %d samples by %d landmarks; give 1 or more, and two more samples and landmarks than that", d.Count, len(samples), d.Landmarks)
	}
	if math.IsNaN(d.Bandwidth) || math.IsInf(d.Bandwidth, 0) || d.Bandwidth < 0 {
		return fmt.Errorf("coordinates: a bandwidth of %v; give a squared distance, or 0 to have it found", d.Bandwidth)
	}
	for i, s := range samples {
		if len(s) != len(samples[0]) || len(s) == 0 {
			return fmt.Errorf("coordinates: sample %d has %d values, the first %d; give all of them the same", i, len(s), len(samples[0]))
		}
		for _, v := range s {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("coordinates: sample %d holds %v; leave it out", i, v)
			}
		}
	}
	return nil
}

func distance(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return sum
}

// bandwidth is twice the squared distance within which nearly all samples have eight neighbours: the
// surface is told from its folds only where the kernel is narrow, and is one piece only where it is not too
// narrow.
func bandwidth(squares [][]float64) float64 {
	const neighbours, nearly = 8, 0.95
	var far []float64
	for _, row := range squares {
		sorted := slices.Sorted(slices.Values(row)) // the first is the sample itself
		far = append(far, sorted[min(neighbours, len(sorted)-1)])
	}
	slices.Sort(far)
	return 2 * far[int(nearly*float64(len(far)-1))]
}

// solve finds the eigenfunctions on the landmarks.
func (m *Map) solve(squares [][]float64, count int) error {
	n := len(squares)
	kernel := make([][]float64, n)
	m.density = make([]float64, n)
	for i := range kernel {
		kernel[i] = make([]float64, n)
		for j, d := range squares[i] {
			kernel[i][j] = math.Exp(-d / m.Bandwidth)
			m.density[i] += kernel[i][j]
		}
	}
	// Divided by the density at both ends, then by the row's sum: symmetric with its roots instead.
	rows := make([]float64, n)
	for i := range kernel {
		for j := range kernel[i] {
			kernel[i][j] /= m.density[i] * m.density[j]
			rows[i] += kernel[i][j]
		}
	}
	symmetric := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			symmetric.SetSym(i, j, kernel[i][j]/math.Sqrt(rows[i]*rows[j]))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(symmetric, true) {
		return errors.New("coordinates: the diffusion's eigenvalues weren't found; give a larger Bandwidth")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil)
	m.vectors = make([][]float64, n)
	for k := range count {
		at := n - 2 - k // the last is the constant
		if values[at] < 1e-8 {
			return fmt.Errorf("coordinates: the samples have %d diffusion coordinates; ask for no more, or give a smaller Bandwidth", k)
		}
		m.Eigenvalues = append(m.Eigenvalues, values[at])
		column := mat.Col(nil, at, &vectors)
		square := 0.0
		for i := range column {
			column[i] /= math.Sqrt(rows[i])
			square += column[i] * column[i] / float64(n)
		}
		scale := math.Copysign(math.Sqrt(square), largest(column))
		for i := range column {
			m.vectors[i] = append(m.vectors[i], column[i]/scale)
		}
	}
	return nil
}

// At is the coordinates of a sample, which may be one that the map wasn't made of: the mean of the
// landmarks' by the diffusion's weights, over the eigenvalue (Nystrom's extension).
func (m *Map) At(sample []float64) ([]float64, error) {
	if len(sample) != len(m.landmarks[0]) {
		return nil, fmt.Errorf("coordinates: a sample of %d values for a map of %d; give the same sensors", len(sample), len(m.landmarks[0]))
	}
	out, total := make([]float64, len(m.Eigenvalues)), 0.0
	for i, l := range m.landmarks {
		w := math.Exp(-distance(sample, l)/m.Bandwidth) / m.density[i]
		total += w
		for k, v := range m.vectors[i] {
			out[k] += w * v
		}
	}
	if total == 0 || math.IsNaN(total) {
		return nil, errors.New("coordinates: a sample lies far from all that the map was made of; a map doesn't reach beyond them")
	}
	for k := range out {
		out[k] /= total * m.Eigenvalues[k]
	}
	return out, nil
}

// Series lays the coordinates over time: columns d1, d2 ...
func (m *Map) Series(times field.Axis) (field.Series, error) {
	return asSeries("d", "1", times, m.Values)
}
