package tests

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"sublunar/lib/assimilation"
	"sublunar/lib/score"
)

// A twin is DAPPER's set-up of Sakov and Oke (2008, doi:10.1111/j.1600-0870.2007.00299.x): Lorenz-96 of 40 sites, force 8, Runge-Kutta
// steps of 0.05, all sites observed with errors of deviation 1; truth and members start about (1, 0, 0, ...) with deviation sqrt(0.001).
// Errors count after time 20.
type twin struct {
	model   assimilation.Lorenz96
	truth   [][]float64
	records []assimilation.Observations
	mean    []float64 // of the climate, and its covariance, from another run
	climate assimilation.Covariance
}

func start(n int, seed uint64) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 0x57a2))
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, 40)
		for j := range out[i] {
			out[i][j] = math.Sqrt(0.001) * random.NormFloat64()
		}
		out[i][0]++
	}
	return out
}

func newTwin(t *testing.T, cycles int, every float64, seed uint64) twin {
	w := twin{}
	times := make([]float64, cycles)
	for k := range times {
		times[k] = every * float64(k+1)
	}
	var err error
	w.truth, w.records, err = assimilation.Simulate(w.model, start(1, seed)[0], 0, times, assimilation.All(40), assimilation.Same(40, 1), seed)
	must(t, "simulate", err)
	for k := range w.records {
		w.records[k].Places = circle(1).Places
	}
	long := make([]float64, 2000)
	for k := range long {
		long[k] = 20 + 0.5*float64(k)
	}
	states, _, err := assimilation.Simulate(w.model, start(1, 1000+seed)[0], 0, long, assimilation.All(40), assimilation.Same(40, 1), seed)
	must(t, "climate", err)
	w.mean, w.climate, err = assimilation.Climate(states, 0)
	must(t, "climate", err)
	return w
}

// judge is the mean over records of the root mean square error of the analysis' mean, as DAPPER's table has it; and the scores of an
// ensemble.
func (w twin) judge(t *testing.T, m assimilation.Method, members int, seed uint64) (off float64, tally *score.Tally) {
	tally = &score.Tally{}
	var errors []float64
	_, err := m.Run(assimilation.Sequence{Model: w.model, Records: w.records, Watch: func(s assimilation.Step) error {
		if s.Stage != assimilation.Analysis || s.Time <= 20 {
			return nil
		}
		mean := make([]float64, 40)
		for _, x := range s.Members {
			floats.AddScaled(mean, 1/float64(len(s.Members)), x)
		}
		errors = append(errors, floats.Distance(mean, w.truth[s.Index], 2)/math.Sqrt(40))
		if len(s.Members) > 1 {
			return tally.Add(s.Members, w.truth[s.Index])
		}
		return nil
	}}, start(members, 77+seed))
	must(t, "run", err)
	return stat.Mean(errors, nil), tally
}

// assimilationRows are DAPPER's (its module mods/Lorenz96/sakov2008.py), with the settings that it gives. Its 4D-Var numbers are Bocquet
// and Sakov's (2013, doi:10.5194/npg-20-803-2013), whose background covariance is a multiple of the identity; of the climate's they are not.
var assimilationRows = []struct {
	name    string
	every   float64 // time between records
	members int
	method  func(w twin, seed uint64) assimilation.Method
	want    float64
}{
	{"climatology", 0.05, 1, func(w twin, _ uint64) assimilation.Method { return climatology{w.mean} }, 3.6},
	{"OI", 0.05, 1, func(w twin, _ uint64) assimilation.Method {
		return assimilation.OI{Mean: w.mean, Covariance: w.climate}
	}, 0.95},
	{"3D-Var", 0.05, 1, func(w twin, _ uint64) assimilation.Method {
		return assimilation.Var3D{Covariance: w.climate.Times(0.02)}
	}, 0.41},
	{"EnKF, 40 members", 0.05, 40, func(_ twin, seed uint64) assimilation.Method {
		return assimilation.EnKF{Scheme: assimilation.Stochastic, Inflation: 1.06, Seed: seed}
	}, 0.22},
	{"DEnKF, 40 members", 0.05, 40, func(_ twin, seed uint64) assimilation.Method {
		return assimilation.EnKF{Scheme: assimilation.Half, Inflation: 1.01, Seed: seed}
	}, 0.18},
	{"square root, 24 members", 0.05, 24, squareRoot(1.013), 0.18},
	{"finite size, 24 members", 0.05, 24, func(_ twin, seed uint64) assimilation.Method {
		return assimilation.EnKF{FiniteSize: 2, Rotate: true, Seed: seed}
	}, 0.18},
	{"local, 7 members", 0.05, 7, func(_ twin, seed uint64) assimilation.Method {
		// DAPPER's radius of 4 is where the weight is exp(-1/2); that of Gaspari and Cohn's own scale is 1.82 times as long.
		return assimilation.EnKF{Inflation: 1.04, Rotate: true, Localisation: circle(4 * 1.82), Seed: seed}
	}, 0.22},
	{"4D-Var, lag 1, records every 0.2", 0.2, 1, fourD(1, 0.2), 0.46},
	{"4D-Var, lag 2, records every 0.2", 0.2, 1, fourD(2, 0.1), 0.39},
	{"4D-Var, lag 4, records every 0.2", 0.2, 1, fourD(4, 0.02), 0.37},
	{"IEnKS, 20 members, lag 4, records every 0.2", 0.2, 20, func(_ twin, seed uint64) assimilation.Method {
		return assimilation.IEnKS{Lag: 4, FiniteSize: 2, Seed: seed}
	}, 0.31},
}

