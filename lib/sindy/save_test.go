package sindy_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/ode"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
	"sublunar/lib/sindy"
)

// modelOf a right side by the coefficients of terms, without a fit.
func modelOf(perCapita, asMap bool, variables []string, terms []sindy.Term, coefficients ...[]float64) *sindy.Model {
	m := &sindy.Model{Variables: variables, Units: make([]string, len(variables)), Time: field.Axis{Name: "time", Unit: "s"}, Library: terms, PerCapita: perCapita, Map: asMap}
	for v, c := range coefficients {
		m.Equations = append(m.Equations, sindy.Equation{Of: variables[v] + "'", Terms: make([]string, len(terms)), Coefficients: c, Errors: make([]float64, len(c))})
	}
	return m
}

// saturating is x' = 1 - 2 x/(1+x), from 0.1.
func saturating(t *testing.T) field.Series {
	t.Helper()
	axis := field.Linspace("time", "s", 0, 10, 400)
	path, err := ode.Solve(func(_ float64, x, dx []float64) { dx[0] = 1 - 2*x[0]/(1+x[0]) }, []float64{0.1}, axis.Values, ode.Tolerance{})
	if err != nil {
		t.Fatal(err)
	}
	x := field.Column{Name: "x"}
	for _, at := range path {
		x.Values = append(x.Values, at[0])
	}
	return field.Series{Axis: axis, Columns: []field.Column{x}}
}

