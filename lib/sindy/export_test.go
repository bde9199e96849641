package sindy_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/sindy"
)

func pendulumModel(t *testing.T) *sindy.Model {
	t.Helper()
	pendulum, err := datasets.Find("Pendulum")
	if err != nil {
		t.Fatal(err)
	}
	run, err := pendulum.Run(datasets.Trajectory{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := sindy.Fit(run, sindy.Sum(sindy.Polynomials(2), sindy.Only(sindy.Fourier(1), "theta")), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A model of functions is plain data: another process that reads it can follow it.
func TestModelIsKept(t *testing.T) {
	m := pendulumModel(t)
	var file bytes.Buffer
	if err := gob.NewEncoder(&file).Encode(m); err != nil {
		t.Fatal(err)
	}
	var read sindy.Model
	if err := gob.NewDecoder(&file).Decode(&read); err != nil {
		t.Fatal(err)
	}
	if rate := read.Rate([]float64{1, 0.5}); math.Abs(rate[1]+9.81*math.Sin(1)) > 1e-6 {
		t.Errorf("the model that was read has the rate %v", rate)
	}
}

func TestExports(t *testing.T) {
	m := pendulumModel(t)
	source, err := m.Go("top", "Rate")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"package top", `import "math"`, "func Rate(x, dx []float64) {", "math.Sin(1*x[0])"} {
		if !strings.Contains(source, want) {
			t.Errorf("the Go source lacks %q:\n%s", want, source)
		}
	}
	if want := `\dot{\mathrm{theta}} &= 1\, \mathrm{omega}`; !strings.Contains(m.LaTeX(), want) || !strings.Contains(m.LaTeX(), `-9.81\, \sin(\mathrm{theta})`) && !strings.Contains(m.LaTeX(), `- 9.81\, \sin(\mathrm{theta})`) {
		t.Errorf("the LaTeX lacks %q:\n%s", want, m.LaTeX())
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Equations []struct {
			Of    string
			Terms []struct {
				Term        string
				Coefficient float64
			}
		}
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if last := read.Equations[1].Terms; len(last) != 1 || last[0].Term != "sin(theta)" || math.Abs(last[0].Coefficient+9.81) > 1e-6 {
		t.Errorf("the JSON is %s", text)
	}
	if _, err := m.Go("a b", "Rate"); err == nil || !strings.Contains(err.Error(), "Go names") {
		t.Errorf("a package with a blank: error %v", err)
	}
	custom := sindy.Sum(sindy.Polynomials(1), sindy.Custom("s(theta)", func(x ...float64) float64 { return math.Sin(x[0]) }, "theta"))
	pendulum, _ := datasets.Find("Pendulum")
	found, err := sindy.Fit(first(pendulum.Run(datasets.Trajectory{})), custom, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := found.Go("top", "Rate"); err == nil || !strings.Contains(err.Error(), "no Go form") {
		t.Errorf("a function without a Go form: error %v", err)
	}
	waves, err := sindy.Regression{Library: waveLibrary}.FitFields(solitons(200, 200))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := waves.Go("top", "Rate"); err == nil || !strings.Contains(err.Error(), "law of fields") {
		t.Errorf("fields in Go: error %v", err)
	}
	if _, err := waves.Simulate([]float64{1}, pendulumModel(t).Time); err == nil {
		t.Error("fields can be simulated from a number")
	}
	if !strings.Contains(waves.LaTeX(), `\partial_{xxx} (u)`) {
		t.Errorf("the LaTeX of waves is %s", waves.LaTeX())
	}
}

func ExampleModel_Go() {
	found, err := sindy.Fit(lorenz.run(2000, 0.005), sindy.Polynomials(2), nil)
	if err != nil {
		fmt.Println(err)
	}
	for v := range found.Equations { // to a few digits, for this page
		for k, c := range found.Equations[v].Coefficients {
			found.Equations[v].Coefficients[k] = math.Round(c*1e6) / 1e6
		}
	}
	source, err := found.Go("convection", "Rate")
	fmt.Print(source, err)
	// Output:
	// package convection
	//
	// // Rate writes the rates of x, y, z at a state x into dx.
	// func Rate(x, dx []float64) {
	// 	dx[0] = -10*x[0] + 10*x[1]               // x'
	// 	dx[1] = 28*x[0] + -1*x[1] + -1*x[0]*x[2] // y'
	// 	dx[2] = -2.666667*x[2] + 1*x[0]*x[1]     // z'
	// }
	// <nil>
}
