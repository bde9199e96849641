package weights

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Weights are the variables of a model, in the order they were made.
type Weights struct {
	Variables []Variable
}

// A Variable is one array of a model.
type Variable struct {
	// Path of the variable in its store: "/dense0/weights".
	Path string
	// DType is GoMLX's name of the type of its numbers: "Float32".
	DType string
	// Shape is the length of each axis. Empty: one number.
	Shape []int
	// Trainable says whether training changes it.
	Trainable bool
	// Bits are the numbers as they lie in memory, the last axis fastest.
	Bits []byte
}

// Of copies the variables of a store. Each must have a value: a model has when it has been run, or
// after Store.InitializeVariables.
func Of(store *model.Store) (Weights, error) {
	if store == nil {
		return Weights{}, errors.New("weights: there is no store; pass the one that the model was built on")
	}
	var w Weights
	for v := range store.IterVariables() {
		if !v.HasValue() {
			return Weights{}, fmt.Errorf("weights: the variable %s has no value yet; run the model once, or call Store.InitializeVariables", v.Path())
		}
		value, err := v.Value()
		if err != nil {
			return Weights{}, fmt.Errorf("weights: the variable %s can't be read: %w", v.Path(), err)
		}
		kept := Variable{Path: v.Path(), DType: v.DType().String(), Shape: v.Shape().Dimensions, Trainable: v.Trainable}
		if err := value.ConstBytes(func(data []byte) { kept.Bits = bytes.Clone(data) }); err != nil {
			return Weights{}, fmt.Errorf("weights: the variable %s can't be read: %w", v.Path(), err)
		}
		w.Variables = append(w.Variables, kept)
	}
	if len(w.Variables) == 0 {
		return Weights{}, errors.New("weights: the store holds no variables; build and run the model first")
	}
	return w, nil
}

// Restore sets the variables of a store to these. It makes those that a fresh store lacks, so that a
// model built on it afterwards finds them, and leaves alone those that the weights lack. Where a
// variable exists with another shape or type, it returns an error that names all such, and changes
// nothing.
func (w Weights) Restore(store *model.Store) error {
	if store == nil {
		return errors.New("weights: there is no store; pass model.NewStore() or the model's own")
	}
	values := make([]*tensors.Tensor, len(w.Variables))
	var unfit []string
	for i, kept := range w.Variables {
		value, err := kept.tensor()
		if err != nil {
			return err
		}
		values[i] = value
		if v := store.GetVariable(kept.Path); v != nil && !v.Shape().Equal(value.Shape()) {
			unfit = append(unfit, fmt.Sprintf("%s is %s in the model and %s in the weights", kept.Path, v.Shape(), value.Shape()))
		}
	}
	if unfit != nil {
		return fmt.Errorf("weights: they are another model's: %s; build the model as it was when they were kept", strings.Join(unfit, "; "))
	}
	for i, kept := range w.Variables {
		v := store.GetVariable(kept.Path)
		var err error
		if v == nil {
			v, err = store.CreateVariable(kept.Path, values[i])
		} else {
			err = v.SetValue(values[i])
		}
		if err != nil {
			return fmt.Errorf("weights: the variable %s can't be set: %w", kept.Path, err)
		}
		v.SetTrainable(kept.Trainable)
	}
	return nil
}

// tensor is the variable as GoMLX has it.
func (v Variable) tensor() (*tensors.Tensor, error) {
	dtype, ok := dtypes.MapOfNames[v.DType]
	if !ok {
		return nil, fmt.Errorf("weights: the variable %s is of type %q, which this GoMLX doesn't know; compute it again", v.Path, v.DType)
	}
	for _, n := range v.Shape {
		if n < 0 {
			return nil, fmt.Errorf("weights: the variable %s has the shape %v; compute it again", v.Path, v.Shape)
		}
	}
	t := tensors.FromShape(shapes.Make(dtype, v.Shape...))
	short := false
	err := t.MutableBytes(func(data []byte) {
		short = len(data) != len(v.Bits)
		copy(data, v.Bits)
	})
	if err != nil {
		return nil, fmt.Errorf("weights: the variable %s can't be made: %w", v.Path, err)
	}
	if short {
		return nil, fmt.Errorf("weights: the variable %s has %d bytes, which a %s %v has not; compute it again", v.Path, len(v.Bits), v.DType, v.Shape)
	}
	return t, nil
}

// String is one line: "6 variables, 1232 bytes".
func (w Weights) String() string {
	n := 0
	for _, v := range w.Variables {
		n += len(v.Bits)
	}
	s := "s"
	if len(w.Variables) == 1 {
		s = ""
	}
	return fmt.Sprintf("%d variable%s, %d bytes", len(w.Variables), s, n)
}
