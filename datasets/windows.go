package datasets

import (
	"fmt"
	"slices"

	"sublunar/lib/field"
)

// Windows are pairs cut from histories as they are asked for: some frames in a row go in, the next come out, each frame a channel. They are
// a source for an operator's fit, and hold no numbers of their own.
type Windows struct {
	of              Histories
	inputs, outputs int
}

// Windows cuts every stretch of inputs + outputs frames into a pair: X is [windows, points..., inputs], Y is [windows, points..., outputs].
// One frame in and one out teaches a step; ten in, and all others out, gives one pair a run.
func (h Histories) Windows(inputs, outputs int) (Windows, error) {
	if err := h.Check(); err != nil {
		return Windows{}, err
	}
	if inputs < 1 || outputs < 1 || inputs+outputs > h.Times.Len() {
		return Windows{}, fmt.Errorf("datasets: windows of %d frames in and %d out; give 1 or more of each, and no more together than the %d there are", inputs, outputs, h.Times.Len())
	}
	return Windows{h, inputs, outputs}, nil
}

// each is how many windows a run has.
func (w Windows) each() int { return w.of.Times.Len() - w.inputs - w.outputs + 1 }

// Len is the number of pairs.
func (w Windows) Len() int {
	if w.inputs == 0 {
		return 0
	}
	return w.of.Len() * w.each()
}

// Shapes of X and Y, the number of pairs first.
func (w Windows) Shapes() (x, y []int) {
	x = []int{w.Len()}
	if w.inputs > 0 {
		x = append(x, w.of.shape()[1:]...)
	}
	return append(slices.Clone(x), w.inputs), append(slices.Clone(x), w.outputs)
}

// Read puts pair i into x and y. The pairs of one run follow each other.
func (w Windows) Read(i int, x, y []float64) error {
	if i < 0 || i >= w.Len() {
		return fmt.Errorf("datasets: window %d; there are %d, 0 to %d", i, w.Len(), w.Len()-1)
	}
	frame := part{shape: w.of.shape()[1:]}.size()
	if len(x) != frame*w.inputs || len(y) != frame*w.outputs {
		return fmt.Errorf("datasets: a window has %d numbers in and %d out, and there is room for %d and %d", frame*w.inputs, frame*w.outputs, len(x), len(y))
	}
	run, err := w.of.run(i/w.each(), w.of.room())
	if err != nil {
		return err
	}
	run = run[i%w.each()*frame:]
	channels(run, w.inputs, x)
	channels(run[w.inputs*frame:], w.outputs, y)
	return nil
}

// channels puts frames that follow each other side by side, a channel each.
func channels(frames []float64, count int, to []float64) {
	size := len(to) / count
	for c := range count {
		for p, v := range frames[c*size : (c+1)*size] {
			to[p*count+c] = v
		}
	}
}

// Samples copies all pairs into memory.
func (w Windows) Samples() (field.Samples, error) {
	x, y := w.Shapes()
	if w.Len() == 0 {
		return field.Samples{}, fmt.Errorf("datasets: there are no windows; cut some by Histories.Windows")
	}
	s := field.Samples{X: field.NewArray(x...), Y: field.NewArray(y...)}
	nx, ny := len(s.X.Values)/w.Len(), len(s.Y.Values)/w.Len()
	for i := range w.Len() {
		if err := w.Read(i, s.X.Values[i*nx:(i+1)*nx], s.Y.Values[i*ny:(i+1)*ny]); err != nil {
			return field.Samples{}, err
		}
	}
	return s, nil
}
