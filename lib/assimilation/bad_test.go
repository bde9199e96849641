package assimilation_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/assimilation"
)

func wants(t *testing.T, want string, err error) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "assimilation: ") || !strings.Contains(err.Error(), want) {
		t.Errorf("%v: want %q in it", err, want)
	}
}

func TestBadSequence(t *testing.T) {
	nan := math.NaN()
	good := func() assimilation.Observations { return records(t, 1)[0] }
	x := exact(8, prior())
	for want, change := range map[string]func(s *assimilation.Sequence, x *[][]float64){
		"no model":              func(s *assimilation.Sequence, _ *[][]float64) { s.Model = nil },
		"give 2 or more":        func(_ *assimilation.Sequence, x *[][]float64) { *x = (*x)[:1] },
		"member 1 has 2":        func(_ *assimilation.Sequence, x *[][]float64) { (*x)[1] = []float64{1, 2} },
		"begin with finite":     func(_ *assimilation.Sequence, x *[][]float64) { (*x)[3] = []float64{1, 2, nan, 4, 5, 6} },
		"sort records":          func(s *assimilation.Sequence, _ *[][]float64) { s.Start = 7 },
		"is of time NaN":        func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Time = nan },
		"no errors":             func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Errors = nil },
		"errors of 3":           func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Errors = assimilation.Same(3, 1) },
		"deviation 0":           func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Errors = assimilation.Same(4, 0) },
		"observation 1 is +Inf": func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Values[1] = math.Inf(1) },
		"at 1 places":           func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Places = [][]float64{{1}} },
		"no operator":           func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Operator = nil },
		"component 9 observed": func(s *assimilation.Sequence, _ *[][]float64) {
			s.Records[0].Operator = assimilation.Elements{0, 1, 2, 9}
		},
		"one value for each": func(s *assimilation.Sequence, _ *[][]float64) { s.Records[0].Operator = assimilation.Elements{0} },
		"observation 0 would be": func(s *assimilation.Sequence, _ *[][]float64) {
			s.Records[0].Operator = assimilation.See(func(_, seen []float64) error { seen[0] = nan; return nil })
		},
		"no light": func(s *assimilation.Sequence, _ *[][]float64) {
			s.Records[0].Operator = assimilation.See(func(_, _ []float64) error { return errors.New("no light") })
		},
		"from time 0 to 1: member": func(s *assimilation.Sequence, _ *[][]float64) {
			s.Model = assimilation.Each(func([]float64, float64, float64) error { return errors.New("it broke") })
		},
		"inflate or localise": func(s *assimilation.Sequence, _ *[][]float64) {
			s.Model = assimilation.Each(func(x []float64, _, _ float64) error { x[2] = nan; return nil })
		},
	} {
		s, members := assimilation.Sequence{Model: newTurn(components), Records: []assimilation.Observations{good()}}, append([][]float64(nil), x...)
		change(&s, &members)
		_, err := assimilation.EnKF{}.Run(s, members)
		wants(t, want, err)
	}
	stop := fmt.Errorf("enough")
	for _, m := range []assimilation.Method{assimilation.EnKF{Lag: 2}, assimilation.IEnKS{}} {
		left, err := m.Run(assimilation.Sequence{Model: newTurn(components), Records: records(t, 3), Watch: func(s assimilation.Step) error {
			if s.Index == 1 {
				return stop
			}
			return nil
		}}, x)
		if !errors.Is(err, stop) || len(left) != len(x) {
			t.Errorf("%T: stopped with %v and %d members", m, err, len(left))
		}
	}
}

