package domain

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// Unscrambled, the points are those of scipy 1.17.1 (scipy.stats.qmc.Sobol(21, scramble=False)), whose
// directions are Joe and Kuo's too.
func TestSobolPoints(t *testing.T) {
	want := map[int][]float64{
		4: {0.375, 0.375, 0.625, 0.875, 0.375},
		777: {0.6923828125, 0.9365234375, 0.1630859375, 0.2744140625, 0.6357421875, 0.3564453125, 0.1904296875, 0.7626953125, 0.3486328125, 0.3232421875, 0.7451171875,
			0.6962890625, 0.3837890625, 0.4736328125, 0.5693359375, 0.5146484375, 0.4033203125, 0.8642578125, 0.3701171875, 0.7529296875, 0.2373046875},
		1000: {0.2197265625, 0.0966796875, 0.5185546875, 0.6767578125, 0.2802734375, 0.9072265625, 0.0458984375, 0.8994140625, 0.5009765625, 0.0693359375, 0.0849609375,
			0.2548828125, 0.1611328125, 0.3837890625, 0.1435546875, 0.3701171875, 0.7197265625, 0.3447265625, 0.9912109375, 0.7255859375, 0.5224609375},
	}
	directions := make([][digits]uint64, 21)
	for i := range directions {
		directions[i] = sobolDirections(i)
	}
	next, u := sobolPoints(directions, make([]uint64, 21)), make([]float64, 21)
	for i := range 1001 {
		next(u)
		for k, v := range want[i] {
			if u[k] != v {
				t.Errorf("point %d is %g in dimension %d, want %g", i, u[k], k, v)
			}
		}
	}
}

// Scrambled, the first 2^m points stay what they were: one in each of 2^m equal intervals in every
// dimension, and in the first two one in each box of 2^-a by 2^(a-m), for all a. Points that are only
// shifted modulo 1, not digit by digit, are the control.
func TestSobolNet(t *testing.T) {
	const m, dims = 10, 37
	next, err := Sobol{Seed: 5}.Sequence(dims, 1<<m, 3)
	if err != nil {
		t.Fatal(err)
	}
	points, moved := make([][]float64, 1<<m), make([][]float64, 1<<m)
	for i := range points {
		points[i], moved[i] = make([]float64, dims), make([]float64, dims)
		next(points[i])
		for k, u := range points[i] {
			moved[i][k] = math.Mod(u+0.3*float64(k+1), 1)
			if u < 0 || u >= 1 {
				t.Fatalf("point %d has a coordinate of %g", i, u)
			}
		}
	}
	faults := func(points [][]float64) (count int) {
		for k := range dims {
			seen := map[int]bool{}
			for _, p := range points {
				seen[int(p[k]*(1<<m))] = true
			}
			count += 1<<m - len(seen)
		}
		for a := range m + 1 {
			seen := map[[2]int]bool{}
			for _, p := range points {
				seen[[2]int{int(p[0] * float64(int(1)<<a)), int(p[1] * float64(int(1)<<(m-a)))}] = true
			}
			count += 1<<m - len(seen)
		}
		return count
	}
	if n := faults(points); n > 0 {
		t.Errorf("%d boxes that should hold a point are empty", n)
	}
	if faults(moved) == 0 {
		t.Error("points moved modulo 1 pass: this test sees nothing")
	}
}

// Halton's points are gonum's.
func TestHaltonPoints(t *testing.T) {
	const n, dims = 1000, 7
	want := mat.NewDense(n, dims, nil)
	samplemv.Halton{Kind: samplemv.Owen, Q: distmv.NewUnitUniform(dims, nil), Src: rand.NewPCG(11, 4)}.Sample(want)
	next, err := Halton{Seed: 11}.Sequence(dims, n, 4)
	if err != nil {
		t.Fatal(err)
	}
	u := make([]float64, dims)
	for i := range n {
		next(u)
		for k := range u {
			if math.Abs(u[k]-want.At(i, k)) > 1e-14 {
				t.Fatalf("point %d is %v, gonum's %v", i, u, want.RawRowView(i))
			}
		}
	}
}

