package pinn

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/portable/record"
	"sublunar/lib/safetensors"
)

// solutionKey is the name of the metadata that say how a fit went, and termsKey that of what is left of its terms.
const solutionKey, termsKey = "pinn solution", "terms"

// saved is what a file says of a solution besides its numbers.
type saved struct {
	Status optim.Status
	Stats  optim.Stats
	Points int
	Terms  []savedTerm
}

type savedTerm struct {
	Name, Kind string
	Points     int
}

// Save writes the parameters to a safetensors file, which Python reads too: an array a block by its name, with what is left of the terms, and how the
// fit went. The problem and the network stand in the program. The file is written whole or not at all. For a file that needs no program: [Solution.Export].
func (s *Solution) Save(path string) error {
	f := safetensors.File{Tensors: map[string]safetensors.Tensor{}}
	for _, w := range s.weights() {
		t := safetensors.F64(w.Values, w.Shape...)
		if s.objective.kind == dtypes.Float32 {
			t = safetensors.F32(w.Values, w.Shape...)
		}
		f.Tensors[w.Name] = t
	}
	about := saved{Status: s.Status, Stats: s.Stats, Points: s.Points}
	var left []float64
	for _, t := range s.Terms {
		about.Terms = append(about.Terms, savedTerm{t.Name, t.Kind, t.Points})
		left = append(left, t.Residual, t.HeldOut)
	}
	f.Tensors[termsKey] = safetensors.F64(left, len(s.Terms), 2)
	text, err := json.Marshal(about)
	if err != nil {
		return fmt.Errorf("pinn: %w", err)
	}
	f.Metadata = map[string]string{solutionKey: string(text)}
	if err := f.Write(path); err != nil {
		return fmt.Errorf("pinn: %w", err)
	}
	return nil
}

// Load reads what [Solution.Save] wrote, for the problem and the network that it was of: of [Problem.Collocate], its RandomFeatures. Points of the
// terms, where intervals are worked out, are those that a training with these settings begins with.
func Load(path string, p Problem, n network.Network, t Training) (*Solution, error) {
	f, err := safetensors.Read(path)
	if err != nil {
		return nil, fmt.Errorf("pinn: %w", err)
	}
	tr, err := newTrainer(p, n, t)
	if err != nil {
		return nil, err
	}
	s, err := tr.loaded(f)
	if err != nil {
		tr.close()
		return nil, fmt.Errorf("pinn: %s: %w; give a file that Save wrote, and the problem and the network that it was of", path, err)
	}
	return s, nil
}

func (tr *trainer) loaded(f safetensors.File) (*Solution, error) {
	s := &Solution{objective: tr.objective, Parameters: make([]float64, tr.objective.Len())}
	var about saved
	if json.Unmarshal([]byte(f.Metadata[solutionKey]), &about) != nil {
		return nil, errors.New("there is no solution in it")
	}
	s.Status, s.Stats, s.Points = about.Status, about.Stats, about.Points
	left, err := f.Tensors[termsKey].Float64s()
	if err != nil || len(left) != 2*len(about.Terms) {
		return nil, errors.New("it doesn't say what is left of its terms")
	}
	for i, t := range about.Terms {
		s.Terms = append(s.Terms, Term{Name: t.Name, Kind: t.Kind, Points: t.Points, Residual: left[2*i], HeldOut: left[2*i+1]})
	}
	return s, s.take(f)
}

// LoadWeights takes the parameters from a safetensors file: one that [Solution.Save] or [Solution.Export] wrote, or another program, with arrays of the
// same names and shapes. Terms, Status and Stats stay those of the fit. With an error nothing is changed.
func (s *Solution) LoadWeights(path string) error {
	f, err := safetensors.Read(path)
	if err != nil {
		return fmt.Errorf("pinn: %w", err)
	}
	changed := &Solution{Parameters: make([]float64, len(s.Parameters)), objective: s.objective}
	if err := changed.take(f); err != nil {
		return fmt.Errorf("pinn: %s: %w", path, err)
	}
	s.Parameters = changed.Parameters
	return nil
}

// take fills the parameters with a file's.
func (s *Solution) take(f safetensors.File) error {
	for _, w := range s.weights() { // each is a piece of the flat vector
		values, err := f.Weights(w.Name, w.Shape)
		if err != nil {
			return err
		}
		copy(w.Values, values)
	}
	return nil
}

// weights are the blocks of parameters by name, in the order of the flat vector: pieces of it.
func (s *Solution) weights() []record.Weight {
	shape := s.objective.shape
	var all []record.Weight
	for _, part := range shape.parts {
		var of []string
		for _, f := range part.fields {
			of = append(of, shape.fields[f].Name)
		}
		for _, b := range part.plan.Blocks {
			at := part.offset + b.Offset
			all = append(all, record.Weight{Name: strings.Join(of, ", ") + ": " + b.Name, Shape: b.Shape, Values: s.Parameters[at : at+b.Len()]})
		}
	}
	for i, c := range shape.problem.Constants {
		name := "constant " + c.Name
		if c.Positive {
			name = "logarithm of " + name
		}
		all = append(all, record.Weight{Name: name, Shape: []int{1}, Values: s.Parameters[shape.weights+i : shape.weights+i+1]})
	}
	return all
}
