package optim_test

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/functions"
)

// function is one of gonum's test problems as an objective.
type function struct {
	n int
	f interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}
}

func (f function) Len() int { return f.n }

func (f function) Evaluate(x, g []float64) (float64, error) {
	if g != nil {
		f.f.Grad(g, x)
	}
	return f.f.Func(x), nil
}

// classical problems from gonum with the starts of Moré, Garbow and Hillstrom 1981
// (doi:10.1145/355934.355936), and their minima.
var classical = []struct {
	name  string
	f     function
	start []float64
}{
	{"Rosenbrock", function{2, functions.ExtendedRosenbrock{}}, []float64{-1.2, 1}},
	{"Rosenbrock 10", function{10, functions.ExtendedRosenbrock{}}, []float64{-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1}},
	{"Beale", function{2, functions.Beale{}}, []float64{1, 1}},
	{"Biggs EXP6", function{6, functions.BiggsEXP6{}}, []float64{1, 2, 1, 1, 1, 1}},
	{"box", function{3, functions.Box3D{}}, []float64{0, 10, 20}},
	{"Brown and Dennis", function{4, functions.BrownAndDennis{}}, []float64{25, 5, -5, -1}},
	{"Brown badly scaled", function{2, functions.BrownBadlyScaled{}}, []float64{1, 1}},
	{"gulf", function{3, functions.GulfResearchAndDevelopment{}}, []float64{5, 2.5, 0.15}},
	{"helical valley", function{3, functions.HelicalValley{}}, []float64{-1, 0, 0}},
	{"penalty 1", function{4, functions.PenaltyI{}}, []float64{1, 2, 3, 4}},
	{"penalty 2", function{4, functions.PenaltyII{}}, []float64{0.5, 0.5, 0.5, 0.5}},
	{"Powell badly scaled", function{2, functions.PowellBadlyScaled{}}, []float64{0, 1}},
	{"Powell singular", function{4, functions.ExtendedPowellSingular{}}, []float64{3, -1, 0, 3}},
	{"trigonometric", function{10, functions.Trigonometric{}}, []float64{.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}},
	{"variably dimensioned", function{10, functions.VariablyDimensioned{}}, []float64{.9, .8, .7, .6, .5, .4, .3, .2, .1, 0}},
	{"Watson 6", function{6, functions.Watson{}}, make([]float64, 6)},
	{"Watson 9", function{9, functions.Watson{}}, make([]float64, 9)},
	{"Wood", function{4, functions.Wood{}}, []float64{-3, -1, -3, -1}},
}

// residuals is a problem of least squares by its residuals and their derivatives. It offers all that a
// solver may ask for but a normal matrix.
type residuals struct {
	n, m int
	at   func(x, r []float64, j *mat.Dense) // j may be nil
}

func (f residuals) Len() int       { return f.n }
func (f residuals) Residuals() int { return f.m }

func (f residuals) Evaluate(x, g []float64) (float64, error) {
	r := make([]float64, f.m)
	var j *mat.Dense
	if g != nil {
		j = mat.NewDense(f.m, f.n, nil)
	}
	f.at(x, r, j)
	v := mat.NewVecDense(f.m, r)
	if g != nil {
		mat.NewVecDense(f.n, g).MulVec(j.T(), v)
	}
	return mat.Dot(v, v) / 2, nil
}

func (f residuals) Jacobian(x, r []float64, j *mat.Dense) error {
	f.at(x, r, j)
	return nil
}

// normal is a problem that forms its normal matrix and offers nothing else.
type normal struct{ of residuals }

func (f normal) Len() int                                 { return f.of.n }
func (f normal) Evaluate(x, g []float64) (float64, error) { return f.of.Evaluate(x, g) }

func (f normal) Normal(x []float64, a *mat.SymDense, g []float64) (float64, error) {
	r, j := make([]float64, f.of.m), mat.NewDense(f.of.m, f.of.n, nil)
	f.of.at(x, r, j)
	v := mat.NewVecDense(f.of.m, r)
	a.SymOuterK(1, j.T())
	mat.NewVecDense(f.of.n, g).MulVec(j.T(), v)
	return mat.Dot(v, v) / 2, nil
}

// products is a problem that offers products alone.
type products struct{ of residuals }

func (f products) Len() int                                 { return f.of.n }
func (f products) Residuals() int                           { return f.of.m }
func (f products) Evaluate(x, g []float64) (float64, error) { return f.of.Evaluate(x, g) }

func (f products) jacobian(x []float64) *mat.Dense {
	j := mat.NewDense(f.of.m, f.of.n, nil)
	f.of.at(x, make([]float64, f.of.m), j)
	return j
}

func (f products) Forward(x, v, jv []float64) error {
	mat.NewVecDense(f.of.m, jv).MulVec(f.jacobian(x), mat.NewVecDense(f.of.n, v))
	return nil
}

