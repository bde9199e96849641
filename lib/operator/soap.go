package operator

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/backend"
)

// soap is a step of Adam in the basis in which the gradients of a matrix W are least correlated (Vyas, Morwani, Zhao, Shapira, Brandfonbrener,
// Janson and Kakade 2024, doi:10.48550/arXiv.2409.11321): with G the gradient,
//
//	L = mean of G G',  R = mean of G' G,   and Adam on  Q_L' G Q_R,   Q_L and Q_R the eigenvectors of L and R
//
// The matrices of all modes of a spectral layer have one basis: they act on the same channels, and each alone would cost as much as all.
// Blocks that are no matrices have plain Adam. Eigenvectors are found on the host, every so many steps.
type soap struct {
	adamW
	rotations []rotation
}

// A rotation is a block of matrices [..., rows, columns] with a basis on either side.
type rotation struct {
	block, rows, columns int
}

const (
	// every so many steps the bases are found anew.
	every = 10
	// widest is the most rows or columns of a block that is turned.
	widest = 512
	// basisMoment is the share of the old mean in L and R.
	basisMoment = 0.95
)

// rotationsOf the blocks of a plan.
func rotationsOf(blocks []Block) []rotation {
	var all []rotation
	for i, b := range blocks {
		d := len(b.Shape)
		if !b.Decays || d < 2 {
			continue
		}
		r := rotation{i, b.Shape[d-2], b.Shape[d-1]}
		if max(r.rows, r.columns) <= widest && max(r.rows, r.columns) > 1 {
			all = append(all, r)
		}
	}
	return all
}

// step is that of adamW, with the means L and R of each rotation, and its bases.
func (o soap) step(blocks []Block, parameters, m, v, gradients, means, bases []*Node, rate, first, second *Node) (p2, m2, v2, means2 []*Node) {
	cut := shortened(gradients)
	at := map[int]int{}
	for k, r := range o.rotations {
		at[r.block] = k
	}
	for i, g := range gradients {
		g = Mul(g, cut)
		mean := Add(MulScalar(m[i], firstMoment), MulScalar(g, 1-firstMoment))
		k, turned := at[i]
		seen, along := g, mean
		if turned {
			left, right := bases[2*k], bases[2*k+1]
			seen, along = rotated(g, left, right, 0), rotated(mean, left, right, 0)
			d := g.Rank()
			for side, axis := range []int{d - 2, d - 1} {
				var pairs [][2]int
				for a := range d {
					if a != axis {
						pairs = append(pairs, [2]int{a, a})
					}
				}
				means2 = append(means2, Add(MulScalar(means[2*k+side], basisMoment), MulScalar(EinsumAxes(g, g, pairs, nil), 1-basisMoment)))
			}
		}
		spread := Add(MulScalar(v[i], secondMoment), MulScalar(Square(seen), 1-secondMoment))
		by := Div(Mul(along, first), AddScalar(Sqrt(Mul(spread, second)), 1e-8))
		if turned {
			by = rotated(by, bases[2*k], bases[2*k+1], 1)
		}
		p2 = append(p2, o.moved(blocks[i], parameters[i], by, rate))
		m2, v2 = append(m2, mean), append(v2, spread)
	}
	return p2, m2, v2, means2
}

// rotated is Q_L' x Q_R of matrices x [..., rows, columns], or back, Q_L x Q_R', where side is 1.
func rotated(x, left, right *Node, side int) *Node {
	d := x.Rank()
	x = EinsumAxes(x, left, [][2]int{{d - 2, side}}, nil) // [..., columns, rows]
	return EinsumAxes(x, right, [][2]int{{d - 2, side}}, nil)
}

// startMeans and bases to begin with: nothing is known, and no basis is better than another.
func (r *trainer) startBases() {
	for _, t := range r.rotations {
		for _, n := range []int{t.rows, t.columns} {
			one := make([]float64, n*n)
			for i := range n {
				one[i*n+i] = 1
			}
			r.means = append(r.means, r.copies(make([]float64, n*n), n, n))
			r.bases = append(r.bases, r.copies(one, n, n))
		}
	}
}

// turn finds the bases anew.
func (r *trainer) turn() error {
	for k, t := range r.means {
		values, err := backend.Numbers(t[0])
		if err != nil {
			return err
		}
		n := t[0].Shape().Dim(0)
		var e mat.EigenSym
		if !e.Factorize(mat.NewSymDense(n, values), true) {
			return fmt.Errorf("operator: no basis was found at step %d; give a lower Rate (now %g)", r.done, r.Rate)
		}
		var q mat.Dense
		e.VectorsTo(&q)
		r.bases[k].finalize()
		r.bases[k] = r.copies(q.RawMatrix().Data, n, n)
	}
	return nil
}
