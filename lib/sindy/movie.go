package sindy

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/sparse"
)

// A Movie is fields too big for memory, read frame by frame: arrays of sensors, image sequences,
// simulations on disk.
type Movie struct {
	// Variables and their units.
	Variables, Units []string
	// Space axes, one to three, evenly spaced.
	Space []field.Axis
	// Time's name and unit; its values aren't used. Default "t".
	Time field.Axis
	// Step is the time between frames. Default 1.
	Step float64
	// Frames yields each frame's values, variable by variable, each with the last space axis the
	// fastest: variables times points of them. A frame may be overwritten once the next is asked for.
	// It is ranged over twice, the first time for a part; a source that can't start anew needs Radii.
	Frames iter.Seq2[[]float64, error]
	// Radii of the test functions: in time, then along each space axis, in the axes' units. Nil: chosen
	// from the first 200 frames.
	Radii []float64
	// Noise is the standard deviation of each variable's white noise. Nil: estimated from the first
	// frames, or 0 where Radii are given.
	Noise []float64
	// Observe, if given, is called after each frame with the number of it; an error from it stops
	// the reading, and what was read is kept.
	Observe func(field.Progress) error
}

// FitFrames finds the equations of a movie. The memory is that of a few frames.
func (r Regression) FitFrames(m Movie) (*Model, error) {
	a, err := r.Accumulate(m)
	if err != nil {
		return nil, err
	}
	return a.Fit(r)
}

// An Accumulator is what is kept of a movie: a small Gram matrix for each stretch of time. It is
// encoded by encoding/gob, so that parts of a movie may be read by several processes and merged.
type Accumulator struct {
	Variables, Units []string
	Time             field.Axis
	Axes, AxisUnits  []string
	// Terms of the library, by name.
	Terms []string
	// Frames read, and rows made of them.
	Frames int
	// Radii of the test functions in time and space, and the noise taken off: give them to a Movie of
	// the next part.
	Radii, Noise []float64
	// News is how much of its own a row brings.
	News  float64
	Parts []*sparse.Gram
	// Stopped is what ended the reading before the last frame; empty where nothing did.
	Stopped string
}

// Accumulate reads a movie.
func (r Regression) Accumulate(m Movie) (*Accumulator, error) {
	p, err := r.movieScope(&m)
	if err != nil {
		return nil, err
	}
	widths, err := p.scout(&m)
	if err != nil {
		return nil, err
	}
	a := &Accumulator{Variables: p.variables, Units: p.units, Time: p.time, Axes: p.axes, AxisUnits: p.axisUnits, Terms: p.names(0), Noise: p.noise, News: news(widths)}
	for _, w := range widths {
		a.Radii = append(a.Radii, w.radius)
	}
	// The test functions in time have no end: frames are counted as they come.
	step := []float64{0, m.Step}
	for float64(len(step)-1)*m.Step < 2*widths[0].radius+widths[0].stride {
		step = append(step, float64(len(step))*m.Step)
	}
	s := p.sweep(append([]field.Axis{{Name: p.time.Name, Values: step}}, m.Space...), widths)
	s.endless = true
	s.closed = func(columns [][]float64) error { return a.keep(p.rows(columns), len(p.library), p.equations) }
	if err := a.read(m, s); err != nil {
		return nil, err
	}
	return a, nil
}

