package assimilation

import "gonum.org/v1/gonum/mat"

// around is a matrix [N, N]: base I + left right', with factors [N, k], as long as that is cheaper to multiply by; else dense. A thousand
// members and ten observations cost twenty thousand multiplications a component, not a million.
type around struct {
	base        float64
	left, right *mat.Dense // nil where k is 0
	dense       *mat.Dense
}

// settle forms the matrix where it is cheaper so.
func (a *around) settle(n int) {
	if a.left == nil {
		return
	}
	if _, k := a.left.Dims(); 2*k >= n {
		a.dense = a.formed(n)
	}
}

func (a around) formed(n int) *mat.Dense {
	if a.dense != nil {
		return a.dense
	}
	out := mat.NewDense(n, n, nil)
	if a.left != nil {
		out.Mul(a.left, a.right.T())
	}
	for i := range n {
		out.Set(i, i, out.At(i, i)+a.base)
	}
	return out
}

// times sets out to the matrix times x, with room for what is between.
func (a around) times(x, between, out *mat.Dense) {
	out.Reset()
	if a.dense != nil {
		out.Mul(a.dense, x)
		return
	}
	if a.left == nil {
		out.Scale(a.base, x)
		return
	}
	between.Reset()
	between.Mul(a.right.T(), x)
	out.Mul(a.left, between)
	n, _ := x.Dims()
	for i := range n {
		into := out.RawRowView(i)
		for j, v := range x.RawRowView(i) {
			into[j] += a.base * v
		}
	}
}

// turned is the matrix with its rows turned by an orthogonal one; nil leaves it.
func (w weights) turned(by *mat.Dense) weights {
	if by == nil {
		return w
	}
	n := len(w.mean)
	var t mat.Dense
	t.Mul(by, w.around.formed(n))
	return weights{w.mean, around{dense: &t}}
}
