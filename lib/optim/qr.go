package optim

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// qrSystem solves min |[J; sqrt(mu) D] p + [w; 0]| by orthogonal factors: J's once for a point, if it is
// tall, and those of its triangle with the damping's rows below it for each damping.
type qrSystem struct {
	dense
	q    blas64.General // J's factors in Householder's form
	tau  []float64
	work []float64

	stacked    blas64.General // the factors of J's triangle with the damping below it
	stackedTau []float64
	of         float64 // the damping that these are of; negative for none
}

func (s *qrSystem) tall() bool { return len(s.r) > s.from.Len() }

func (s *qrSystem) form(x, g []float64) error {
	s.of = -1
	if err := s.dense.form(x, g); err != nil {
		return err
	}
	if s.tall() {
		s.q = blas64.General(mat.DenseCopyOf(s.j).RawMatrix())
		s.tau = make([]float64, s.q.Cols)
		s.factor(s.q, s.tau)
	}
	return nil
}

func (s *qrSystem) factor(a blas64.General, tau []float64) {
	var size [1]float64
	lapack64.Geqrf(a, tau, size[:], -1)
	s.room(size[0])
	lapack64.Geqrf(a, tau, s.work, len(s.work))
}

func (s *qrSystem) room(size float64) {
	if n := int(size); n > len(s.work) {
		s.work = make([]float64, n)
	}
}

// rotate sets v to Q'v.
func (s *qrSystem) rotate(q blas64.General, tau []float64, v blas64.General) {
	var size [1]float64
	lapack64.Ormqr(blas.Left, blas.Trans, q, tau, v, size[:], -1)
	s.room(size[0])
	lapack64.Ormqr(blas.Left, blas.Trans, q, tau, v, s.work, len(s.work))
}

// stack factors [R; sqrt(mu) D], or [J; sqrt(mu) D] where J is wide.
func (s *qrSystem) stack(mu float64, d []float64) {
	n := len(d)
	top := min(n, len(s.r))
	if s.stacked.Data == nil {
		s.stacked = blas64.General{Rows: top + n, Cols: n, Stride: n, Data: make([]float64, (top+n)*n)}
		s.stackedTau = make([]float64, n)
	}
	clear(s.stacked.Data)
	for i := range top {
		if s.tall() {
			copy(s.stacked.Data[i*n+i:(i+1)*n], s.q.Data[i*s.q.Stride+i:i*s.q.Stride+n])
		} else {
			copy(s.stacked.Data[i*n:(i+1)*n], s.j.RawRowView(i))
		}
	}
	root := math.Sqrt(mu)
	for i := range n {
		s.stacked.Data[(top+i)*n+i] = root * d[i]
	}
	s.factor(s.stacked, s.stackedTau)
	s.of = mu
}

func (s *qrSystem) solve(mu float64, d, _, w, p []float64) (bool, error) {
	n := len(p)
	if s.of != mu {
		s.stack(mu, d)
	}
	whole := blas64.General{Rows: len(w), Cols: 1, Stride: 1, Data: slices.Clone(w)}
	if s.tall() {
		s.rotate(s.q, s.tau, whole)
	}
	right := blas64.General{Rows: s.stacked.Rows, Cols: 1, Stride: 1, Data: make([]float64, s.stacked.Rows)}
	copy(right.Data, whole.Data[:s.stacked.Rows-n])
	s.rotate(s.stacked, s.stackedTau, right)
	for i := range n {
		if s.stacked.Data[i*n+i] == 0 {
			return false, nil
		}
		p[i] = -right.Data[i]
	}
	triangle := blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: n, Stride: n, Data: s.stacked.Data[:n*n]}
	blas64.Trsv(blas.NoTrans, triangle, blas64.Vector{N: n, Inc: 1, Data: p})
	return sound(p), nil
}
