package autoencoder

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/backend"
)

// newScenes compiles z, z', the law's z', and the amplitudes and their rates that come back.
func newScenes(s shape) (*Exec, error) {
	e, err := NewExec(s.engine, func(in []*Node) []*Node {
		at := s.build(in[0], in[1], in[2], in[3])
		return []*Node{at.z, at.dz, at.law, at.back, at.dback}
	})
	if err != nil {
		return nil, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
	}
	return e, nil
}

// newBack compiles the decoder alone.
func newBack(s shape) (*Exec, error) {
	e, err := NewExec(s.engine, func(in []*Node) []*Node { return []*Node{s.decode(in[0], in[1])} })
	if err != nil {
		return nil, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
	}
	return e, nil
}

// ready compiles what a Found needs, once.
func (f *Found) ready() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.shape != nil {
		return nil
	}
	engine, err := backend.New()
	if err != nil {
		return err
	}
	s, err := newShape(engine, f.Modes, Settings{Coordinates: len(f.Names), Degree: f.inside.Degree, Hidden: f.inside.Hidden})
	if err != nil {
		return err
	}
	if f.scenes, err = newScenes(s); err != nil {
		return err
	}
	if f.back, err = newBack(s); err != nil {
		return err
	}
	f.shape = &s
	return nil
}

// follow takes amplitudes and their rates, [samples, modes], through both networks.
func (f *Found) follow(w, dw *mat.Dense) ([]*mat.Dense, error) {
	if err := f.ready(); err != nil {
		return nil, err
	}
	d := len(f.Names)
	return blocks(func(in []*tensors.Tensor) ([][]float64, error) {
		return call(f.scenes, f.shape.tensor(f.inside.Theta), in[0], in[1], f.shape.matrix(f.inside.Mask))
	}, []int{d, d, d, f.Modes, f.Modes}, w, dw)
}

// blocks works samples out some at a time, the last ones filled up, so that one compiled graph serves any number of them.
func blocks(work func(in []*tensors.Tensor) ([][]float64, error), widths []int, in ...*mat.Dense) ([]*mat.Dense, error) {
	const size = 1024
	samples, _ := in[0].Dims()
	out := make([]*mat.Dense, len(widths))
	for i, width := range widths {
		out[i] = mat.NewDense(samples, width, nil)
	}
	for from := 0; from < samples; from += size {
		given := make([]*tensors.Tensor, len(in))
		for i, m := range in {
			_, width := m.Dims()
			flat := make([]float64, size*width)
			for k := range size {
				copy(flat[k*width:], m.RawRowView(min(from+k, samples-1)))
			}
			given[i] = tensors.FromFlatDataAndDimensions(flat, size, width)
		}
		results, err := work(given)
		if err != nil {
			return nil, err
		}
		for i, width := range widths {
			for k := range min(size, samples-from) {
				out[i].SetRow(from+k, results[i][k*width:(k+1)*width])
			}
		}
	}
	return out, nil
}

// reduction is that of the data that were learnt from.
func (f *Found) reduction() reduction {
	return reduction{mean: f.inside.Mean, modes: &f.inside.Base, deviation: f.inside.Deviation, missed: f.Missed}
}

// shown is a Found's exported part: gob leaves the others.
type shown Found

// MarshalBinary saves all of it.
func (f *Found) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	e := gob.NewEncoder(&b)
	if err := errors.Join(e.Encode((*shown)(f)), e.Encode(f.inside)); err != nil {
		return nil, fmt.Errorf("autoencoder: %w", err)
	}
	return b.Bytes(), nil
}

// UnmarshalBinary puts a saved one back.
func (f *Found) UnmarshalBinary(data []byte) error {
	d := gob.NewDecoder(bytes.NewReader(data))
	if err := errors.Join(d.Decode((*shown)(f)), d.Decode(&f.inside)); err != nil {
		return fmt.Errorf("autoencoder: %w", err)
	}
	f.shape = nil
	return nil
}
