package datasets

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
)

// A Movie is frames, made one at a time as they are asked for, and what is behind them.
type Movie struct {
	Name, Unit string
	// Axes of a frame: y (down) and x for images; the sensors' numbers, in no order, for sensors.
	Axes  []field.Axis
	Times field.Axis
	// Frames yields each frame, row-major, and overwrites it by the next. It can be ranged over again,
	// and gives the same frames.
	Frames iter.Seq2[[]float64, error]
	// Truth are the few numbers that move the frames.
	Truth field.Series
	// Coefficients of the law: of the field's itself, or of the truth's.
	Coefficients map[string]map[string]float64
}

// Filming says how a movie is taken. Its zero value is the movie's own settings, with no noise.
type Filming struct {
	// Frames is their number.
	Frames int
	// Side of an image in pixels; of sensors, the square root of their number.
	Side int
	// Noise is white and Gaussian, of each pixel or sensor by itself, in units of the clean movie's
	// standard deviation.
	Noise float64
	Seed  uint64
}

func (f Filming) with(frames, side int) (Filming, error) {
	if f.Frames == 0 {
		f.Frames = frames
	}
	if f.Side == 0 {
		f.Side = side
	}
	if f.Frames < 2 || f.Side < 8 || f.Side > 1<<14 || !(f.Noise >= 0) || math.IsInf(f.Noise, 0) {
		return f, fmt.Errorf("datasets: %d frames with a side of %d and noise of %v; give 2 frames or more, a side of 8 or more, and noise of 0 or more", f.Frames, f.Side, f.Noise)
	}
	return f, nil
}

// filmed are frames with noise: draw writes a clean frame. Its deviation, over a few frames, is the
// noise's unit.
func (f Filming) filmed(size int, draw func(at int, frame []float64)) iter.Seq2[[]float64, error] {
	return func(yield func([]float64, error) bool) {
		random := rand.New(rand.NewPCG(f.Seed, 1))
		frame := make([]float64, size)
		deviation := 0.0
		if f.Noise > 0 {
			var sum, squares, count float64
			for at := 0; at < f.Frames; at += max(1, f.Frames/20) {
				draw(at, frame)
				for _, v := range frame {
					sum, squares, count = sum+v, squares+v*v, count+1
				}
			}
			deviation = f.Noise * math.Sqrt(squares/count-sum*sum/(count*count))
		}
		for at := range f.Frames {
			draw(at, frame)
			if deviation > 0 {
				for i := range frame {
					frame[i] += deviation * random.NormFloat64()
				}
			}
			if !yield(frame, nil) {
				return
			}
		}
	}
}

// Dye is a dye that is carried and spreads, unevenly, over a square of side 2 pi,
//
//	u_t = -0.5 u_x + 0.3 u_y + 0.1 u_xx + 0.02 u_xy + 0.05 u_yy:
//
// a sum of waves, each an exact solution. 1000 frames of 256 x 256, 0.002 s apart, by default; none is
// kept, so that there may be any number.
func Dye(f Filming) (Movie, error) {
	f, err := f.with(1000, 256)
	if err != nil {
		return Movie{}, err
	}
	const step = 0.002
	x, y := field.Linspace("x", "m", 0, 2*math.Pi, f.Side), field.Linspace("y", "m", 0, 2*math.Pi, f.Side)
	waves := [][3]float64{{3, 1, 0}, {-1, 4, 1}, {2, -3, 2}, {5, 2, 3}, {-4, -1, 4}, {1, 6, 5}} // k, l, phase
	cosine, sine := make([]float64, f.Side), make([]float64, f.Side)
	draw := func(at int, frame []float64) {
		t := float64(at) * step
		clear(frame)
		for _, w := range waves {
			k, l := w[0], w[1]
			fade := math.Exp(-(0.1*k*k + 0.02*k*l + 0.05*l*l) * t)
			for j, at := range x.Values {
				sine[j], cosine[j] = math.Sincos(k*(at-0.5*t) + w[2])
			}
			for i, at := range y.Values {
				s, c := math.Sincos(l * (at + 0.3*t))
				row := frame[i*f.Side:][:f.Side]
				for j := range row {
					row[j] += fade * (c*cosine[j] - s*sine[j])
				}
			}
		}
	}
	return Movie{
		Name: "u", Unit: "mg/l", Axes: []field.Axis{y, x}, Times: field.Linspace("t", "s", 0, step*float64(f.Frames-1), f.Frames),
		Frames:       f.filmed(f.Side*f.Side, draw),
		Coefficients: map[string]map[string]float64{"u_t": {"u_x": -0.5, "u_y": 0.3, "u_xx": 0.1, "u_yx": 0.02, "u_yy": 0.05}},
	}, nil
}

