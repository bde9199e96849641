package datasets

import (
	"math"
	"math/rand/v2"

	"sublunar/lib/field"
)

// ConvectionSensors are sensors at random places of a square, in no order, that see Lorenz's convection:
// each of its three variables, in units of its deviation, moves a smooth pattern. 2000 samples of 10,000
// sensors by default.
func ConvectionSensors(f Filming) (Movie, error) {
	f, err := f.with(2000, 100)
	if err != nil {
		return Movie{}, err
	}
	run, err := Lorenz(Trajectory{Samples: f.Frames, Step: 0.01})
	if err != nil {
		return Movie{}, err
	}
	random := rand.New(rand.NewPCG(f.Seed, 2))
	places := make([][2]float64, f.Side*f.Side)
	for i := range places {
		places[i] = [2]float64{random.Float64(), random.Float64()}
	}
	patterns := make([][]float64, len(run.Columns))
	for k := range patterns {
		for _, p := range places {
			patterns[k] = append(patterns[k], math.Sin(math.Pi*float64(k+1)*p[0]+0.4)*math.Cos(math.Pi*float64(2-k)*p[1])+0.3*p[0])
		}
	}
	units := standard(run)
	draw := func(at int, frame []float64) {
		clear(frame)
		for k, pattern := range patterns {
			z := units[k][at]
			for i, p := range pattern {
				frame[i] += z * p
			}
		}
	}
	return Movie{
		Name: "temperature", Unit: "K", Axes: []field.Axis{field.Linspace("sensor", "", 0, float64(len(places)-1), len(places))}, Times: run.Axis,
		Frames: f.filmed(len(places), draw), Truth: run, Coefficients: lorenz().Coefficients,
	}, nil
}

// standard are the columns about their means, in units of their deviations.
func standard(s field.Series) [][]float64 {
	var out [][]float64
	for _, c := range s.Columns {
		mean, square := 0.0, 0.0
		for _, v := range c.Values {
			mean += v / float64(len(c.Values))
		}
		for _, v := range c.Values {
			square += (v - mean) * (v - mean) / float64(len(c.Values))
		}
		values := make([]float64, len(c.Values))
		for i, v := range c.Values {
			values[i] = (v - mean) / math.Sqrt(square)
		}
		out = append(out, values)
	}
	return out
}

// RingSensors are sensors at random places along a ring, in no order, that see a narrow pulse run around
// it, faster on one side: its angle obeys theta' = 1 + 0.4 sin(theta), so that for c = cos(theta) and
// s = sin(theta)
//
//	c' = -s - 0.4 s^2,   s' = c + 0.4 c s.
//
// The pulse is a twentieth of the ring wide: no few patterns sum to it. 1500 samples of 2500 sensors by
// default.
func RingSensors(f Filming) (Movie, error) {
	f, err := f.with(1500, 50)
	if err != nil {
		return Movie{}, err
	}
	law := System{
		Name: "pulse on a ring", Variables: []string{"theta"}, TimeUnit: "s", Units: []string{"rad"},
		Coefficients: map[string]map[string]float64{"theta'": {"1": 1, "sin(theta)": 0.4}},
		Step:         0.02, Samples: f.Frames, Initial: []float64{0.3},
	}
	run, err := law.Run(Trajectory{})
	if err != nil {
		return Movie{}, err
	}
	random := rand.New(rand.NewPCG(f.Seed, 3))
	places := make([]float64, f.Side*f.Side)
	for i := range places {
		places[i] = 2 * math.Pi * random.Float64()
	}
	truth := field.Series{Axis: run.Axis, Columns: []field.Column{{Name: "c"}, {Name: "s"}}}
	for _, angle := range run.Columns[0].Values {
		s, c := math.Sincos(angle)
		truth.Columns[0].Values, truth.Columns[1].Values = append(truth.Columns[0].Values, c), append(truth.Columns[1].Values, s)
	}
	draw := func(at int, frame []float64) {
		for i, p := range places {
			// Nearly a Gaussian of the angle between, of deviation 0.3, and periodic.
			frame[i] = math.Exp((math.Cos(p-run.Columns[0].Values[at]) - 1) / (0.3 * 0.3))
		}
	}
	return Movie{
		Name: "light", Axes: []field.Axis{field.Linspace("sensor", "", 0, float64(len(places)-1), len(places))}, Times: run.Axis,
		Frames: f.filmed(len(places), draw), Truth: truth,
		Coefficients: map[string]map[string]float64{"c'": {"s": -1, "s^2": -0.4}, "s'": {"c": 1, "c s": 0.4}},
	}, nil
}
