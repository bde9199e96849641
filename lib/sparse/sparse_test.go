package sparse_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/sparse"
)

// made is a regression of few terms with noise: b = A c + noise.
func made(rows, columns int, c map[int]float64, noise float64, seed uint64) (a, b []float64) {
	random := rand.New(rand.NewPCG(seed, 0))
	for range rows {
		row := make([]float64, columns)
		for k := range row {
			row[k] = random.NormFloat64()
			if k > 0 {
				row[k] += 0.5 * row[k-1] // neighbours are alike
			}
		}
		sum := noise * random.NormFloat64()
		for k, v := range c {
			sum += v * row[k]
		}
		a, b = append(a, row...), append(b, sum)
	}
	return a, b
}

func problem(t testing.TB, columns int, a, b []float64) *sparse.Problem {
	t.Helper()
	const parts = 10
	rows := len(b)
	p := &sparse.Problem{}
	for i := range parts {
		g := sparse.NewGram(columns, 1)
		from, to := i*rows/parts, (i+1)*rows/parts
		if err := g.AddRows(a[from*columns:to*columns], b[from:to]); err != nil {
			t.Fatal(err)
		}
		p.Parts = append(p.Parts, g)
	}
	var err error
	if p.Gram, err = sparse.Sum(p.Parts...); err != nil {
		t.Fatal(err)
	}
	return p
}

var law = map[int]float64{1: 2, 4: -1, 7: 0.5}

func (s support) String() string { return fmt.Sprint([]bool(s)) }

type support []bool

func wanted(columns int) string {
	s := make(support, columns)
	for k := range law {
		s[k] = true
	}
	return s.String()
}