func TestBadSettings(t *testing.T) {
	s := assimilation.Sequence{Model: newTurn(components), Records: records(t, 2)}
	x := exact(8, prior())
	_, c, err := assimilation.Climate(x, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		want string
		m    assimilation.Method
	}{
		{"scheme 7", assimilation.EnKF{Scheme: 7}},
		{"inflation by -1", assimilation.EnKF{Inflation: -1}},
		{"relaxed by 2", assimilation.EnKF{RelaxSpread: 2}},
		{"certainty of NaN", assimilation.EnKF{FiniteSize: math.NaN()}},
		{"leave one out", assimilation.EnKF{FiniteSize: 1, Scheme: assimilation.Stochastic}},
		{"lag of -1", assimilation.EnKF{Lag: -1}},
		{"radius 0", assimilation.EnKF{Localisation: &assimilation.Localisation{}}},
		{"0 places of 6", assimilation.EnKF{Localisation: &assimilation.Localisation{Radius: 1}}},
		{"observations have no Places", assimilation.EnKF{Localisation: &assimilation.Localisation{Radius: 1, Places: make([][]float64, 6)}}},
		{"-1 iterations", assimilation.IEnKS{Iterations: -1}},
		{"lag of -2", assimilation.IEnKS{Lag: -2}},
		{"no covariance", assimilation.Var3D{}},
		{"a mean of 2", assimilation.OI{Mean: []float64{1, 2}, Covariance: c}},
		{"2 components for a state of 6", assimilation.Var4D{Covariance: assimilation.Diagonal(1, 1)}},
	} {
		_, err := row.m.Run(s, x)
		wants(t, row.want, err)
	}
	placed := records(t, 1)[0]
	placed.Places = [][]float64{{1}, {2}, {3}, {4}}
	l := assimilation.Localisation{Radius: 1, Patches: [][]int{{0, 1, 2}, {3, 4, 4}}, Places: [][]float64{{1}, {2}}}
	wants(t, "component 4, which is twice", assimilation.EnKF{Localisation: &l}.Analyse(x, placed, nil))
	l.Patches[1] = []int{3, 4}
	wants(t, "5 components of 6", assimilation.EnKF{Localisation: &l}.Analyse(x, placed, nil))
	l.Patches[1], l.Places[1] = []int{3, 4, 5}, []float64{1, 2}
	wants(t, "2 coordinates", assimilation.EnKF{Localisation: &l}.Analyse(x, placed, nil))
	wants(t, "no random source", assimilation.EnKF{Rotate: true}.Analyse(x, placed, nil))

	wants(t, "no tangent and adjoint", second(assimilation.Var4D{Covariance: c}.Run(assimilation.Sequence{Model: assimilation.Each(func([]float64, float64, float64) error { return nil }), Records: s.Records[:1]}, x[:1])))
	_, err = assimilation.NewWindow(assimilation.Sequence{Model: newTurn(components)}, components, false)
	wants(t, "without observations", err)
	_, err = assimilation.Var4D{Covariance: c}.Fit(make([]float64, components), nil)
	wants(t, "another size", err)
	_, _, err = assimilation.Climate([][]float64{{1, 2}, {1, 2}}, 0)
	wants(t, "same state", err)
	_, _, err = assimilation.Climate(x, -1)
	wants(t, "rank -1", err)
	_, err = assimilation.Correlated(mat.NewSymDense(2, []float64{1, 1, 1, 1}))
	wants(t, "add to its diagonal", err)
	_, err = assimilation.ESMDA{Rounds: -1}.Fit(x, nil, s.Records[0])
	wants(t, "-1 rounds", err)
	_, err = assimilation.ESMDA{}.Fit(x, func(_, seen [][]float64) error { seen[2][1] = math.NaN(); return nil }, s.Records[0])
	wants(t, "bound the parameters", err)
	err = assimilation.Lorenz96{}.Advance([][]float64{{1, 2, 3}}, 0, 1)
	if err == nil || !strings.Contains(err.Error(), "give 4 or more") {
		t.Error(err)
	}
	if err := (assimilation.Lorenz96{}).Tangent(make([]float64, 5), make([]float64, 5), 1, 0); err == nil {
		t.Error("time runs back")
	}
}

func second[T any](_ T, err error) error { return err }
