package datasets

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/field"
	"sublunar/lib/spectral"
)

func scenario(t testing.TB, name string) Scenario {
	t.Helper()
	s, err := APEBench(name)
	if err != nil {
		t.Fatal(err)
	}
	s.Warmup = min(s.Warmup, 20)
	return s
}

// Advection by g1 = -4 moves the waves by four points a frame.
func TestAdvectionMovesFourPoints(t *testing.T) {
	withXLA(t)
	h, err := scenario(t, "Advection").Test(Runs{Count: 12, Frames: 51})
	if err != nil {
		t.Fatal(err)
	}
	for run := range 12 {
		first, last := h.Values.Values[run*51*160:][:160], h.Values.Values[(run*51+50)*160:][:160]
		most := 0.0
		for j, v := range first {
			most = math.Max(most, math.Abs(v))
			if off := math.Abs(v - last[(j+200)%160]); off > 1e-11 {
				t.Fatalf("run %d: point %d is off by %.1e after 50 frames", run, j, off)
			}
		}
		if math.Abs(most-1) > 1e-12 {
			t.Errorf("run %d starts from %g at most, want 1", run, most)
		}
	}
}

// After a frame every scenario is where the classical method of fourth order takes its modes, in steps as short as the stiffest mode asks,
// with the equation written anew here from its text; a coefficient off by a tenth must show. And after 20 it is where apebench 0.1.1 takes
// it (exponax 0.1.0, float64), in 64 steps a frame where its scenario lets them be chosen: three values of each. What is linear is the same
// to the last digit; products are dealiased with one mode less there, which shows where modes aren't resolved.
func TestScenariosObeyTheirEquations(t *testing.T) {
	withXLA(t)
	published := map[string]struct {
		want [3]float64 // at points 10, 77 and 150
		off  float64
	}{
		"Advection":          {[3]float64{0.132253166625, 0.352062242528, -0.339017907549}, 1e-11},
		"AdvectionDiffusion": {[3]float64{0.0198546205445, 0.184858820772, -0.138532909984}, 1e-11},
		"Dispersion":         {[3]float64{-0.119123443472, -0.361216723441, 0.335411147657}, 1e-11},
		"HyperDiffusion":     {[3]float64{-0.131707710612, -0.351295357002, 0.3380745434}, 1e-11},
		"Burgers":            {[3]float64{-0.105348322621, -0.172447419316, 0.143107691587}, 1e-3},
		"KdV":                {[3]float64{-0.164401166475, 0.0699408719259, 0.0253069209786}, 2e-3},
		"KS":                 {[3]float64{-0.0952332159511, -0.289436543255, 0.418406881893}, 3e-7},
		"KSConservative":     {[3]float64{-0.699792298758, -0.280972058897, 0.222620197462}, 3e-4},
		"Fisher":             {[3]float64{0.529254048625, 0.3998489463, 0.7622615361}, 1e-8},
	}
	for _, s := range Scenarios() {
		s.Points = 160
		march := ensemble(difficulty{s}, spectral.Box{Points: []int{160}, Lengths: []float64{1}}, 1./4)
		defer march.close()
		u := field.NewArray(1, 160)
		for j := range u.Values {
			x := 2 * math.Pi * float64(j) / 160
			u.Values[j] = 0.4*math.Sin(x) + 0.5*math.Cos(3*x+1)
		}
		if low, high := slices.Min(u.Values), slices.Max(u.Values); s.Positive {
			for j, v := range u.Values {
				u.Values[j] = (v - low) / (high - low)
			}
		}
		next, err := march.run(u, 1, 4, nil)
		if err != nil {
			t.Fatal(err)
		}
		off := func(s Scenario) float64 {
			worst := 0.0
			for j, v := range nextFrame(s, u.Values) {
				worst = math.Max(worst, math.Abs(v-next.Values[j]))
			}
			return worst
		}
		const limit = 3e-7
		if v := off(s); v > limit {
			t.Errorf("%s: a frame is off by %.1e", s.Name, v)
		}
		for i, c := range []*float64{&s.Linear[0], &s.Linear[1], &s.Linear[2], &s.Linear[3], &s.Linear[4], &s.Quadratic, &s.Convection, &s.GradientNorm} {
			right := *c
			if right == 0 {
				continue
			}
			*c *= 1.1
			if v := off(s); v < 3*limit {
				t.Errorf("%s: coefficient %d wrong by a tenth passes, %.1e off: this test sees nothing", s.Name, i, v)
			}
			*c = right
		}
		last, err := march.run(next, 1, 4*19, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, known := published[s.Name]
		for i, at := range []int{10, 77, 150} {
			if off := math.Abs(last.Values[at] - c.want[i]); known && off > c.off {
				t.Errorf("%s: point %d is %.12g, and %.12g by APEBench", s.Name, at, last.Values[at], c.want[i])
			}
		}
	}
}

// nextFrame is the field after a unit of time.
func nextFrame(s Scenario, u []float64) []float64 {
	n := len(u)
	f := fourier.NewFFT(n)
	top := n / 3
	rate := func(modes []complex128) []complex128 {
		line := func(order int) []float64 { // a derivative, of the modes that products leave right
			c := make([]complex128, n/2+1)
			for m := 0; m <= top && 3*m < n; m++ {
				c[m] = modes[m] * cmplx.Pow(complex(0, 2*math.Pi*float64(m)), complex(float64(order), 0)) / complex(float64(n), 0)
			}
			return f.Sequence(nil, c)
		}
		v, vx := line(0), line(1)
		for j := range v {
			v[j], vx[j] = v[j]*v[j], vx[j]*vx[j]
		}
		a, b := f.Coefficients(nil, v), f.Coefficients(nil, vx)
		out := make([]complex128, n/2+1)
		for m := range out {
			ik := complex(0, 2*math.Pi*float64(m)/float64(n)) // N takes one derivative with it
			out[m] = modes[m] * (complex(s.Linear[0], 0) + complex(s.Linear[1], 0)*ik + complex(s.Linear[2]/2, 0)*ik*ik + complex(s.Linear[3]/4, 0)*ik*ik*ik + complex(s.Linear[4]/8, 0)*ik*ik*ik*ik)
			if 2*m == n {
				out[m] = modes[m] * complex(s.Linear[0]-s.Linear[2]/2*math.Pi*math.Pi+s.Linear[4]/8*math.Pow(math.Pi, 4), 0)
			}
			if 3*m < n {
				out[m] += complex(s.Quadratic, 0) * a[m]
			}
			if 3*m < n && m > 0 {
				out[m] += complex(s.Convection/2, 0)*ik*a[m] + complex(s.GradientNorm/2/float64(n*n), 0)*b[m]
			}
		}
		return out
	}
	modes := f.Coefficients(nil, u)
	rungeKutta(modes, 120, rate)
	out := f.Sequence(nil, modes)
	for j := range out {
		out[j] /= float64(n)
	}
	return out
}

// The runs to fit on and to test on have APEBench's sizes, the same bits each time, and no run in common; a chaos has left its start.
func TestTrainAndTest(t *testing.T) {
	withXLA(t)
	s := scenario(t, "KS")
	train, err := s.Train(Runs{})
	if err != nil {
		t.Fatal(err)
	}
	if err := train.Check(); err != nil || !slices.Equal(train.Values.Shape, []int{50, 51, 160}) || train.Times.Values[50] != 50 {
		t.Errorf("%v, %v", train, err)
	}
	test, err := s.Test(Runs{})
	if err != nil {
		t.Fatal(err)
	}
	if err := test.Check(); err != nil || !slices.Equal(test.Values.Shape, []int{30, 201, 160}) {
		t.Errorf("%v, %v", test, err)
	}
	if slices.Equal(train.Values.Values[:160], test.Values.Values[:160]) {
		t.Error("the first run to test on is the first to fit on")
	}
	again, err := s.Train(Runs{Count: 3, Cache: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.Values.Values, train.Values.Values[:3*51*160]) {
		t.Error("three runs aren't the first three of fifty")
	}
}

func TestBadRuns(t *testing.T) {
	if _, err := APEBench("Navier"); err == nil || !strings.Contains(err.Error(), "KdV, KS") {
		t.Errorf("an unknown name: %v", err)
	}
	good := scenario(t, "Burgers")
	few, early, wild := good, good, good
	few.Points, early.Warmup = 8, -1
	wild.Linear[2] = math.NaN()
	for _, c := range []struct {
		s    Scenario
		r    Runs
		says string
	}{
		{good, Runs{Count: -1}, "-1 runs"}, {good, Runs{Frames: 1}, "1 frames"}, {good, Runs{Frames: -3}, "-3 frames"},
		{few, Runs{}, "8 points"}, {early, Runs{}, "-1 frames before"}, {wild, Runs{}, "give finite ones"},
	} {
		if _, err := c.s.Train(c.r); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

func ExampleScenario() {
	advection, err := APEBench("Advection")
	if err != nil {
		panic(err)
	}
	train, err := advection.Train(Runs{Count: 10, Frames: 6})
	if err != nil {
		panic(err)
	}
	steps, err := train.Windows(1, 1)
	if err != nil {
		panic(err)
	}
	first, after := field.NewArray(160), field.NewArray(160)
	if err := steps.Read(0, first.Values, after.Values); err != nil {
		panic(err)
	}
	fmt.Printf("%d steps; %.4f has moved by 4 points: %.4f\n", steps.Len(), first.Values[10], after.Values[14])
	// Output:
	// 50 steps; -0.5542 has moved by 4 points: -0.5542
}

func BenchmarkAPEBench(b *testing.B) {
	withXLA(b)
	s := scenario(b, "KdV")
	for b.Loop() {
		if _, err := s.Train(Runs{}); err != nil {
			b.Fatal(err)
		}
	}
}