func TestSolversFindTheLaw(t *testing.T) {
	const columns = 12
	a, b := made(300, columns, law, 0.3, 2)
	for _, solver := range []sparse.Solver{
		sparse.STLSQ{Threshold: 0.1}, sparse.Backward{Times: 4}, sparse.Subset{},
		sparse.Subset{By: sparse.CrossValidation{}}, sparse.FROLS{}, sparse.SSR{},
	} {
		p := problem(t, columns, a, b)
		choice, err := solver.Choose(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := support(choice.Columns).String(); got != wanted(columns) {
			t.Errorf("%T%+v chooses %s, want %s", solver, solver, got, wanted(columns))
		}
	}
}

// The Gram's fit is that of a QR decomposition of the rows, and so are its standard errors.
func TestFitIsLeastSquares(t *testing.T) {
	const rows, columns = 80, 5
	a, b := made(rows, columns, map[int]float64{0: 1, 3: -2}, 0.5, 2)
	p := problem(t, columns, a, b)
	all := []bool{true, true, true, true, true}
	fit, err := p.Fit(all)
	if err != nil {
		t.Fatal(err)
	}
	A, B := mat.NewDense(rows, columns, a), mat.NewVecDense(rows, b)
	var want, left mat.VecDense
	if err := want.SolveVec(A, B); err != nil {
		t.Fatal(err)
	}
	left.MulVec(A, &want)
	left.SubVec(B, &left)
	spread := mat.Norm(&left, 2) / math.Sqrt(rows-columns)
	var gram, inverse mat.Dense
	gram.Mul(A.T(), A)
	if err := inverse.Inverse(&gram); err != nil {
		t.Fatal(err)
	}
	for k := range columns {
		if math.Abs(fit.Coefficients[k]-want.AtVec(k)) > 1e-12 {
			t.Errorf("coefficient %d is %g, want %g", k, fit.Coefficients[k], want.AtVec(k))
		}
		if e := spread * math.Sqrt(inverse.At(k, k)); math.Abs(fit.Errors[k]-e) > 1e-10*e {
			t.Errorf("standard error %d is %g, want %g", k, fit.Errors[k], e)
		}
	}
	if math.Abs(fit.Residual-spread) > 1e-10 || fit.Freedom != rows-columns {
		t.Errorf("residual %g of freedom %d, want %g of %d", fit.Residual, fit.Freedom, spread, rows-columns)
	}
}

// Units don't matter: columns and left side in others give the same choice.
func TestScale(t *testing.T) {
	const columns = 12
	a, b := made(300, columns, law, 0.3, 3)
	for _, solver := range []sparse.Solver{
		sparse.STLSQ{}, sparse.Backward{}, sparse.Subset{}, sparse.Subset{Exact: true}, sparse.SR3{}, sparse.SR3{Convex: true}, sparse.Ridge{}, sparse.MSTLSQ{}, sparse.FROLS{}, sparse.SSR{},
	} {
		here, err := solver.Choose(problem(t, columns, a, b))
		if err != nil {
			t.Fatal(err)
		}
		other, left := append([]float64(nil), a...), append([]float64(nil), b...)
		for i := range other {
			other[i] *= math.Pow(10, float64(i%columns)-6)
		}
		for i := range left {
			left[i] *= 1e9
		}
		there, err := solver.Choose(problem(t, columns, other, left))
		if err != nil {
			t.Fatal(err)
		}
		if support(here.Columns).String() != support(there.Columns).String() {
			t.Errorf("%T chooses %v, in other units %v", solver, here.Columns, there.Columns)
		}
	}
}

// Of each number of columns Subset's search finds the best there is, by trying all; adding alone, the
// control, is sometimes wrong.
func TestSubsetIsBest(t *testing.T) {
	const columns, rows, size = 9, 40, 3
	missed, exact := 0, 0
	for seed := range uint64(100) {
		a, b := made(rows, columns, map[int]float64{2: 1, 3: -1, 4: 1, 6: 0.3}, 1, seed)
		p := problem(t, columns, a, b)
		best := math.Inf(1)
		for mask := range 1 << columns {
			chosen, n := make([]bool, columns), 0
			for k := range columns {
				if chosen[k] = mask>>k&1 == 1; chosen[k] {
					n++
				}
			}
			if n != size {
				continue
			}
			fit, err := p.Fit(chosen)
			if err != nil {
				t.Fatal(err)
			}
			best = math.Min(best, fit.Residual)
		}
		choice, err := sparse.Subset{Most: size, By: longest{}}.Choose(p)
		if err != nil {
			t.Fatal(err)
		}
		fit, err := p.Fit(choice.Columns)
		if err != nil {
			t.Fatal(err)
		}
		if fit.Residual > best*(1+1e-9) {
			missed++
		}
		choice, err = sparse.Subset{Most: size, By: longest{}, Exact: true}.Choose(p)
		if err != nil {
			t.Fatal(err)
		}
		if fit, err = p.Fit(choice.Columns); err != nil || fit.Residual > best*(1+1e-9) {
			exact++
		}
	}
	if exact > 0 {
		t.Errorf("in %d of 100 problems the exact search misses the best three columns", exact)
	}
	if missed > 3 {
		t.Errorf("in %d of 100 problems the search misses the best three columns", missed)
	}
}

// longest is a criterion that takes all the terms it may.
type longest struct{}

func (longest) Best(_ *sparse.Problem, path [][]int) (int, error) { return len(path) - 1, nil }

// Of two columns that are the same Subset takes one, and says so; of others it says nothing.
func TestRivals(t *testing.T) {
	a, b := made(100, 4, law3, 0.1, 8)
	choice, err := sparse.Subset{}.Choose(problem(t, 4, a, b))
	if err != nil || len(choice.Warnings) > 0 {
		t.Errorf("error %v, warnings %q, want none", err, choice.Warnings)
	}
	for i := range b {
		a[4*i+1] = -2 * a[4*i]
	}
	choice, err = sparse.Subset{}.Choose(problem(t, 4, a, b))
	if err != nil || len(choice.Warnings) != 1 || !strings.Contains(choice.Warnings[0], "from column") {
		t.Errorf("error %v, warnings %q, want one", err, choice.Warnings)
	}
}

// A criterion seldom takes a term out of pure noise.
func TestNoiseIsNoLaw(t *testing.T) {
	found := 0
	for seed := range uint64(1000) {
		a, b := made(200, 20, nil, 1, seed)
		choice, err := sparse.Subset{}.Choose(problem(t, 20, a, b))
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range choice.Columns {
			if in {
				found++
				break
			}
		}
	}
	if found > 50 {
		t.Errorf("noise is a law in %d of 1000 draws", found)
	}
}

// Columns as near as the Gram matrix can't tell need their rows: QR tells them, and the problem says
// that it was needed.
func TestNearlyCollinear(t *testing.T) {
	const rows = 200
	random := rand.New(rand.NewPCG(5, 0))
	var a, b []float64
	for range rows {
		x, y := random.NormFloat64(), random.NormFloat64()
		z := x + 1e-7*y
		a, b = append(a, x, z, random.NormFloat64()), append(b, 3*x-2*z)
	}
	p := problem(t, 3, a, b)
	all := []bool{true, true, true}
	if _, err := p.Fit(all); !errors.Is(err, sparse.ErrCollinear) {
		t.Errorf("the Gram alone: error %v, want collinear", err)
	}
	p = problem(t, 3, a, b)
	p.Data = sparse.Rows{A: sparse.Stored(transposed(3, a)), B: b}
	fit, err := p.Fit(all)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Doubtful || math.Abs(fit.Coefficients[0]-3) > 1e-6 || math.Abs(fit.Coefficients[1]+2) > 1e-6 {
		t.Errorf("by QR the coefficients are %v (doubtful: %v), want 3, -2, 0", fit.Coefficients, p.Doubtful)
	}
}

// transposed lays rows out column after column.
func transposed(columns int, rows []float64) blas64.General {
	n := len(rows) / columns
	m := blas64.General{Rows: columns, Cols: n, Stride: n, Data: make([]float64, len(rows))}
	for i, v := range rows {
		m.Data[i%columns*n+i/columns] = v
	}
	return m
}

// Columns give the Gram that rows give; products that are known to be alike are summed once, and a
// false numbering is seen.
func TestColumns(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 0))
	var a, b []float64 // 1, x, x^2
	for range 100 {
		x := random.NormFloat64()
		a, b = append(a, 1, x, x*x), append(b, random.NormFloat64())
	}
	byRows := problem(t, 3, a, b).Gram
	off := func(same []int) (worst float64) {
		g := sparse.NewGram(3, 1)
		if err := g.AddColumns(transposed(3, a), transposed(1, b), same); err != nil {
			t.Fatal(err)
		}
		for i := range g.AA {
			worst = math.Max(worst, math.Abs(g.AA[i]-byRows.AA[i]))
		}
		for i := range g.AB {
			worst = math.Max(worst, math.Abs(g.AB[i]-byRows.AB[i]))
		}
		return math.Max(worst, math.Abs(g.BB[0]-byRows.BB[0]))
	}
	if e := off(nil); e > 1e-12 {
		t.Errorf("columns: off by %g", e)
	}
	if e := off([]int{0, 1, 2, 1, 2, 3, 2, 3, 4}); e > 1e-12 {
		t.Errorf("with the powers numbered: off by %g", e)
	}
	if e := off([]int{0, 1, 1, 1, 2, 3, 1, 3, 4}); e < 1 {
		t.Errorf("x numbered as x^2 goes unseen: off by %g", e)
	}
	g := sparse.NewGram(3, 1)
	for want, err := range map[string]error{
		"number all": g.AddColumns(transposed(3, a), transposed(1, b), []int{0}),
		"give all":   g.AddColumns(transposed(3, a), transposed(1, b[1:]), nil),
		"finite":     g.AddColumns(transposed(3, []float64{1, 2, math.NaN()}), transposed(1, []float64{1}), nil),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if g.Rows != 0 || g.AA[0] != 0 {
		t.Error("rows that were refused are counted")
	}
}

