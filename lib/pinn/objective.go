package pinn

import (
	"fmt"
	"math"
	"math/bits"
	"runtime"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/backend"
)

// An objective is half the weighted sum of squares of a problem's residuals, as lib/optim wants it: it implements optim.LeastSquares
// and optim.Jacobian. Points go through the graph in blocks that fit the cache.
type objective struct {
	engine compute.Backend
	shape  *shape
	groups []*group
	terms  []*term
	kind   dtypes.DType
	block  int // points at a time
	batch  int // points of each group that an evaluation takes, in turn; 0 for all
	turn   int // evaluations of batches so far
	views  *views
}

// only is the objective of one group.
func (o *objective) only(g *group) *objective {
	one := *o
	one.groups, one.batch = []*group{g}, 0
	return &one
}

// Len is the number of parameters.
func (o *objective) Len() int { return o.shape.len() }

// blockLen is how many points go through the graph at a time. On a CPU they should fit its cache; a GPU wants many.
func blockLen(asked int) int {
	switch {
	case asked > 0:
		return asked
	case strings.HasSuffix(backend.Name(), "cuda"):
		return 1 << 14
	}
	return 1 << 11
}

// A piece is a block of a group's points, and where its residuals stand among all.
type piece struct {
	group          *group
	from, to, size int
	at             int     // the number of its first residual
	share          float64 // of the group's points that are looked at: their squares count 1/share
}

// pieces cuts the points into blocks. Each block of a group has the same size, so that one graph serves all. Where the number of points is
// another each time, blocks are full, and what is left over has a power of 2: a dozen graphs serve all numbers.
func (o *objective) pieces() []piece {
	var all []piece
	at := 0
	for _, g := range o.groups {
		n := g.points.n
		if n == 0 {
			continue
		}
		count := (n + o.block - 1) / o.block
		size := (n + count - 1) / count
		if g.loose {
			size = o.block
		}
		for from := 0; from < n; from += size {
			to := min(from+size, n)
			if g.loose && to-from < size {
				size = min(max(1<<bits.Len(uint(to-from-1)), 16), size)
			}
			all = append(all, piece{g, from, to, size, at, 1})
			at += (to - from) * len(g.residuals)
		}
	}
	return all
}

// sample is the pieces of the next mini-batch: of each group the next points in its order, which a quasi-random sequence spreads over
// the region. A group of no more points is taken whole.
func (o *objective) sample() []piece {
	var all []piece
	for _, g := range o.groups {
		n := g.points.n
		if n <= o.batch {
			if n > 0 {
				all = append(all, piece{g, 0, n, n, 0, 1})
			}
			continue
		}
		rounds := n / o.batch // the last points of a number that doesn't divide wait for the next move of the points
		from := o.turn % rounds * o.batch
		all = append(all, piece{g, from, from + o.batch, o.batch, 0, float64(o.batch) / float64(n)})
	}
	o.turn++
	return all
}

