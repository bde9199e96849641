package optim

import (
	"errors"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// basis is the two sides' means of G G' and G'G and their eigenvectors, in columns. A side that is too
// long has none.
type basis struct{ Left, Right side }

type side struct {
	N              int
	Means, Vectors []float64 // [N, N]
}

func newBasis(l layer, limit int) basis {
	var b basis
	if l.rows <= limit {
		b.Left = newSide(l.rows)
	}
	if l.cols <= limit {
		b.Right = newSide(l.cols)
	}
	return b
}

func newSide(n int) side {
	return side{n, make([]float64, n*n), make([]float64, n*n)}
}

func (b *basis) turns() bool { return b.Left.N+b.Right.N > 0 }

func (s *side) means() *mat.Dense   { return mat.NewDense(s.N, s.N, s.Means) }
func (s *side) vectors() *mat.Dense { return mat.NewDense(s.N, s.N, s.Vectors) }

// into is Q_L' g Q_R.
func (b *basis) into(g *mat.Dense) *mat.Dense {
	out := mat.DenseCopyOf(g)
	if b.Left.N > 0 {
		turned := new(mat.Dense)
		turned.Mul(b.Left.vectors().T(), out)
		out = turned
	}
	if b.Right.N > 0 {
		turned := new(mat.Dense)
		turned.Mul(out, b.Right.vectors())
		out = turned
	}
	return out
}

// back is Q_L g Q_R'.
func (b *basis) back(g *mat.Dense) *mat.Dense {
	out := g
	if b.Left.N > 0 {
		turned := new(mat.Dense)
		turned.Mul(b.Left.vectors(), out)
		out = turned
	}
	if b.Right.N > 0 {
		turned := new(mat.Dense)
		turned.Mul(out, b.Right.vectors().T())
		out = turned
	}
	return out
}

// learn adds a gradient to the means, and from time to time turns the eigenvectors after them. square
// [rows, cols] are the mean squares in the eigenbasis, which are put in the new order.
func (b *basis) learn(g *mat.Dense, keep float64, step, every int, square []float64) error {
	rows, cols := g.Dims()
	squares := mat.NewDense(rows, cols, square)
	if b.Left.N > 0 {
		b.Left.add(g, g.T(), keep)
		order, err := b.Left.turn(step, every)
		if err != nil {
			return err
		}
		if order != nil {
			was := mat.DenseCopyOf(squares)
			for i, from := range order {
				squares.SetRow(i, was.RawRowView(from))
			}
		}
	}
	if b.Right.N > 0 {
		b.Right.add(g.T(), g, keep)
		order, err := b.Right.turn(step, every)
		if err != nil {
			return err
		}
		if order != nil {
			was := mat.DenseCopyOf(squares)
			for i, from := range order {
				squares.SetCol(i, mat.Col(nil, from, was))
			}
		}
	}
	return nil
}

func (s *side) add(a, b mat.Matrix, keep float64) {
	var now mat.Dense
	now.Mul(a, b)
	now.Scale(1-keep, &now)
	means := s.means()
	means.Scale(keep, means)
	means.Add(means, &now)
}

// turn sets the eigenvectors: exactly at step 0, then by an orthogonal iteration. It gives the order that
// the old ones were put in, largest first, nil where they stayed.
func (s *side) turn(step, every int) ([]int, error) {
	if step == 0 {
		var eigen mat.EigenSym
		if !eigen.Factorize(mat.NewSymDense(s.N, slices.Clone(s.Means)), true) {
			return nil, errors.New("optim: SOAP found no eigenvectors of the first gradient; look for infinite or huge gradients")
		}
		var vectors mat.Dense
		eigen.VectorsTo(&vectors)
		to := s.vectors()
		for k := range s.N { // largest first
			to.SetCol(k, mat.Col(nil, s.N-1-k, &vectors))
		}
		return nil, nil
	}
	if step%every != 0 {
		return nil, nil
	}
	var image mat.Dense
	vectors := s.vectors()
	image.Mul(s.means(), vectors)
	size := make([]float64, s.N) // q' L q
	order := make([]int, s.N)
	for k := range s.N {
		size[k] = mat.Dot(vectors.ColView(k), image.ColView(k))
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case size[a] > size[b]:
			return -1
		case size[a] < size[b]:
			return 1
		}
		return 0
	})
	sorted := mat.NewDense(s.N, s.N, nil)
	for k, from := range order {
		sorted.SetCol(k, mat.Col(nil, from, &image))
	}
	var qr mat.QR
	qr.Factorize(sorted)
	qr.QTo(vectors)
	return order, nil
}
