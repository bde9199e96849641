package sindy

import (
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"
)

// A sweep weighs a field's products with test functions in space and time, one frame after another. A
// test function is the product of one along each axis, so that a frame is weighed axis by axis; and a
// frame adds to the sums of the few test functions that are open at its time. Nothing else is kept:
// the memory doesn't grow with the number of frames.
type sweep struct {
	products *tabulator
	unbias   unbias
	shape    []int           // of a frame
	tests    []testFunctions // along each space axis
	time     testFunctions
	parts    []part
	sums     []spaceSum
	columns  []sweepColumn
	size     int // of a sum: test functions in space

	endless bool // the time has no known end

	next   int                             // the number of the next frame
	done   int                             // no test function in time before this one is open
	open   map[int][][]float64             // of each open test function in time, [column][size]
	free   [][][]float64                   // to use again
	closed func(columns [][]float64) error // takes the finished rows of a test function in time
}

// A part is a product weighed along all axes but the first.
type part struct {
	slot   int // -1 for 1
	orders []int
}

// A spaceSum is a part weighed along the first axis too.
type spaceSum struct{ part, order int }

// A sweepColumn is a spaceSum weighed in time.
type sweepColumn struct{ sum, order int }

// column adds the column of a product with derivatives in space and time, and returns its number.
func (s *sweep) column(slot int, orders []int, inTime int) int {
	if orders == nil {
		orders = make([]int, len(s.shape))
	}
	p := slices.IndexFunc(s.parts, func(p part) bool { return p.slot == slot && slices.Equal(p.orders, orders[1:]) })
	if p < 0 {
		p = len(s.parts)
		s.parts = append(s.parts, part{slot, orders[1:]})
	}
	sum := slices.Index(s.sums, spaceSum{p, orders[0]})
	if sum < 0 {
		sum = len(s.sums)
		s.sums = append(s.sums, spaceSum{p, orders[0]})
	}
	s.columns = append(s.columns, sweepColumn{sum, inTime})
	return len(s.columns) - 1
}

// ready ends the adding of columns.
func (s *sweep) ready() {
	s.size = 1
	for _, t := range s.tests {
		s.size *= t.count()
	}
	s.open = map[int][][]float64{}
}

// A sweeper holds what one core needs to weigh a frame.
type sweeper struct {
	table   [][]float64
	ones    []float64
	tile    [][]float64
	scratch [2][]float64
	parts   [][]float64 // [part][first axis, test functions along the others]
	sums    [][]float64 // [sum][size]
}

func (s *sweep) sweeper() *sweeper {
	w := &sweeper{}
	inner := 1
	for _, t := range s.tests[1:] {
		inner *= t.count()
	}
	for range s.parts {
		w.parts = append(w.parts, make([]float64, s.shape[0]*inner))
	}
	for range s.sums {
		w.sums = append(w.sums, make([]float64, s.size))
	}
	return w
}

// space weighs one frame, of shape [variables][points], with the test functions in space.
func (s *sweep) space(w *sweeper, x [][]float64) {
	row := len(x[0]) / s.shape[0]
	// Tiles of whole rows whose products fit the cache.
	rows := min(s.shape[0], max(1, 4096/row))
	if len(s.shape) == 1 {
		rows = s.shape[0]
	}
	for from := 0; from < s.shape[0]; from += rows {
		to := min(from+rows, s.shape[0])
		w.tile = w.tile[:0]
		for _, values := range x {
			w.tile = append(w.tile, values[from*row:to*row])
		}
		w.table = s.products.table(w.tile, w.table)
		s.unbias.apply(w.table)
		for p, part := range s.parts {
			values := w.product(part.slot, (to-from)*row)
			for axis := len(s.shape) - 1; axis > 0; axis-- {
				values = s.along(w, axis, part.orders[axis-1], values)
			}
			inner := len(w.parts[p]) / s.shape[0]
			copy(w.parts[p][from*inner:], values)
		}
	}
	for i, sum := range s.sums {
		inner := len(w.parts[sum.part]) / s.shape[0]
		s.tests[0].along(w.parts[sum.part], s.shape[0], inner, sum.order, w.sums[i])
	}
}