// Shaken is a movie by a camera that isn't held still, of a wall on which two lights swing as van der Pol's
// oscillator does. Of the wall's own pattern only what stands out of the lights tells how the camera
// moved: wall is its deviation, in units of the lights'. The camera's path, in pixels, is in the columns
// "down" and "right" of the truth, beside the oscillator's. 600 frames of 96 x 96 by default.
func Shaken(f Filming, wall, pixels float64) (Movie, error) {
	f, err := f.with(600, 96)
	if err != nil {
		return Movie{}, err
	}
	if !(wall >= 0) || !(pixels >= 0) || pixels > float64(f.Side)/4 {
		return Movie{}, errors.New("datasets: a wall and a shake have sizes of 0 or more, and the shake at most a quarter of the image")
	}
	system, err := Find("VanDerPol")
	if err != nil {
		return Movie{}, err
	}
	run, err := system.Run(Trajectory{Samples: f.Frames})
	if err != nil {
		return Movie{}, err
	}
	random := rand.New(rand.NewPCG(f.Seed, 4))
	var texture [40][4]float64 // wave numbers per pixel, phase, height
	for i := range texture {
		texture[i] = [4]float64{0.8 * (random.Float64() - 0.5), 0.8 * (random.Float64() - 0.5), 2 * math.Pi * random.Float64(), wall * math.Sqrt(2.0/40)}
	}
	down, right := walk(f.Frames, pixels, random), walk(f.Frames, pixels, random)
	units := standard(run)
	side := float64(f.Side)
	// Waves and bumps are products along y and x: only those are computed for each frame.
	rows, columns := make([]float64, f.Side), make([]float64, f.Side)
	add := func(frame []float64, of func(x float64) float64, at func(y float64) float64, down, right float64) {
		for i := range f.Side {
			rows[i], columns[i] = at(float64(i)+down), of(float64(i)+right)
		}
		for i, r := range rows {
			line := frame[i*f.Side:][:f.Side]
			for j, c := range columns {
				line[j] += r * c
			}
		}
	}
	draw := func(at int, frame []float64) {
		clear(frame)
		light := func(height, y, x float64) {
			add(frame, func(v float64) float64 { return bump((v - x*side) / (0.09 * side)) },
				func(v float64) float64 { return height * bump((v-y*side)/(0.09*side)) }, down[at], right[at])
		}
		light(1.5*units[0][at], 0.4, 0.35)
		light(0.9*units[1][at], 0.6, 0.65)
		for _, w := range texture { // sin(ay + bx + c) = sin(ay + c) cos(bx) + cos(ay + c) sin(bx)
			add(frame, func(x float64) float64 { return math.Cos(w[1] * x) }, func(y float64) float64 { return w[3] * math.Sin(w[0]*y+w[2]) }, down[at], right[at])
			add(frame, func(x float64) float64 { return math.Sin(w[1] * x) }, func(y float64) float64 { return w[3] * math.Cos(w[0]*y+w[2]) }, down[at], right[at])
		}
	}
	truth := run
	truth.Columns = append(append([]field.Column(nil), run.Columns...),
		field.Column{Name: "down", Unit: "pixel", Values: moved(down)}, field.Column{Name: "right", Unit: "pixel", Values: moved(right)})
	return Movie{
		Name: "light", Times: run.Axis, Axes: []field.Axis{field.Linspace("y", "pixel", 0, side-1, f.Side), field.Linspace("x", "pixel", 0, side-1, f.Side)},
		Frames: f.filmed(f.Side*f.Side, draw), Truth: truth, Coefficients: system.Coefficients,
	}, nil
}

func bump(x float64) float64 { return math.Exp(-x * x / 2) }

// walk is a smooth random path of at most some pixels from its start.
func walk(frames int, pixels float64, random *rand.Rand) []float64 {
	path := make([]float64, frames)
	for range 6 {
		rate, phase := 0.01+0.1*random.Float64(), 2*math.Pi*random.Float64()
		for i := range path {
			path[i] += math.Sin(rate*float64(i)+phase) - math.Sin(phase)
		}
	}
	most := 1e-300
	for _, v := range path {
		most = math.Max(most, math.Abs(v))
	}
	for i := range path {
		path[i] *= pixels / most
	}
	return path
}

// moved is how the picture moves when the camera goes the other way.
func moved(path []float64) []float64 {
	out := make([]float64, len(path))
	for i, v := range path {
		out[i] = -v
	}
	return out
}
