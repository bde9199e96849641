package tracer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// FromHeight is the flow in balance with a height of the sea surface in m, as altimeters give it, on a basin in degrees: [y, x] or
// [time, y, x]. The geostrophic velocity
//
//	u = -g/f eta_y,  v = g/f eta_x,  f = 2 Omega sin(latitude)
//
// has a divergence, as f changes with latitude, and knows no coast; so it is taken to the nearest flow that has none: see [FromVelocity].
// Within 5 degrees of the equator, where f is too small for the balance, water is refused: cut the basin, or mark it as land.
func FromHeight(b Basin, height field.Grid) (Flow, Removed, error) {
	u, v, err := Geostrophic(b, height)
	if err != nil {
		return Flow{}, Removed{}, err
	}
	if b.Land == nil {
		b.Land = land(b, height)
	}
	return FromVelocity(b, u, v)
}

// Gravity in m/s^2 and the Earth's Rotation in rad/s.
const (
	Gravity  = 9.80665
	Rotation = 7.292115e-5
)

// Geostrophic are the velocities in balance with a height, eastward and northward in m/s, at the centres of cells: see [FromHeight]. Slopes
// are from the cells on both sides, on coasts from one.
func Geostrophic(b Basin, height field.Grid) (u, v field.Grid, err error) {
	if b.Land == nil {
		b.Land = land(b, height)
	}
	if _, _, err := b.under(height, height); err != nil {
		return u, v, err
	}
	if !b.Spherical() {
		return u, v, fmt.Errorf("tracer: a balance with the Earth's rotation needs latitudes; give axes in degrees_east and degrees_north, not %q and %q", b.X.Unit, b.Y.Unit)
	}
	ny, nx := b.Shape()
	for j, lat := range b.Y.Values {
		for i := range nx {
			if math.Abs(lat) < 5 && b.Water(j, i) {
				return u, v, fmt.Errorf("tracer: water at latitude %g; within 5 degrees of the equator currents don't balance the height, so cut the basin there, or mark it as Land", lat)
			}
		}
	}
	u, v = height, height
	u.Name, v.Name, u.Unit, v.Unit = "u", "v", "m/s", "m/s"
	u.Values, v.Values = make([]float64, len(height.Values)), make([]float64, len(height.Values))
	m := b.metric()
	for at := 0; at < len(height.Values); at += ny * nx {
		eta := height.Values[at : at+ny*nx]
		for j := range ny {
			by := Gravity / (2 * Rotation * math.Sin(b.Y.Values[j]*math.Pi/180))
			for i := range nx {
				if b.Water(j, i) {
					u.Values[at+j*nx+i] = -by * b.slope(eta, j, i, 1, 0) / m.dy
					v.Values[at+j*nx+i] = by * b.slope(eta, j, i, 0, 1) / m.dx[j]
				}
			}
		}
	}
	return u, v, nil
}

// slope per cell along an axis, from the neighbours that are water.
func (b Basin) slope(c []float64, j, i, dj, di int) float64 {
	at := func(j, i int) (float64, bool) {
		cell, ok := b.around(j, i)
		if !ok || b.IsLand(cell) {
			return 0, false
		}
		return c[cell], true
	}
	low, lowIn := at(j-dj, i-di)
	high, highIn := at(j+dj, i+di)
	here := c[j*b.X.Len()+i]
	switch {
	case lowIn && highIn:
		return (high - low) / 2
	case lowIn:
		return here - low
	case highIn:
		return high - here
	}
	return 0
}