func TestMerge(t *testing.T) {
	a, b := made(100, 4, law3, 0.1, 6)
	whole := sparse.NewGram(4, 1)
	if err := whole.AddRows(a, b); err != nil {
		t.Fatal(err)
	}
	p := problem(t, 4, a, b)
	if err := p.Gram.Add(whole, -1); err != nil {
		t.Fatal(err)
	}
	for i, v := range p.AA {
		if math.Abs(v) > 1e-10 {
			t.Errorf("parts less whole is %g at %d, want 0", v, i)
		}
	}
}

var law3 = map[int]float64{0: 1, 2: -1}

func TestBadInput(t *testing.T) {
	a, b := made(50, 4, law3, 0.1, 7)
	good := func() *sparse.Problem { return problem(t, 4, a, b) }
	choose := func(s sparse.Solver, p *sparse.Problem) error {
		_, err := s.Choose(p)
		return err
	}
	twice := make([]float64, 0, len(a))
	for i := range b {
		twice = append(twice, a[4*i], a[4*i], 2*a[4*i], a[4*i+3])
	}
	with := func(f func(p *sparse.Problem)) *sparse.Problem {
		p := good()
		f(p)
		return p
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"half a row", sparse.NewGram(4, 1).AddRows(a[:6], b[:1]), "give each row"},
		{"NaN", sparse.NewGram(1, 1).AddRows([]float64{math.NaN()}, []float64{1}), "leave it out"},
		{"infinite", sparse.NewGram(1, 1).AddRows([]float64{1}, []float64{math.Inf(1)}), "leave it out"},
		{"another problem's part", sparse.NewGram(1, 1).Add(sparse.NewGram(2, 1), 1), "one problem"},
		{"no Grams", func() error { _, err := sparse.Sum(); return err }(), "at least one"},
		{"no rows", choose(sparse.STLSQ{}, &sparse.Problem{Gram: sparse.NewGram(2, 1)}), "no rows"},
		{"no Gram", choose(sparse.Subset{}, &sparse.Problem{}), "no rows"},
		{"no such side", choose(sparse.Backward{}, with(func(p *sparse.Problem) { p.Side = 1 })), "count from 0"},
		{"a short mask", choose(sparse.STLSQ{}, with(func(p *sparse.Problem) { p.Allowed = []bool{true} })), "say so of each"},
		{"a threshold below 0", choose(sparse.STLSQ{Threshold: -1}, good()), "positive"},
		{"times below 0", choose(sparse.Backward{Times: math.NaN()}, good()), "positive"},
		{"terms below 0", choose(sparse.Subset{Most: -1}, good()), "1 or more"},
		{"forward terms below 0", choose(sparse.FROLS{Most: -1}, good()), "1 or more"},
		{"backward from collinear terms", choose(sparse.SSR{}, problem(t, 4, twice, b)), "column 0, column 1"},
		{"no news", choose(sparse.Subset{By: sparse.Information{PerRow: -1}}, good()), "positive"},
		{"one part", choose(sparse.Subset{By: sparse.CrossValidation{}}, with(func(p *sparse.Problem) { p.Parts = nil })), "two parts"},
		{"collinear", choose(sparse.STLSQ{}, problem(t, 4, twice, b)), "column 0, column 1"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
}

func ExampleSubset() {
	a, b := made(200, 12, law, 0.5, 1)
	gram := sparse.NewGram(12, 1)
	if err := gram.AddRows(a, b); err != nil {
		fmt.Println(err)
	}
	p := &sparse.Problem{Gram: gram}
	choice, err := sparse.Subset{}.Choose(p)
	if err != nil {
		fmt.Println(err)
	}
	fit, err := p.Fit(choice.Columns)
	for k, c := range fit.Coefficients {
		if c != 0 {
			fmt.Printf("%.2f ± %.2f times column %d\n", c, 2*fit.Errors[k], k)
		}
	}
	fmt.Println(err)
	// Output:
	// 1.97 ± 0.07 times column 1
	// -1.06 ± 0.07 times column 4
	// 0.56 ± 0.07 times column 7
	// <nil>
}

func BenchmarkGram(b *testing.B) {
	rows, left := made(10_000, 56, law, 0.1, 1)
	b.SetBytes(int64(8 * len(rows)))
	for b.Loop() {
		if err := sparse.NewGram(56, 1).AddRows(rows, left); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSolvers(b *testing.B) {
	rows, left := made(2000, 56, law, 0.1, 1)
	gram := sparse.NewGram(56, 1)
	if err := gram.AddRows(rows, left); err != nil {
		b.Fatal(err)
	}
	for _, solver := range []sparse.Solver{
		sparse.STLSQ{}, sparse.Backward{}, sparse.Subset{}, sparse.SR3{}, sparse.SR3{Convex: true}, sparse.Ridge{}, sparse.MSTLSQ{}, sparse.FROLS{}, sparse.SSR{},
	} {
		b.Run(strings.TrimPrefix(fmt.Sprintf("%T", solver), "sparse."), func(b *testing.B) {
			for b.Loop() {
				if _, err := solver.Choose(&sparse.Problem{Gram: gram}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Each solver finds the terms of a clean law, and says what is wrong with its settings.
func TestThresholdSolvers(t *testing.T) {
	a, b := made(200, 12, law, 0.05, 3)
	for _, s := range []sparse.Solver{sparse.SR3{}, sparse.SR3{Convex: true, Threshold: 0.05}, sparse.Ridge{}, sparse.Ridge{Penalty: 1e-3, By: sparse.CrossValidation{}}, sparse.MSTLSQ{}, sparse.Subset{Exact: true}} {
		choice, err := s.Choose(problem(t, 12, a, b))
		if err != nil {
			t.Errorf("%#v: %v", s, err)
			continue
		}
		for k, in := range choice.Columns {
			if _, want := law[k]; in != want {
				t.Errorf("%#v chooses %v", s, choice.Columns)
				break
			}
		}
	}
	wide, left := made(100, 50, law, 0.05, 3)
	for want, s := range map[string]sparse.Solver{
		"threshold of -1": sparse.SR3{Threshold: -1}, "relaxed by NaN": sparse.SR3{Relax: math.NaN()},
		"penalty": sparse.Ridge{Penalty: -1}, "threshold of 0": sparse.Ridge{Thresholds: []float64{0}}, "threshold of NaN": sparse.MSTLSQ{Thresholds: []float64{math.NaN()}},
		"would not end": sparse.Subset{Exact: true},
	} {
		if _, err := s.Choose(problem(t, 50, wide, left)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%#v: error %v, want one with %q", s, err, want)
		}
	}
}

// SR3's relaxation bears columns that STLSQ can't: two that are nearly the same.
func TestSR3Relaxes(t *testing.T) {
	a, b := made(200, 6, map[int]float64{2: 1}, 0.01, 4)
	for i := range b {
		a[6*i+5] = a[6*i+4]
	}
	if _, err := (sparse.STLSQ{}).Choose(problem(t, 6, a, b)); err == nil {
		t.Error("STLSQ solves for two equal columns: this test sees nothing")
	}
	choice, err := sparse.SR3{}.Choose(problem(t, 6, a, b))
	if err != nil || !choice.Columns[2] || choice.Columns[4] || choice.Columns[5] {
		t.Errorf("SR3 chooses %v (%v)", choice.Columns, err)
	}
}

func BenchmarkExact(b *testing.B) {
	rows, left := made(300, 25, law, 0.5, 3)
	p := problem(b, 25, rows, left)
	for b.Loop() {
		if _, err := (sparse.Subset{Exact: true}).Choose(p); err != nil {
			b.Fatal(err)
		}
	}
}
