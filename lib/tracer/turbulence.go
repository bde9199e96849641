package tracer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/dsp/fourier"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// Eddying is a turbulent flow of one layer on a turning Earth: see [QuasiGeostrophic]. It begins with random eddies of one size.
type Eddying struct {
	// Speed is the root mean square of each component of the velocity at the beginning, m/s. Default 0.1.
	Speed float64
	// Size is the wavelength of the first eddies, m. Default: a sixth of the basin's shorter side.
	Size float64
	// Radius of deformation, m. Default: none, eddies feel each other however far.
	Radius float64
	// Beta is the gradient of the Coriolis parameter, 1/(m s). Default 0. At 40 degrees it is 1.75e-11.
	Beta float64
	// Drag is what the bottom takes, 1/s. Default 0.
	Drag float64
	// Viscosity, m^2/s. Default: Speed times a tenth of a cell's width; what a grid needs to hold what cascades to it.
	Viscosity float64
	// Spin is how long it turns before the first of times, s. Default: 5 Size/Speed.
	Spin float64
	// Step is the longest to take, s. Default: that in which water at four times Speed crosses a fifth of a cell.
	Step float64
	// Seed of the eddies.
	Seed uint64
}

// Turbulence is a turbulent flow at times in s, one or more. It is found on a periodic plane of the basin's size and points. In a basin
// with coasts, or on the sphere, whose cells must then be nearly as wide at all latitudes as at the middle, it is the nearest flow to that:
// see [Flow.Around]. It takes a while: keep it.
func Turbulence(engine compute.Backend, b Basin, times field.Axis, e Eddying) (Flow, error) {
	if err := b.Check(); err != nil {
		return Flow{}, err
	}
	if err := times.Check(); err != nil {
		return Flow{}, fmt.Errorf("tracer: turbulence needs times: %w", err)
	}
	ny, nx := b.Shape()
	middle := (b.Y.Values[0] + b.Y.Values[ny-1]) / 2
	dx, dy := spacing(b.X)*b.MetresEast(middle), spacing(b.Y)*b.MetresNorth()
	e, err := e.filled(min(dx*float64(nx), dy*float64(ny)), min(dx, dy))
	if err != nil {
		return Flow{}, err
	}
	equation := QuasiGeostrophic{Beta: e.Beta, Radius: e.Radius, Viscosity: e.Viscosity, Drag: e.Drag}
	y, x := pde.Periodic("y", "m", 0, dy*float64(ny), ny), pde.Periodic("x", "m", 0, dx*float64(nx), nx)
	first := e.first(equation, x, y)
	at := field.Axis{Name: "time", Unit: "s", Values: []float64{times.Values[0] - e.Spin}}
	at.Values = append(at.Values, times.Values...)
	frames, err := pde.Solve(engine, equation, []field.Grid{first}, at, pde.Settings{Step: e.Step})
	if err != nil {
		return Flow{}, err
	}
	f := Flow{Basin: b}
	if times.Len() > 1 {
		f.Times = times
	}
	box := spectral.Box{Points: []int{ny, nx}, Lengths: []float64{dy * float64(ny), dx * float64(nx)}}
	for k := range times.Len() {
		q := frames[0].Values[(k+1)*ny*nx : (k+2)*ny*nx]
		psi, err := streamfunction(engine, box, equation, q)
		if err != nil {
			return Flow{}, err
		}
		cx, cy := b.Corners()
		g := field.Grid{Name: "psi", Unit: "m^2/s", Axes: []field.Axis{cy, cx}}
		for j := range ny + 1 {
			for i := range nx + 1 {
				g.Values = append(g.Values, psi[j%ny*nx+i%nx])
			}
		}
		f.Psi = append(f.Psi, g)
	}
	if _, count := b.coasts(); count > 0 {
		f, _, err = f.Around()
		return f, err
	}
	return f, f.Check()
}