// run works a task out of every piece, two at a time where two cores can share the work, and gives the results one after another in
// the order of the pieces, so that sums come out the same each time.
func (o *objective) run(what task, theta []float64, use func(p piece, out [][]float64) error, more ...[]float64) error {
	pieces := o.pieces()
	if o.batch > 0 && (what == cost || what == gradients) {
		pieces = o.sample()
	}
	for _, p := range pieces {
		if _, err := p.group.exec(o.engine, what); err != nil {
			return err
		}
	}
	type result struct {
		out [][]float64
		err error
	}
	results := make([]chan result, len(pieces))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	workers := min(runtime.GOMAXPROCS(0), len(pieces))
	if strings.HasSuffix(backend.Name(), "cuda") {
		workers = 1
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	ahead := make(chan int, workers) // pieces that may be begun: results wait in memory, so not too many
	stop := make(chan struct{})
	defer close(stop)
	wait.Go(func() {
		defer close(ahead)
		for i := range pieces {
			select {
			case ahead <- i:
			case <-stop:
				return
			}
		}
	})
	for range workers {
		wait.Go(func() {
			for i := range ahead {
				out, err := o.work(pieces[i], what, theta, more)
				results[i] <- result{out, err}
			}
		})
	}
	for i, p := range pieces {
		r := <-results[i]
		if r.err == nil {
			r.err = use(p, r.out)
		}
		if r.err != nil {
			return r.err
		}
	}
	return nil
}

func (o *objective) work(p piece, what task, theta []float64, more [][]float64) ([][]float64, error) {
	e, err := p.group.exec(o.engine, what)
	if err != nil {
		return nil, err
	}
	tensors, err := p.group.call(e, o.kind, theta, p, more...)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(tensors))
	for i, t := range tensors {
		if out[i], err = read(t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Evaluate gives half the sum of squares, and its gradient unless g is nil.
func (o *objective) Evaluate(theta, g []float64) (float64, error) {
	what := cost
	if g != nil {
		what = gradients
		clear(g)
	}
	sum := 0.0
	err := o.run(what, theta, func(_ piece, out [][]float64) error {
		sum += out[0][0]
		if g != nil {
			add(g, out[1])
		}
		return nil
	})
	return sum, err
}

// Normal gives half the sum of squares, and sets a to J'J and g to J'r.
func (o *objective) Normal(theta []float64, a *mat.SymDense, g []float64) (float64, error) {
	n := o.Len()
	if a.SymmetricDim() != n {
		return 0, fmt.Errorf("pinn: a normal matrix of %d for %d parameters", a.SymmetricDim(), n)
	}
	raw := a.RawSymmetric()
	for i := range n {
		clear(raw.Data[i*raw.Stride+i : i*raw.Stride+n])
	}
	clear(g)
	sum := 0.0
	err := o.run(normals, theta, func(_ piece, out [][]float64) error {
		sum += out[0][0]
		add(g, out[1])
		for k, p := range panels(n) {
			width := n - p.from
			for i := p.from; i < p.to; i++ { // the upper triangle is what counts
				row := out[2+k][(i-p.from)*width : (i-p.from+1)*width]
				add(raw.Data[i*raw.Stride+i:i*raw.Stride+n], row[i-p.from:])
			}
		}
		return nil
	})
	return sum, err
}

// Bend sets jb to J'b, with b the second derivative of the residuals along v: what geodesic acceleration asks for. The derivative is a
// difference over a tenth of v, or over a thousandth of the parameters where v is so short that rounding would show.
func (o *objective) Bend(theta, v, jb []float64) error {
	h := math.Max(0.1, 1e-3*floats.Norm(theta, 2)/floats.Norm(v, 2))
	if math.IsInf(h, 0) || math.IsNaN(h) {
		h = 0.1
	}
	ahead, behind := make([]float64, len(theta)), make([]float64, len(theta))
	floats.AddScaledTo(ahead, theta, h, v)
	floats.AddScaledTo(behind, theta, -h, v)
	clear(jb)
	err := o.run(bends, theta, func(_ piece, out [][]float64) error {
		add(jb, out[0])
		return nil
	}, ahead, behind)
	floats.Scale(1/(h*h), jb)
	return err
}

// Residuals is the number of residuals.
func (o *objective) Residuals() int {
	n := 0
	for _, g := range o.groups {
		n += g.points.n * len(g.residuals)
	}
	return n
}

// Jacobian sets r to the scaled residuals, and j to their derivatives unless it is nil.
func (o *objective) Jacobian(theta, r []float64, j *mat.Dense) error {
	n, what := o.Len(), rows
	if j == nil {
		what = scaled
	}
	return o.run(what, theta, func(p piece, out [][]float64) error {
		count := p.to - p.from
		for k := range p.group.residuals { // the block's columns stand one below the other, filled up to its size
			copy(r[p.at+k*count:p.at+(k+1)*count], out[0][k*p.size:])
			for i := range count {
				if j != nil {
					j.SetRow(p.at+k*count+i, out[1][(k*p.size+i)*n:(k*p.size+i+1)*n])
				}
			}
		}
		return nil
	})
}

// residuals of a group, [points, residuals], not scaled.
func (o *objective) residuals(g *group, theta []float64) ([]float64, error) {
	k := len(g.residuals)
	all := make([]float64, g.points.n*k)
	err := o.only(g).run(values, theta, func(p piece, out [][]float64) error {
		copy(all[p.from*k:p.to*k], out[0])
		return nil
	})
	return all, err
}

func add(to, what []float64) {
	blas64.Axpy(1, blas64.Vector{N: len(what), Data: what, Inc: 1}, blas64.Vector{N: len(to), Data: to, Inc: 1})
}
