package infer

import (
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// vortices are added to the true flow: Gaussian ones of both signs that swell, drift west as eddies in the ocean do, and fade.
func (t Twin) vortices(f tracer.Flow, random *rand.Rand) {
	b := f.Basin
	x, y := b.Corners()
	fall := b.Offshore(40e3)
	span := f.Times.Values[f.Times.Len()-1]
	const life = 24 * day
	count := int(math.Ceil(float64(max(0, t.Vortices)) * (span + life) / life))
	for range count {
		size := 35e3 + 35e3*random.Float64()
		speed := 0.15 + 0.15*random.Float64() // at a distance of size
		if random.IntN(2) == 0 {
			speed = -speed
		}
		x0, y0 := 1300e3*random.Float64(), 800e3*random.Float64()
		born := -life + (span+life)*random.Float64()
		west, north := 0.03+0.04*random.Float64(), 0.04*(random.Float64()-0.5)
		for k, now := range f.Times.Values {
			age := (now - born) / life
			if age <= 0 || age >= 1 {
				continue
			}
			strength := speed * size * math.Exp(0.5) * math.Pow(math.Sin(math.Pi*age), 2)
			cx, cy := x0-west*(now-born), y0+north*(now-born)
			for j, yy := range y.Values {
				dy := (yy - cy) / size
				if math.Abs(dy) > 5 {
					continue
				}
				for i, xx := range x.Values {
					dx := (xx - cx) / size
					if r := dx*dx + dy*dy; r < 25 {
						f.Psi[k].Values[j*x.Len()+i] += strength * fall[j*x.Len()+i] * math.Exp(-r/2)
					}
				}
			}
		}
	}
}

// patches of tracer of many sizes on the background.
func (t Twin) patches(b tracer.Basin, random *rand.Rand) field.Grid {
	type patch struct{ x, y, size, more float64 }
	var all []patch
	for range 45 {
		all = append(all, patch{1200e3 * random.Float64(), 800e3 * random.Float64(), 50e3 + 100e3*random.Float64()*random.Float64(), 1.6 * random.NormFloat64()})
	}
	return b.Sample("tracer", "mg/m^3", func(x, y float64) float64 {
		c := background(x, y)
		for _, p := range all {
			r := (math.Pow(x-p.x, 2) + math.Pow(y-p.y, 2)) / (p.size * p.size)
			c += p.more * math.Exp(-r/2)
		}
		return math.Max(c, 0.1)
	})
}

// floats drift through the whole time, and measure at each fix.
func (t Twin) floats(p *Problem, truth *Truth, film []field.Grid, random *rand.Rand) error {
	// A float measures well, but at a point, which says less of the mean over a cell: that counts as error too.
	const deviation, point, fix = 0.15, 0.25, 500.0
	startX, startY := make([]float64, t.Floats+t.Withheld), make([]float64, t.Floats+t.Withheld)
	for n := range startX {
		startX[n], startY[n] = t.afloat(truth.Flow.Basin, random)
	}
	count := len(film)
	tracks, err := tracer.Drifters{Flow: truth.Flow, Diffusivity: truth.Diffusivity, Seed: t.Seed}.Drift(startX, startY, field.Linspace("time", "s", 0, float64(count-1)*fixes, count))
	if err != nil {
		return err
	}
	for n := range startX {
		var path [][2]float64
		var times, xs, ys []float64
		for k, g := range film {
			now, x, y := float64(k)*fixes, tracks.X.Values[n*count+k], tracks.Y.Values[n*count+k]
			path = append(path, [2]float64{x, y})
			value, _ := truth.Flow.Basin.At(g, x, y)
			o := tracer.Observation{X: x, Y: y, Time: now, Value: value + deviation*random.NormFloat64(), Deviation: math.Hypot(deviation, point), Platform: n}
			if j, i, ok := p.Flow.Basin.Cell(x, y); !ok || !p.Flow.Basin.Water(j, i) {
				continue
			}
			switch {
			case now > p.Until:
				truth.Later = append(truth.Later, o)
			case n >= t.Floats:
				truth.Withheld = append(truth.Withheld, o)
			default:
				p.Observations = append(p.Observations, o)
				times, xs, ys = append(times, now), append(xs, x+fix*random.NormFloat64()), append(ys, y+fix*random.NormFloat64())
			}
		}
		truth.Paths = append(truth.Paths, path)
		shaken := p.Diffusivity.Median
		if t.Identical {
			shaken = truth.Diffusivity
		}
		currents, err := p.Flow.Basin.Currents(n, times, xs, ys, fix, shaken, day)
		if err != nil {
			return err
		}
		p.Currents = append(p.Currents, currents...)
	}
	return nil
}

// afloat is a place on water, not near the walls.
func (t Twin) afloat(b tracer.Basin, random *rand.Rand) (x, y float64) {
	for {
		x, y = 1200e3*(0.05+0.9*random.Float64()), 800e3*(0.05+0.9*random.Float64())
		if j, i, ok := b.Cell(x, y); ok && b.Water(j, i) {
			return x, y
		}
	}
}

// passes of a satellite: bands that slant one way and the other, seen where there is no cloud, at every second cell along each axis.
func (t Twin) passes(p *Problem, coarse []field.Grid, random *rand.Rand) {
	const deviation, bias, width = 0.3, 0.3, 220e3
	b := p.Flow.Basin
	for n := range max(0, t.Passes) {
		platform := 100 + n
		k := int(math.Round((float64(n) + 0.5) / float64(t.Passes) * p.Until / fixes))
		p.Bias[platform] = bias
		shared := bias * random.NormFloat64()
		slant := 0.35
		if n%2 == 1 {
			slant = -slant
		}
		middle := 1200e3 * (0.15 + 0.7*math.Mod(0.37+0.618*float64(n), 1))
		var clouds [6][3]float64
		for c := range clouds {
			clouds[c] = [3]float64{middle + 400e3*(random.Float64()-0.5), 800e3 * random.Float64(), 40e3 + 60e3*random.Float64()}
		}
		for j := 0; j < b.Y.Len(); j += 2 {
		pixels:
			for i := 0; i < b.X.Len(); i += 2 {
				x, y := b.X.Values[i], b.Y.Values[j]
				if math.Abs(x-middle-slant*(y-400e3)) > width/2 || !b.Water(j, i) {
					continue
				}
				for _, c := range clouds {
					if math.Hypot(x-c[0], y-c[1]) < c[2] {
						continue pixels
					}
				}
				p.Observations = append(p.Observations, tracer.Observation{X: x, Y: y, Time: float64(k) * fixes, Platform: platform, Deviation: deviation,
					Value: coarse[k].Values[j*b.X.Len()+i] + shared + deviation*random.NormFloat64()})
			}
		}
	}
}