func (f products) Reverse(x, w, jw []float64) error {
	mat.NewVecDense(f.of.n, jw).MulVec(f.jacobian(x).T(), mat.NewVecDense(f.of.m, w))
	return nil
}

// set fills a row of a Jacobian, if there is one.
func set(j *mat.Dense, row int, v ...float64) {
	if j != nil {
		j.SetRow(row, v)
	}
}

func rosenbrock() residuals {
	return residuals{2, 2, func(x, r []float64, j *mat.Dense) {
		r[0], r[1] = 10*(x[1]-x[0]*x[0]), 1-x[0]
		set(j, 0, -20*x[0], 10)
		set(j, 1, -1, 0)
	}}
}

func freudensteinRoth() residuals {
	return residuals{2, 2, func(x, r []float64, j *mat.Dense) {
		a, b := x[0], x[1]
		r[0] = -13 + a + ((5-b)*b-2)*b
		r[1] = -29 + a + ((b+1)*b-14)*b
		set(j, 0, 1, 10*b-3*b*b-2)
		set(j, 1, 1, 3*b*b+2*b-14)
	}}
}

func powellSingular() residuals {
	return residuals{4, 4, func(x, r []float64, j *mat.Dense) {
		a, b, c, d := x[0], x[1], x[2], x[3]
		five, ten := math.Sqrt(5), math.Sqrt(10)
		r[0], r[1], r[2], r[3] = a+10*b, five*(c-d), (b-2*c)*(b-2*c), ten*(a-d)*(a-d)
		set(j, 0, 1, 10, 0, 0)
		set(j, 1, 0, 0, five, -five)
		set(j, 2, 0, 2*(b-2*c), -4*(b-2*c), 0)
		set(j, 3, 2*ten*(a-d), 0, 0, -2*ten*(a-d))
	}}
}

func helicalValley() residuals {
	return residuals{3, 3, func(x, r []float64, j *mat.Dense) {
		a, b, c := x[0], x[1], x[2]
		theta := math.Atan2(b, a) / (2 * math.Pi)
		if theta < -0.25 {
			theta++
		}
		h := math.Hypot(a, b)
		r[0], r[1], r[2] = 10*(c-10*theta), 10*(h-1), c
		turn := 100 / (2 * math.Pi * h * h)
		set(j, 0, turn*b, -turn*a, 10)
		set(j, 1, 10*a/h, 10*b/h, 0)
		set(j, 2, 0, 0, 1)
	}}
}

func box() residuals {
	return residuals{3, 10, func(x, r []float64, j *mat.Dense) {
		for i := range r {
			t := 0.1 * float64(i+1)
			a, b, c := math.Exp(-t*x[0]), math.Exp(-t*x[1]), math.Exp(-t)-math.Exp(-10*t)
			r[i] = a - b - x[2]*c
			set(j, i, -t*a, t*b, -c)
		}
	}}
}

func bard() residuals {
	y := []float64{.14, .18, .22, .25, .29, .32, .35, .39, .37, .58, .73, .96, 1.34, 2.10, 4.39}
	return residuals{3, 15, func(x, r []float64, j *mat.Dense) {
		for i := range r {
			u := float64(i + 1)
			v := 16 - u
			w := math.Min(u, v)
			d := v*x[1] + w*x[2]
			r[i] = y[i] - (x[0] + u/d)
			set(j, i, -1, u*v/(d*d), u*w/(d*d))
		}
	}}
}

func kowalikOsborne() residuals {
	y := []float64{.1957, .1947, .1735, .1600, .0844, .0627, .0456, .0342, .0323, .0235, .0246}
	u := []float64{4, 2, 1, .5, .25, .167, .125, .1, .0833, .0714, .0625}
	return residuals{4, 11, func(x, r []float64, j *mat.Dense) {
		for i := range r {
			top, bottom := u[i]*(u[i]+x[1]), u[i]*(u[i]+x[2])+x[3]
			r[i] = y[i] - x[0]*top/bottom
			set(j, i, -top/bottom, -x[0]*u[i]/bottom, x[0]*top*u[i]/(bottom*bottom), x[0]*top/(bottom*bottom))
		}
	}}
}

func meyer() residuals {
	y := []float64{34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872}
	return residuals{3, 16, func(x, r []float64, j *mat.Dense) {
		for i := range r {
			d := 45 + 5*float64(i+1) + x[2]
			e := math.Exp(x[1] / d)
			r[i] = x[0]*e - y[i]
			set(j, i, e, x[0]*e/d, -x[0]*e*x[1]/(d*d))
		}
	}}
}

// misra1a is NIST's nonlinear regression of dental research's data, y = b1 (1 - exp(-b2 x)).
func misra1a() residuals {
	x := []float64{77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0}
	y := []float64{10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78}
	return residuals{2, 14, func(b, r []float64, j *mat.Dense) {
		for i := range r {
			e := math.Exp(-b[1] * x[i])
			r[i] = b[0]*(1-e) - y[i]
			set(j, i, 1-e, b[0]*x[i]*e)
		}
	}}
}
