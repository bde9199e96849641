package datasets

import (
	"fmt"
	"slices"

	"sublunar/lib/field"
)

// Histories are runs of one law from different starts, over the same times and points. See [Histories.Windows] for pairs to learn from.
type Histories struct {
	Name, Unit string
	// Times of the frames, and Axes of a frame.
	Times field.Axis
	Axes  []field.Axis
	// Values are [runs, frames, points...]. Histories that stay on disk have none: see [OpenHistories]
	// and [FlowsOnDisk].
	Values field.Array

	disk  disk // of runs
	first int  // of them is ours
	count int
}

// Len is the number of runs.
func (h Histories) Len() int {
	if h.disk != nil {
		return h.count
	}
	return h.Values.Len()
}

// Check returns nil where the axes fit the values, and there is one run at least.
func (h Histories) Check() error {
	if err := h.Times.Check(); err != nil {
		return fmt.Errorf("datasets: the times: %w", err)
	}
	for _, a := range h.Axes {
		if err := a.Check(); err != nil {
			return fmt.Errorf("datasets: %w", err)
		}
	}
	switch {
	case len(h.Axes) == 0:
		return fmt.Errorf("datasets: histories without axes of space; give one for each")
	case h.Len() == 0:
		return fmt.Errorf("datasets: histories without a run")
	case h.disk != nil:
		return nil
	}
	if err := h.Values.Check(); err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	if want := h.shape(); !slices.Equal(h.Values.Shape[1:], want) {
		return fmt.Errorf("datasets: histories of shape %v with axes of %v points; make both agree: [runs, frames, points...]", h.Values.Shape, want)
	}
	return nil
}

// shape is that of one run.
func (h Histories) shape() []int {
	shape := []int{h.Times.Len()}
	for _, a := range h.Axes {
		shape = append(shape, a.Len())
	}
	return shape
}

// room is what run needs to read one from disk; none in memory.
func (h Histories) room() []float64 {
	if h.disk == nil {
		return nil
	}
	return make([]float64, part{shape: h.shape()}.size())
}

// run gives the numbers of run i; room is for those that are on disk.
func (h Histories) run(i int, room []float64) ([]float64, error) {
	if i < 0 || i >= h.Len() {
		return nil, fmt.Errorf("datasets: run %d; there are %d, 0 to %d", i, h.Len(), h.Len()-1)
	}
	if h.disk == nil {
		size := part{shape: h.shape()}.size()
		return h.Values.Values[i*size : (i+1)*size], nil
	}
	return room, h.disk.read(h.first+i, room)
}

// Run is one run as a grid over time and space. In memory it shares its numbers.
func (h Histories) Run(i int) (field.Grid, error) {
	if err := h.Check(); err != nil {
		return field.Grid{}, err
	}
	values, err := h.run(i, h.room())
	if err != nil {
		return field.Grid{}, err
	}
	return field.Grid{Name: h.Name, Unit: h.Unit, Axes: append([]field.Axis{h.Times}, h.Axes...), Values: values}, nil
}

// Split returns the first n runs to fit on and the rest to test on; both share memory. n is brought into 0 to Len.
func (h Histories) Split(n int) (train, test Histories) {
	n = min(max(n, 0), h.Len())
	train, test = h, h
	if h.disk != nil {
		train.count, test.count = n, h.count-n
		test.first += n
		return train, test
	}
	var err error
	if train.Values, err = h.Values.Slice(0, n); err != nil {
		return h, Histories{} // whoever uses them reports it
	}
	test.Values, _ = h.Values.Slice(n, h.Len())
	return train, test
}

// String says how many there are, over which times and points.
func (h Histories) String() string {
	text := fmt.Sprintf("%d histories of %s", h.Len(), h.Name)
	for _, a := range append([]field.Axis{h.Times}, h.Axes...) {
		text += fmt.Sprintf("\n  %s", a)
	}
	return text
}
