package sindy

import (
	"fmt"
	"math"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
)

// scout looks at the first frames and chooses the test functions, and estimates the noise.
func (p *posing) scout(m *Movie) ([]width, error) {
	if m.Radii != nil {
		return p.given(m)
	}
	// Of each frame some lines along each axis, and some points for lines in time.
	const enough = 200
	points, count := m.points(), 0
	some := max(1, points/64) | 1
	var lines [][]float64 // in time, of each variable and place
	space := make([]*spectrum, len(m.Space))
	for i, a := range m.Space {
		space[i] = newSpectrum(a.Len())
	}
	noise := make([][]float64, len(m.Variables))
	for values, err := range m.Frames {
		if err != nil {
			return nil, fmt.Errorf("sindy: frame %d: %w", count, err)
		}
		if err := m.check(values, count); err != nil {
			return nil, err
		}
		line := 0
		for v := range m.Variables {
			u := field.Grid{Axes: m.Space, Values: values[v*points : (v+1)*points]}
			for at := 0; at < points; at += some {
				if count == 0 {
					lines = append(lines, nil)
				}
				lines[line] = append(lines[line], u.Values[at])
				line++
			}
			if count%20 == 0 {
				least := math.Inf(1)
				for i := range m.Space {
					for along := range linesOf(u, i, 20) {
						space[i].add(standard(along))
						least = math.Min(least, derivative.Noise(m.Space[i].Values, along))
					}
				}
				noise[v] = append(noise[v], least)
			}
		}
		if count++; count == enough {
			break
		}
	}
	if count < 20 {
		return nil, fmt.Errorf("sindy: %d frames are too few to choose test functions from; give 20 or more", count)
	}
	inTime := newSpectrum(count)
	for _, line := range lines {
		if finite(line) {
			inTime.add(standard(line))
		}
	}
	if m.Noise == nil {
		for v := range noise {
			m.Noise = append(m.Noise, median(noise[v]))
		}
	}
	p.noise = m.Noise
	widths := []width{widthFor(count, m.Step, inTime.corner(), 1)}
	for i, a := range m.Space {
		spacing := math.Abs(a.Values[a.Len()-1]-a.Values[0]) / float64(a.Len()-1)
		widths = append(widths, widthFor(a.Len(), spacing, space[i].corner(), p.orders(i)))
	}
	return m.strided(widths), nil
}

// given are test functions of the radii that the movie says.
func (p *posing) given(m *Movie) ([]width, error) {
	p.noise = m.Noise
	if p.noise == nil {
		p.noise = make([]float64, len(m.Variables))
	}
	var widths []width
	for i, radius := range m.Radii {
		spacing, orders, name := m.Step, 1, m.Time.Name
		most := math.Inf(1)
		if i > 0 {
			a := m.Space[i-1]
			most = math.Abs(a.Values[a.Len()-1]-a.Values[0]) / 2
			spacing, orders, name = 2*most/float64(a.Len()-1), p.orders(i-1), a.Name
		}
		if !(radius >= 3*spacing) || radius > most {
			return nil, fmt.Errorf("sindy: test functions of radius %v along %q, where points are %.3g apart; give at least three intervals, and at most half of the axis", radius, name, spacing)
		}
		widths = append(widths, widthOf(radius/spacing, spacing, orders))
	}
	return m.strided(widths), nil
}

// strided spaces the test functions a deviation apart, and wider where a frame would make more than a
// thousand rows.
func (m Movie) strided(widths []width) []width {
	const rows = 1000
	count := 1.0
	for i := range widths {
		widths[i].stride = widths[i].deviation()
		if i > 0 {
			a := m.Space[i-1]
			count *= (math.Abs(a.Values[a.Len()-1]-a.Values[0])-2*widths[i].radius)/widths[i].stride + 1
		}
	}
	if count > rows {
		for i := range widths[1:] {
			widths[i+1].stride *= math.Pow(count/rows, 1/float64(len(m.Space)))
		}
	}
	return widths
}
