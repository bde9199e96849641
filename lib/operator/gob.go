package operator

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"

	"sublunar/lib/field"
)

// What a fit gives can be written by encoding/gob, and so kept from one cell of a notebook to the next.

func init() {
	for _, v := range []any{FNO{}, ResNet{}, UNet{}, UFNO{}, LocalFNO{}, PODDeepONet{}, DeepONet{}, Transolver{}, KeepMean{}, Solenoidal{}} {
		gob.Register(v)
	}
}

type writtenFit struct {
	Operator Operator
	Project  Projection
	Arrays   map[string]field.Array
}

// GobEncode writes the operator, its settings, and all that it was fitted to be. An operator or a projection of one's own needs [gob.Register].
// [Corrected] holds a function, which can't be written: Save it, and Load it with the same Step.
func (f *Fitted) GobEncode() ([]byte, error) {
	o := f.Operator
	for { // what went on from a fit is now as good as that
		c, ok := o.(Continued)
		if !ok {
			break
		}
		o = c.From.Operator
	}
	if _, ok := o.(Corrected); ok {
		return nil, fmt.Errorf("operator: Corrected holds a function, its Step, which can't be written down; Save it, and Load it with the same Step")
	}
	w := writtenFit{Operator: o, Project: f.project, Arrays: f.arrays()}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(w); err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	return b.Bytes(), nil
}

// GobDecode reads what GobEncode wrote.
func (f *Fitted) GobDecode(data []byte) error {
	var w writtenFit
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return fmt.Errorf("operator: %w", err)
	}
	var own []Projection
	if slices.Equal(w.Arrays["projection"].Values, []float64{ownProjection}) {
		own = []Projection{w.Project}
	}
	g, what, err := loaded(w.Arrays, w.Operator, own)
	if what != "" {
		return fmt.Errorf("operator: a fit that was written: %s", what)
	}
	if err == nil {
		*f = *g
	}
	return err
}

type writtenReport struct {
	Errors []float64
	Mean   float64
	Points []int
	Order  []int
}

// GobEncode writes the numbers. What a report is of, the operator and its samples, is left out: Worst and Sample then give an error, so ask for
// those before.
func (r *Report) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(writtenReport{r.Errors, r.Mean, r.Points, r.Order})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote.
func (r *Report) GobDecode(data []byte) error {
	var w writtenReport
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return fmt.Errorf("operator: a report that was written: %w", err)
	}
	*r = Report{Errors: w.Errors, Mean: w.Mean, Points: w.Points, Order: w.Order}
	return nil
}

type writtenBands struct {
	Level, Share float64
	Half         field.Array
	Samples      int
	Fitted       *Fitted
}

// GobEncode writes the bands, and the operator that they are of.
func (b *Bands) GobEncode() ([]byte, error) {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(writtenBands{b.Level, b.Share, b.Half, b.Samples, b.fitted})
	return out.Bytes(), err
}

// GobDecode reads what GobEncode wrote.
func (b *Bands) GobDecode(data []byte) error {
	var w writtenBands
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return fmt.Errorf("operator: bands that were written: %w", err)
	}
	*b = Bands{Level: w.Level, Share: w.Share, Half: w.Half, Samples: w.Samples, fitted: w.Fitted}
	return nil
}
