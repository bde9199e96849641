package datasets

import (
	"fmt"

	"sublunar/lib/field"
)

// Starts parts each run after its first frames: x, [runs, points..., inputs], is what an operator begins from, a frame a channel, and rest,
// [runs, frames, points...], what comes after, to judge by.
func (h Histories) Starts(inputs int) (x, rest field.Array, err error) {
	if err := h.Check(); err != nil {
		return x, rest, err
	}
	frames := h.Times.Len()
	if inputs < 1 || inputs >= frames {
		return x, rest, fmt.Errorf("datasets: a start of %d frames, of runs of %d; give 1 or more, and leave one to judge by", inputs, frames)
	}
	points := h.shape()[1:]
	size := part{shape: points}.size()
	x = field.NewArray(append(append([]int{h.Len()}, points...), inputs)...)
	rest = field.NewArray(append([]int{h.Len(), frames - inputs}, points...)...)
	room := h.room()
	for i := range h.Len() {
		run, err := h.run(i, room)
		if err != nil {
			return field.Array{}, field.Array{}, err
		}
		channels(run, inputs, x.Values[i*size*inputs:(i+1)*size*inputs])
		copy(rest.Values[i*(frames-inputs)*size:], run[inputs*size:])
	}
	return x, rest, nil
}

// Until keeps the first frames of each run. In memory they are copied.
func (h Histories) Until(frames int) (Histories, error) {
	if err := h.Check(); err != nil {
		return Histories{}, err
	}
	if frames < 1 || frames > h.Times.Len() {
		return Histories{}, fmt.Errorf("datasets: the first %d frames of %d; give 1 to %d", frames, h.Times.Len(), h.Times.Len())
	}
	short := h
	short.Times.Values = h.Times.Values[:frames]
	size := part{shape: short.shape()}.size()
	short.Values = field.NewArray(append([]int{h.Len()}, short.shape()...)...)
	room := h.room()
	for i := range h.Len() {
		run, err := h.run(i, room)
		if err != nil {
			return Histories{}, err
		}
		copy(short.Values.Values[i*size:(i+1)*size], run)
	}
	short.disk, short.first, short.count = nil, 0, 0
	return short, nil
}
