package autoencoder

import (
	"fmt"
	"strings"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Found is coordinates of what was seen, the way back, and the coordinates' law of motion. It may be used by several goroutines at
// once, and can be kept (lib/keep).
type Found struct {
	// Names of the coordinates: z1, z2 ...
	Names []string
	// Terms of the law: 1, z1, z2 ..., z1^2, z1 z2 ...
	Terms []string
	// Coefficients of the law by time, [terms][coordinates]; 0 where a term was left out.
	Coefficients [][]float64
	// Modes that the networks see, and the share of squares about the mean that these miss.
	Modes  int
	Missed float64
	// Points are the errors on the points that were learnt from, Dense those before terms were left out.
	Points, Dense Errors
	// Status says how the last stage ended, Stats what all of them cost.
	Status optim.Status
	Stats  optim.Stats

	inside inside
	mutex  sync.Mutex
	shape  *shape
	scenes *Exec
	back   *Exec
}

// inside is what Found holds that isn't shown.
type inside struct {
	Columns, Units []string // of what was seen
	Time           field.Axis
	Mean           []float64
	Base           mat.Dense // the modes
	Deviation      []float64
	Theta, Mask    []float64
	Unit           float64
	Degree         int
	Hidden         []int
}

// Errors are shares of squares that are missed.
type Errors struct {
	// Seen is that of what is seen, about the mean of the data that were learnt from: |x - psi(phi(x))|^2 / |x - mean|^2.
	Seen float64
	// Rate is that of its rates: |x' - (grad psi) Theta Xi|^2 / |x'|^2.
	Rate float64
	// Latent is that of the coordinates' rates: |z' - Theta Xi|^2 / |z'|^2.
	Latent float64
}

// String lists them.
func (e Errors) String() string {
	return fmt.Sprintf("seen %.3g, rate %.3g, latent %.3g", e.Seen, e.Rate, e.Latent)
}

func (f *fitter) found(first Run) (*Found, error) {
	out := &Found{Modes: len(f.deviation), Missed: f.missed, Status: f.status, Stats: f.stats,
		Points: Errors{f.parts[0], f.parts[1], f.parts[2]}, Dense: Errors{f.dense[0], f.dense[1], f.dense[2]},
		inside: inside{Time: first.Seen.Axis, Mean: f.mean, Base: *f.modes, Deviation: f.deviation, Theta: f.theta, Mask: f.mask, Unit: f.unit,
			Degree: f.Degree, Hidden: f.Hidden}}
	out.inside.Time.Values = nil
	for _, c := range first.Seen.Columns {
		out.inside.Columns, out.inside.Units = append(out.inside.Columns, c.Name), append(out.inside.Units, c.Unit)
	}
	for k := range f.Coordinates {
		out.Names = append(out.Names, fmt.Sprint("z", k+1))
	}
	xi := f.law()
	for i := range f.library.len() {
		out.Terms = append(out.Terms, f.library.name(i, out.Names))
		row := make([]float64, f.Coordinates)
		for k := range row {
			row[k] = xi[i*f.Coordinates+k] / f.unit
		}
		out.Coefficients = append(out.Coefficients, row)
	}
	return out, nil
}

// Coefficient of a term in the equation of a coordinate, "z1'": 0 where it isn't in it.
func (f *Found) Coefficient(of, term string) float64 {
	for k, name := range f.Names {
		for i, t := range f.Terms {
			if name+"'" == of && t == term {
				return f.Coefficients[i][k]
			}
		}
	}
	return 0
}

// Count is the number of terms in the law.
func (f *Found) Count() int {
	n := 0
	for _, row := range f.Coefficients {
		for _, c := range row {
			if c != 0 {
				n++
			}
		}
	}
	return n
}

// Law is the equations.
func (f *Found) Law() string {
	var b strings.Builder
	for k, name := range f.Names {
		if k > 0 {
			b.WriteString("\n")
		}
		b.WriteString(name + "' =")
		some := false
		for i, term := range f.Terms {
			c := f.Coefficients[i][k]
			if c == 0 {
				continue
			}
			switch {
			case !some && c < 0:
				b.WriteString(" -")
			case !some:
				b.WriteString(" ")
			case c < 0:
				b.WriteString(" - ")
			default:
				b.WriteString(" + ")
			}
			fmt.Fprintf(&b, "%.4g", max(c, -c))
			if i > 0 {
				b.WriteString(" " + term)
			}
			some = true
		}
		if !some {
			b.WriteString(" 0")
		}
	}
	return b.String()
}

// String is the law, and what it misses.
func (f *Found) String() string {
	return fmt.Sprintf("%s\n(%d coordinates, each of deviation near 1, of %d modes that miss %.2g of the squares; missed on the points learnt from: %s; %d steps, %s)",
		f.Law(), len(f.Names), f.Modes, f.Missed, f.Points, f.Stats.Steps, f.Status)
}

// Rate gives the law's right side, for an integrator such as lib/ode's: it sets dz to dz/dt at z. What it returns keeps its intermediate
// values, so each goroutine asks for its own.
func (f *Found) Rate() func(t float64, z, dz []float64) {
	l := polynomials(len(f.Names), f.inside.Degree)
	products := make([]float64, l.len())
	return func(_ float64, z, dz []float64) {
		l.at(z, products)
		clear(dz)
		for i, p := range products {
			for k, c := range f.Coefficients[i] {
				dz[k] += c * p
			}
		}
	}
}

// Encode gives the coordinates of what is seen: columns z1, z2 ... over the same axis.
func (f *Found) Encode(seen field.Series) (field.Series, error) {
	if err := checkRuns([]Run{{Seen: seen}}, len(f.inside.Columns), false); err != nil {
		return field.Series{}, err
	}
	r := f.reduction()
	w := r.amplitudes(matrix(seen), true)
	samples, modes := w.Dims()
	out, err := f.follow(w, mat.NewDense(samples, modes, nil))
	if err != nil {
		return field.Series{}, err
	}
	return columns(seen.Axis, out[0], f.Names, nil), nil
}

// Decode gives what would be seen at coordinates: the columns that were learnt from.
func (f *Found) Decode(z field.Series) (field.Series, error) {
	if err := checkRuns([]Run{{Seen: z}}, len(f.Names), false); err != nil {
		return field.Series{}, err
	}
	if err := f.ready(); err != nil {
		return field.Series{}, err
	}
	at := matrix(z)
	out, err := blocks(func(in []*tensors.Tensor) ([][]float64, error) {
		return call(f.back, f.shape.tensor(f.inside.Theta), in[0])
	}, []int{f.Modes}, at)
	if err != nil {
		return field.Series{}, err
	}
	return columns(z.Axis, f.reduction().rows(out[0], true), f.inside.Columns, f.inside.Units), nil
}

// Test gives the errors on other runs, over all their samples. Rates are worked out by finite differences where a run has none.
func (f *Found) Test(runs ...Run) (Errors, error) {
	if err := checkRuns(runs, len(f.inside.Columns), true); err != nil {
		return Errors{}, err
	}
	r := f.reduction()
	var sum, of [3]float64
	for _, run := range runs {
		_, dw, err := r.states(run, derivative.FiniteDifference{})
		if err != nil {
			return Errors{}, err
		}
		x := matrix(run.Seen)
		dw.Scale(f.inside.Unit, dw)
		out, err := f.follow(r.amplitudes(x, true), dw)
		if err != nil {
			return Errors{}, err
		}
		// The modes' own misses count, where the rates of all that is seen are there to tell.
		dx := r.rows(dw, false)
		if len(run.Rate.Columns) > 0 {
			dx.Scale(f.inside.Unit, matrix(run.Rate))
		}
		about := mat.DenseCopyOf(x)
		for i := range run.Seen.Len() {
			for j, m := range r.mean {
				about.Set(i, j, about.At(i, j)-m)
			}
		}
		for k, pair := range [][2]*mat.Dense{{about, r.rows(out[3], false)}, {dx, r.rows(out[4], false)}, {out[1], out[2]}} {
			of[k] += squares(pair[0])
			pair[0].Sub(pair[0], pair[1])
			sum[k] += squares(pair[0])
		}
	}
	return Errors{sum[0] / of[0], sum[1] / of[1], sum[2] / of[2]}, nil
}

func squares(m *mat.Dense) float64 {
	size := mat.Norm(m, 2)
	return size * size
}

func columns(axis field.Axis, values *mat.Dense, names, units []string) field.Series {
	out := field.Series{Axis: axis}
	for k, name := range names {
		c := field.Column{Name: name, Values: mat.Col(nil, k, values)}
		if units != nil {
			c.Unit = units[k]
		}
		out.Columns = append(out.Columns, c)
	}
	return out
}