// laws of every kind that can leave.
func laws(t *testing.T) map[string]struct {
	model *sindy.Model
	start []float64
	until float64
} {
	t.Helper()
	pelts := datasets.LynxHare()
	lynx, err := sindy.Fit(pelts, sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	named := func(l sindy.Library) *sindy.Model {
		m, err := sindy.Fit(saturating(t), l, nil)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	saturated := func(x ...float64) float64 { return x[0] / (1 + x[0]) }
	quotient := modelOf(false, false, []string{"x"}, []sindy.Term{{Powers: []int{0}}, {Powers: []int{1}}}, []float64{1, -0.5})
	quotient.Equations[0].Denominator, quotient.Equations[0].DenominatorErrors = []float64{1, 0.3}, []float64{0, 0}
	return map[string]struct {
		model *sindy.Model
		start []float64
		until float64
	}{
		"a pendulum":       {pendulumModel(t), []float64{1, 0.2}, 5},
		"lynx and hare":    {lynx, []float64{30, 4}, 20},
		"a quotient":       {quotient, []float64{0.1}, 3},
		"a map":            {modelOf(false, true, []string{"x"}, []sindy.Term{{Powers: []int{1}}, {Powers: []int{2}}}, []float64{3.7, -3.7}), []float64{0.3}, 30},
		"a map per capita": {modelOf(true, true, []string{"x"}, []sindy.Term{{Powers: []int{0}}, {Powers: []int{1}}}, []float64{1.5, -1.5}), []float64{0.3}, 30},
		"a named function": {named(sindy.Sum(sindy.Constant(), sindy.Functions("tanh(%s)", math.Tanh))), []float64{0.4}, 2},
		"a custom one":     {named(sindy.Sum(sindy.Constant(), sindy.Custom("x/(1+x)", saturated, "x"))), []float64{0.4}, 2},
	}
}

// What leaves is followed to the same numbers, from other starts too.
func TestExportFollows(t *testing.T) {
	for name, law := range laws(t) {
		path := filepath.Join(t.TempDir(), "law.safetensors")
		times := field.Linspace("time", "s", 0, law.until, 31)
		if err := law.model.Export(path, law.start, times); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m, err := portable.Read(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		far, err := m.Verify()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		t.Logf("%s: off by %.1e", name, far)
		start := append([]float64(nil), law.start...)
		start[0] *= 1.1
		want, err := law.model.Simulate(start, times)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Follow(start, times.Values)
		if err != nil {
			t.Fatal(err)
		}
		n := len(start)
		for v, c := range want.Columns {
			for i, x := range c.Values {
				if off := math.Abs(got.Values[i*n+v] - x); !(off <= 1e-9*(1+math.Abs(x))) {
					t.Fatalf("%s: %s is off by %g at %g", name, c.Name, off, times.Values[i])
				}
			}
		}
	}
}

// A function whose name is no formula, or another function's, doesn't leave: it would be another law.
func TestExportRefuses(t *testing.T) {
	path, times := filepath.Join(t.TempDir(), "law"), field.Linspace("t", "", 0, 1, 5)
	one := func(name, of string) *sindy.Model {
		m := laws(t)["a custom one"].model
		for k := range m.Library {
			if len(m.Library[k].Functions) > 0 {
				m.Library[k].Functions[0].Go = of
			}
		}
		if name != "" {
			var err error
			if m, err = sindy.Fit(saturating(t), sindy.Sum(sindy.Constant(), sindy.Custom(name, func(x ...float64) float64 { return math.Gamma(1 + math.Abs(x[0])/40) }, "x")), nil); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	for _, m := range []*sindy.Model{one("hill", ""), one("x*x", ""), one("os.Exit(x)", "")} {
		if err := m.Export(path, []float64{0.5}, times); err == nil || !strings.Contains(err.Error(), "name it by its formula") {
			t.Errorf("%v is exported: %v", m, err)
		}
	}
	if err := one("", "math.Pow(x[0], 1) / (1 + x[0])").Export(path, []float64{0.5}, times); err != nil {
		t.Errorf("its Go is a formula: %v", err)
	}
	fields := modelOf(false, false, []string{"u"}, []sindy.Term{{Powers: []int{1}, Orders: []int{2}}}, []float64{1})
	fields.Space = []string{"x"}
	if err := fields.Export(path, nil, times); err == nil || !strings.Contains(err.Error(), "Evolve") {
		t.Errorf("a law of fields is exported: %v", err)
	}
	if err := laws(t)["a map"].model.Export(path, []float64{1, 2}, times); err == nil {
		t.Error("from a start of other variables")
	}
}

// What is saved is read back the same.
func TestSave(t *testing.T) {
	for name, law := range laws(t) {
		path := filepath.Join(t.TempDir(), "law.safetensors")
		if err := law.model.Save(path); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m, err := sindy.Load(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		law.model.Time.Values = nil
		if m.String() != law.model.String() || !reflect.DeepEqual(m.Rate(law.start), law.model.Rate(law.start)) || !reflect.DeepEqual(m.Equations, law.model.Equations) {
			t.Errorf("%s: %+v\nbecame %+v", name, law.model, m)
		}
	}
	path := filepath.Join(t.TempDir(), "law.safetensors")
	if err := laws(t)["a map"].model.Save(path); err != nil {
		t.Fatal(err)
	}
	file, err := safetensors.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := file.Metadata["sindy model"]
	for says, change := range map[string]func(){
		"no model":       func() { file.Metadata = nil },
		"0 units":        func() { file.Metadata["sindy model"] = strings.Replace(whole, `"Units":[""]`, `"Units":[]`, 1) },
		"other variable": func() { file.Metadata["sindy model"] = strings.Replace(whole, `"Powers":[2]`, `"Powers":[2,1]`, 1) },
		"coefficients":   func() { file.Tensors["coefficients"] = safetensors.F64([]float64{1}, 1, 1) },
	} {
		changed := path + "changed"
		file, err = safetensors.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		change()
		if err := file.Write(changed); err != nil {
			t.Fatal(err)
		}
		if _, err := sindy.Load(changed); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	if err := os.WriteFile(path, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := sindy.Load(path); err == nil {
		t.Error("a text is read as a model")
	}
}

// Logistic growth leaves for a program that knows nothing of regression. On the command line: sublunar export growth.safetensors --out growth.
func ExampleModel_Export() {
	growth := &sindy.Model{Variables: []string{"x"}, Units: []string{""}, Time: field.Axis{Name: "t"}, Library: []sindy.Term{{Powers: []int{1}}, {Powers: []int{2}}},
		Equations: []sindy.Equation{{Of: "x'", Terms: []string{"x", "x^2"}, Coefficients: []float64{2, -2}, Errors: []float64{0, 0}}}}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "growth.safetensors")
	if err := growth.Export(path, []float64{0.1}, field.Linspace("t", "", 0, 2, 5)); err != nil {
		fmt.Println(err)
		return
	}
	left, err := portable.Read(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	states, err := left.Follow([]float64{0.5}, []float64{0, 1, 3})
	fmt.Printf("%.4g %v\n", states.Values, err)
	// Output:
	// [0.5 0.8808 0.9975] <nil>
}