// product is the values of a product over the tile.
func (w *sweeper) product(slot, points int) []float64 {
	if slot >= 0 {
		return w.table[slot]
	}
	if len(w.ones) < points {
		w.ones = constant(1, points)
	}
	return w.ones[:points]
}

// along weighs a tile along one axis; those after it are weighed already.
func (s *sweep) along(w *sweeper, axis, order int, values []float64) []float64 {
	inner := 1
	for _, t := range s.tests[axis+1:] {
		inner *= t.count()
	}
	need := len(values) / s.shape[axis] * s.tests[axis].count()
	to := &w.scratch[axis%2]
	if len(*to) < need {
		*to = make([]float64, need)
	}
	s.tests[axis].along(values, s.shape[axis], inner, order, (*to)[:need])
	return (*to)[:need]
}

// along weighs values of shape [outer, n, inner] along the middle axis: to has the shape [outer,
// functions, inner].
func (f testFunctions) along(values []float64, n, inner, order int, to []float64) {
	count := f.count()
	for o := range len(values) / (n * inner) {
		block, out := values[o*n*inner:][:n*inner], to[o*count*inner:][:count*inner]
		if inner == 1 {
			f.weigh(block, order, out)
			continue
		}
		clear(out)
		for q, first := range f.first {
			sum := blas64.Vector{N: inner, Inc: 1, Data: out[q*inner:][:inner]}
			for j, weight := range f.weights[order][q] {
				blas64.Axpy(weight, blas64.Vector{N: inner, Inc: 1, Data: block[(first+j)*inner:][:inner]}, sum)
			}
		}
	}
}

// add takes the next frames, each of shape [variables][points], as many at once as there are sweepers.
func (s *sweep) add(sweepers []*sweeper, frames [][][]float64) error {
	var wait sync.WaitGroup
	for i, x := range frames {
		wait.Go(func() { s.space(sweepers[i], x) })
	}
	wait.Wait()
	for i := range frames {
		if err := s.addSums(sweepers[i].sums); err != nil {
			return err
		}
	}
	return nil
}

// addSums adds a frame's sums to the open test functions in time, and closes those that end with it.
func (s *sweep) addSums(sums [][]float64) error {
	at := s.next
	s.next++
	if s.endless {
		s.time.reach(at)
	}
	var now []int
	for q := s.done; q < s.time.count() && s.time.first[q] <= at; q++ {
		if at < s.time.first[q]+len(s.time.weights[0][q]) {
			now = append(now, q)
			if s.open[q] == nil {
				s.open[q] = s.fresh()
			}
		}
	}
	parallel(len(s.columns), func(c int) {
		column := s.columns[c]
		values := blas64.Vector{N: s.size, Inc: 1, Data: sums[column.sum]}
		for _, q := range now {
			weight := s.time.weights[column.order][q][at-s.time.first[q]]
			blas64.Axpy(weight, values, blas64.Vector{N: s.size, Inc: 1, Data: s.open[q][c]})
		}
	})
	for _, q := range now {
		if at == s.time.first[q]+len(s.time.weights[0][q])-1 {
			done := s.open[q]
			delete(s.open, q)
			s.done = max(s.done, q) // those before ended before
			if err := s.closed(done); err != nil {
				return err
			}
			s.free = append(s.free, done)
		}
	}
	return nil
}

// fresh are zeroed sums, of shape [columns][size].
func (s *sweep) fresh() [][]float64 {
	if n := len(s.free); n > 0 {
		columns := s.free[n-1]
		s.free = s.free[:n-1]
		for _, c := range columns {
			clear(c)
		}
		return columns
	}
	columns := make([][]float64, len(s.columns))
	for c := range columns {
		columns[c] = make([]float64, s.size)
	}
	return columns
}