// One point of n in each n-th, in every dimension; then the next hypercube.
func TestLatinHypercube(t *testing.T) {
	const n, dims = 50, 4
	next, err := LatinHypercube{Seed: 1}.Sequence(dims, n, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var seen [dims][n]bool
		u := make([]float64, dims)
		for range n {
			next(u)
			for k := range u {
				if cell := int(u[k] * n); seen[k][cell] {
					t.Fatalf("two points in the same 50th of dimension %d", k)
				} else {
					seen[k][cell] = true
				}
			}
		}
	}
}

// discrepancy is Warnock's formula for the L2 star discrepancy.
func discrepancy(points [][]float64) float64 {
	n, d := float64(len(points)), len(points[0])
	first, second := 0.0, 0.0
	for _, p := range points {
		f := 1.0
		for _, u := range p {
			f *= (1 - u*u) / 2
		}
		first += f
		for _, q := range points {
			g := 1.0
			for k, u := range p {
				g *= 1 - math.Max(u, q[k])
			}
			second += g
		}
	}
	return math.Sqrt(math.Pow(3, -float64(d)) - 2/n*first + second/(n*n))
}

// Sobol's and Halton's points are spread more evenly than independent ones, by their L2 star discrepancy;
// for those its mean square is (2^-d - 3^-d)/n.
func TestDiscrepancy(t *testing.T) {
	const n, dims = 512, 3
	expected := math.Sqrt((math.Pow(2, -dims) - math.Pow(3, -dims)) / n)
	for name, limit := range map[string]float64{"Sobol": 0.2, "Halton": 0.3, "Latin hypercube": 1, "uniform": 2} {
		next, err := samplers(3)[name].Sequence(dims, n, 0)
		if err != nil {
			t.Fatal(err)
		}
		points := make([][]float64, n)
		for i := range points {
			points[i] = make([]float64, dims)
			next(points[i])
		}
		got := discrepancy(points)
		if got > limit*expected {
			t.Errorf("%s: a discrepancy of %.3g; independent points have %.3g", name, got, expected)
		}
		if name == "uniform" && got < 0.5*expected {
			t.Errorf("independent points have %.3g: this test sees nothing", got)
		}
	}
}

// The error of a smooth function's mean falls at least as 1/n with Sobol's and Halton's points; with
// independent ones as 1/sqrt(n), which must not pass.
func TestConvergence(t *testing.T) {
	const dims, seeds = 4, 16
	f := func(u []float64) float64 { // its mean is 1
		v := 1.0
		for _, x := range u {
			v *= math.E / (math.E - 1) * math.Exp(-x)
		}
		return v
	}
	off := func(how func(seed uint64) Sampler, n int) float64 {
		sum := 0.0
		for seed := range uint64(seeds) {
			next, err := how(seed).Sequence(dims, n, 0)
			if err != nil {
				t.Fatal(err)
			}
			u, mean := make([]float64, dims), 0.0
			for range n {
				next(u)
				mean += f(u) / float64(n)
			}
			sum += (mean - 1) * (mean - 1)
		}
		return math.Sqrt(sum / seeds)
	}
	order := func(how func(seed uint64) Sampler) float64 {
		return math.Log2(off(how, 1<<6)/off(how, 1<<12)) / 6
	}
	if o := order(func(s uint64) Sampler { return Sobol{s} }); o < 1.2 {
		t.Errorf("Sobol: the error falls as n^-%.2f, want about 1.5", o)
	}
	if o := order(func(s uint64) Sampler { return Halton{s} }); o < 0.9 {
		t.Errorf("Halton: the error falls as n^-%.2f, want about 1", o)
	}
	if o := order(func(s uint64) Sampler { return Uniform{s} }); o > 0.75 {
		t.Errorf("independent points: n^-%.2f: this test sees nothing", o)
	}
}

// The scrambled points of a seed are uniform: the mean over seeds of a function is its integral without
// bias, even for a single point.
func TestScrambleUnbiased(t *testing.T) {
	const seeds = 4000
	counts := make([]int, 16)
	for seed := range uint64(seeds) {
		next, err := Sobol{Seed: seed}.Sequence(2, 4, 0)
		if err != nil {
			t.Fatal(err)
		}
		u := make([]float64, 2)
		for range 1 + seed%4 {
			next(u)
		}
		counts[4*int(4*u[0])+int(4*u[1])]++
	}
	if chance := chiSquare(counts); chance < 1e-4 {
		t.Errorf("over the seeds a point lies unevenly: a chance of %g", chance)
	}
}