// read feeds the frames to the sweep, as many at once as there are cores.
func (a *Accumulator) read(m Movie, s *sweep) error {
	points := m.points()
	var sweepers []*sweeper
	var frames [][][]float64
	flush := func() error {
		defer func() { frames = frames[:0] }()
		a.Frames += len(frames)
		return s.add(sweepers[:len(frames)], frames)
	}
	copies := make([][]float64, runtime.GOMAXPROCS(0))
	for i := range copies {
		copies[i] = make([]float64, points*len(m.Variables))
		sweepers = append(sweepers, s.sweeper())
	}
	for values, err := range m.Frames {
		if err != nil {
			return fmt.Errorf("sindy: frame %d: %w", a.Frames+len(frames), err)
		}
		if err := m.check(values, a.Frames+len(frames)); err != nil {
			return err
		}
		frame := copies[len(frames)]
		copy(frame, values)
		var x [][]float64
		for v := range m.Variables {
			x = append(x, frame[v*points:(v+1)*points])
		}
		if frames = append(frames, x); len(frames) < len(copies) {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if m.Observe != nil {
			if err := m.Observe(field.Progress{Step: a.Frames}); err != nil {
				a.Stopped = err.Error()
				return nil
			}
		}
	}
	return flush()
}

// keep adds the rows of a test function in time, as a part of its own while there are few.
func (a *Accumulator) keep(made rows, columns, sides int) error {
	g := sparse.NewGram(columns, sides)
	if err := g.AddColumns(made.columns(columns, 0, made.count), made.sides(sides, 0, made.count), nil); err != nil {
		return fmt.Errorf("sindy: %w", err)
	}
	a.Parts = append(a.Parts, g)
	return a.thin()
}

// thin joins neighbouring parts when there are many.
func (a *Accumulator) thin() error {
	if len(a.Parts) <= 2*mostParts {
		return nil
	}
	var fewer []*sparse.Gram
	for i := 0; i < len(a.Parts); i += 2 {
		g, err := sparse.Sum(a.Parts[i:min(i+2, len(a.Parts))]...)
		if err != nil {
			return fmt.Errorf("sindy: %w", err)
		}
		fewer = append(fewer, g)
	}
	a.Parts = fewer
	return nil
}

// Merge adds what was kept of another part of the movie, which must have been read with the same
// library, radii and noise.
func (a *Accumulator) Merge(b *Accumulator) error {
	switch {
	case !slices.Equal(a.Variables, b.Variables) || !slices.Equal(a.Axes, b.Axes) || !slices.Equal(a.Terms, b.Terms):
		return errors.New("sindy: the parts are of other variables or terms; read all parts with one library")
	case !slices.Equal(a.Radii, b.Radii) || !slices.Equal(a.Noise, b.Noise):
		return fmt.Errorf("sindy: the parts were read with other test functions (radii %v and %v); give the first part's Radii and Noise to the Movies of the others", a.Radii, b.Radii)
	}
	a.Parts = append(a.Parts, b.Parts...)
	a.Frames += b.Frames
	return a.thin()
}

// Fit finds the equations, with the regression's library and solver.
func (a *Accumulator) Fit(r Regression) (*Model, error) {
	if r.Solver == nil {
		r.Solver = usual(a.News)
	}
	p := &posing{scope: scope{a.Variables, a.Axes}, units: a.Units, axisUnits: a.AxisUnits, time: a.Time, equations: len(a.Variables)}
	var err error
	if p.library, err = r.Library.terms(p.scope); err != nil {
		return nil, err
	}
	if !slices.Equal(p.names(0), a.Terms) {
		return nil, errors.New("sindy: the movie was read for another library; use the one that it was read with")
	}
	if p.allowed, err = r.Library.allowed(p); err != nil {
		return nil, err
	}
	if len(a.Parts) == 0 {
		return nil, fmt.Errorf("sindy: %d frames are too few for one test function in time (radius %g); read more frames, or give smaller Radii", a.Frames, a.Radii[0])
	}
	whole, err := sparse.Sum(a.Parts...)
	if err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	if whole.Rows < float64(len(p.library)+1) {
		return nil, fmt.Errorf("sindy: the frames make %.0f rows, too few for a library of %d terms; read more frames, or use a smaller library", whole.Rows, len(p.library))
	}
	for v := range p.equations {
		p.problems = append(p.problems, &sparse.Problem{Gram: whole, Side: v, Parts: a.Parts, Allowed: p.allows(v), Names: p.names(v), Of: p.of(v)})
	}
	return r.finish(p)
}

// movieScope checks what is said of the movie and lists the library.
func (r *Regression) movieScope(m *Movie) (*posing, error) {
	if m.Time.Name == "" {
		m.Time.Name = "t"
	}
	if m.Step == 0 {
		m.Step = 1
	}
	switch _, strong := r.Form.(Strong); {
	case strong:
		return nil, errors.New("sindy: a movie is fitted in the weak form; leave the Form out, or load a part of it for FitFields")
	case m.Frames == nil:
		return nil, errors.New("sindy: a movie without Frames; give an iterator over them")
	case len(m.Variables) == 0:
		return nil, errors.New("sindy: a movie without Variables; name at least one")
	case len(m.Space) < 1 || len(m.Space) > 3:
		return nil, fmt.Errorf("sindy: a movie over %d space axes; give one to three", len(m.Space))
	case !(m.Step > 0) || math.IsInf(m.Step, 0):
		return nil, fmt.Errorf("sindy: %v from frame to frame; give a positive time", m.Step)
	case m.Radii != nil && len(m.Radii) != len(m.Space)+1:
		return nil, fmt.Errorf("sindy: %d radii for time and %d space axes; give one each", len(m.Radii), len(m.Space))
	case m.Noise != nil && len(m.Noise) != len(m.Variables):
		return nil, fmt.Errorf("sindy: the noise of %d variables, of %d; give one each", len(m.Noise), len(m.Variables))
	}
	units := make([]string, len(m.Variables))
	copy(units, m.Units)
	return r.gridScope(m.Variables, units, m.Time, m.Space)
}

func (m Movie) points() int {
	points := 1
	for _, a := range m.Space {
		points *= a.Len()
	}
	return points
}

func (m Movie) check(frame []float64, number int) error {
	if want := m.points() * len(m.Variables); len(frame) != want {
		return fmt.Errorf("sindy: frame %d has %d values, but %d variables on the space axes make %d", number, len(frame), len(m.Variables), want)
	}
	for i, v := range frame {
		if math.IsInf(v, 0) {
			return fmt.Errorf("sindy: frame %d is infinite at value %d; mend it, or make it NaN to leave it out", number, i)
		}
	}
	return nil
}

// orders is the highest derivative along a space axis, and at least 1.
func (p *posing) orders(axis int) int {
	orders := 1
	for _, t := range p.library {
		if t.Orders != nil {
			orders = max(orders, t.Orders[axis])
		}
	}
	return orders
}