func squareRoot(inflation float64) func(twin, uint64) assimilation.Method {
	return func(_ twin, seed uint64) assimilation.Method {
		return assimilation.EnKF{Inflation: inflation, Rotate: true, Seed: seed}
	}
}

// fourD has a background of independent errors of a variance.
func fourD(lag int, variance float64) func(twin, uint64) assimilation.Method {
	return func(twin, uint64) assimilation.Method {
		return assimilation.Var4D{Covariance: assimilation.Diagonal(assimilation.Same(40, math.Sqrt(variance))...), Lag: lag}
	}
}

// circle is a localisation on the circle of 40 sites.
func circle(radius float64) *assimilation.Localisation {
	l := &assimilation.Localisation{Radius: radius, Distance: assimilation.Ring(40)}
	for i := range 40 {
		l.Places = append(l.Places, []float64{float64(i)})
	}
	return l
}

// Each row within 10% of DAPPER's number, in the median over seeds. Near the least inflation that does, a run may lose the truth in the
// first days and never find it again, which DAPPER's single number doesn't show: so may one in seven here, and it is logged.
func TestAssimilationRows(t *testing.T) {
	seeds := 3
	if *full {
		seeds = 20
	}
	twins := map[float64][]twin{}
	for _, every := range []float64{0.05, 0.2} {
		for seed := range seeds {
			twins[every] = append(twins[every], newTwin(t, 1000, every, uint64(seed+1)))
		}
	}
	run := func(t *testing.T, every float64, members int, method func(twin, uint64) assimilation.Method) (median float64, lost int) {
		var all []float64
		for seed, w := range twins[every] {
			off, tally := w.judge(t, method(w, uint64(seed)), members, uint64(seed))
			all = append(all, off)
			if off > 1 && members > 1 {
				lost++
			}
			if members > 1 && seed == 0 {
				t.Log(tally)
			}
		}
		slices.Sort(all)
		t.Logf("median %.3f, from %.3f to %.3f, of %d seeds", all[len(all)/2], all[0], all[len(all)-1], seeds)
		return all[len(all)/2], lost
	}
	for _, row := range assimilationRows {
		t.Run(row.name, func(t *testing.T) {
			got, lost := run(t, row.every, row.members, row.method)
			if !(math.Abs(got/row.want-1) <= 0.1) || lost > (seeds+6)/7 {
				t.Errorf("error %.3f, DAPPER's %.2f; %d of %d lost the truth", got, row.want, lost, seeds)
			}
		})
	}
	t.Run("deflated", func(t *testing.T) { // the control
		if got, _ := run(t, 0.05, 24, squareRoot(0.99)); got < 1 {
			t.Errorf("error %.3f with deviations shrunk by a hundredth: this test sees nothing", got)
		}
	})
}

// climatology says the same whatever is seen.
type climatology struct{ mean []float64 }

// Run watches.
func (c climatology) Run(s assimilation.Sequence, _ [][]float64) ([][]float64, error) {
	for k, o := range s.Records {
		if err := s.Watch(assimilation.Step{Stage: assimilation.Analysis, Index: k, Time: o.Time, Members: [][]float64{c.mean}}); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