// filled sets the defaults.
func (e Eddying) filled(side, cell float64) (Eddying, error) {
	for _, v := range []float64{e.Speed, e.Size, e.Radius, e.Drag, e.Viscosity, e.Spin, e.Step} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return e, fmt.Errorf("tracer: turbulence of %+v; give finite numbers, 0 or more", e)
		}
	}
	for _, d := range []struct {
		value *float64
		is    func() float64
	}{
		{&e.Speed, func() float64 { return 0.1 }},
		{&e.Size, func() float64 { return side / 6 }},
		{&e.Viscosity, func() float64 { return e.Speed * cell / 10 }},
		{&e.Spin, func() float64 { return 5 * e.Size / e.Speed }},
		{&e.Step, func() float64 { return cell / 5 / (4 * e.Speed) }},
	} {
		if *d.value == 0 {
			*d.value = d.is()
		}
	}
	if e.Size < 4*cell {
		return e, fmt.Errorf("tracer: eddies of %g m on cells of %g; give a Size of four cells or more", e.Size, cell)
	}
	return e, nil
}

// first is the potential vorticity of random waves whose lengths are near Size, with the speed asked for.
func (e Eddying) first(equation QuasiGeostrophic, x, y field.Axis) field.Grid {
	ny, nx := y.Len(), x.Len()
	r := rand.New(rand.NewPCG(e.Seed, 3))
	ly, lx := y.Values[1]*float64(ny), x.Values[1]*float64(nx)
	modes := make([]complex128, ny*nx)
	wanted := 2 * math.Pi / e.Size
	energy := 0.0
	for j := range ny {
		for i := range nx {
			a, c := j, i
			if j > ny/2 {
				a -= ny
			}
			if i > nx/2 {
				c -= nx
			}
			k := []float64{2 * math.Pi * float64(a) / ly, 2 * math.Pi * float64(c) / lx}
			size := math.Hypot(k[0], k[1])
			psi := complex(r.NormFloat64(), r.NormFloat64())
			off := (size - wanted) / (0.2 * wanted)
			if size == 0 || math.Abs(off) > 4 || c < 0 || c == 0 && a < 0 {
				continue // of two opposite waves, whose real parts are one, the second
			}
			psi *= complex(math.Exp(-off*off/2)/(size*math.Sqrt(size)), 0)
			energy += size * size * (real(psi)*real(psi) + imag(psi)*imag(psi)) / 2 // its real part has half
			modes[j*nx+i] = psi * complex(1/equation.inverse(k), 0)
		}
	}
	by := complex(e.Speed*math.Sqrt2/math.Sqrt(energy), 0)
	rows, columns, column := fourier.NewCmplxFFT(nx), fourier.NewCmplxFFT(ny), make([]complex128, ny)
	for j := range ny {
		rows.Sequence(modes[j*nx:(j+1)*nx], modes[j*nx:(j+1)*nx])
	}
	g := field.Grid{Name: "q", Unit: "1/s", Axes: []field.Axis{y, x}, Values: make([]float64, ny*nx)}
	for i := range nx {
		for j := range ny {
			column[j] = modes[j*nx+i]
		}
		columns.Sequence(column, column)
		for j := range ny {
			g.Values[j*nx+i] = real(column[j] * by)
		}
	}
	return g
}

// streamfunction of a potential vorticity.
func streamfunction(engine compute.Backend, box spectral.Box, e QuasiGeostrophic, q []float64) ([]float64, error) {
	out, err := CallOnce(engine, func(q *Node) *Node {
		return box.Inverse(box.Forward(q).Times(box.Symbol(func(k []float64) complex128 { return complex(e.inverse(k), 0) })))
	}, tensors.FromFlatDataAndDimensions(slices.Clone(q), box.Points...))
	if err != nil {
		return nil, fmt.Errorf("tracer: %w", backend.FirstLine(err))
	}
	return backend.Numbers(out)
}
