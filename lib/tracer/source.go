package tracer

import (
	"fmt"
	"math"
)

// A Source puts tracer into the water at one place.
type Source struct {
	// X and Y of its middle, in the axes' units. It has to be on water.
	X, Y float64
	// Amount in all, in the concentration's unit times m^2, 0 or more: for kg/m^3 and a layer 1 m deep that is kg.
	Amount float64
	// From and Until are when it runs, in s, evenly. Where both are the same all comes at once.
	From, Until float64
	// Spread is the standard deviation of a Gaussian over which it is laid, in m. Default 0: the one cell that holds the middle.
	Spread float64
}

// Check refuses what can't be a source in a basin.
func (s Source) Check(b Basin) error {
	for _, v := range []float64{s.X, s.Y, s.Amount, s.From, s.Until, s.Spread} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("tracer: a source %+v; give finite numbers", s)
		}
	}
	j, i, ok := b.Cell(s.X, s.Y)
	switch {
	case !ok:
		return fmt.Errorf("tracer: a source at %g, %g, outside the basin; put it inside", s.X, s.Y)
	case !b.Water(j, i):
		return fmt.Errorf("tracer: a source at %g, %g, on land (cell [%d, %d]); put it on water", s.X, s.Y, j, i)
	case s.Amount < 0 || s.Spread < 0:
		return fmt.Errorf("tracer: a source of amount %g and spread %g; give 0 or more (what takes tracer away is Decay or Surface)", s.Amount, s.Spread)
	case s.Until < s.From:
		return fmt.Errorf("tracer: a source from %g until %g; let it end after it begins", s.From, s.Until)
	}
	return nil
}

// Footprint is what an amount of 1 laid out by the source gives to the concentration, 1/m^2: the sum over its cells times their areas is 1.
func (b Basin) Footprint(s Source) ([]float64, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if err := s.Check(b); err != nil {
		return nil, err
	}
	return b.footprint(s), nil
}

func (b Basin) footprint(s Source) []float64 {
	ny, nx := b.Shape()
	area := b.metric().area
	out := make([]float64, ny*nx)
	if s.Spread == 0 {
		j, i, _ := b.Cell(s.X, s.Y)
		out[j*nx+i] = 1 / area[j]
		return out
	}
	for j := range ny {
		for i := range nx {
			if b.Water(j, i) {
				d := b.Distance(s.X, s.Y, b.X.Values[i], b.Y.Values[j]) / s.Spread
				out[j*nx+i] = math.Exp(-d * d / 2)
			}
		}
	}
	sum := b.Integral(out)
	if sum == 0 { // narrower than a cell, and between the centres
		s.Spread = 0
		return b.footprint(s)
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// Distance between two places in m; the shorter way round a periodic axis, a great circle on the sphere (haversine).
func (b Basin) Distance(x0, y0, x1, y1 float64) float64 {
	if b.Spherical() {
		const degree = math.Pi / 180
		sy, sx := math.Sin((y1-y0)*degree/2), math.Sin((x1-x0)*degree/2)
		return 2 * Radius * math.Asin(math.Sqrt(min(1, sy*sy+math.Cos(y0*degree)*math.Cos(y1*degree)*sx*sx)))
	}
	return math.Hypot(shorter(x1-x0, b.EndsX, b.X.Values), shorter(y1-y0, b.EndsY, b.Y.Values))
}

// shorter is a way along an axis, or where it is periodic the shorter one round it.
func shorter(d float64, ends Ends, values []float64) float64 {
	if n := len(values); ends == Periodic {
		length := (values[n-1] - values[0]) * float64(n) / float64(n-1)
		d -= length * math.Round(d/length)
	}
	return d
}
