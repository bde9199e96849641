package tests

import (
	"testing"

	"sublunar/datasets"
	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// The rows of operators in TARGETS.md: pairs of fields, an operator, and the error that it must reach on pairs that it hasn't seen.
var operatorRows = []struct {
	name     string
	of       func() (train, test, finer field.Samples, err error)
	operator operator.Operator
	training operator.Training
	goal     float64
	ratio    float64 // of the error on the finer grid to that on the fit's, at most; 0: there is none
	long     bool
}{
	{name: "Darcy on 17 x 17 points, tested on 33 x 33 too", of: smallDarcy, operator: operator.FNO{Modes: []int{5, 5}, Channels: 30, Hidden: -1, Widen: 60, Grid: operator.Ends},
		training: operator.Training{Epochs: 20, Rate: 8e-3, Loss: operator.H1, Symmetry: operator.Turns}, goal: 0.03, ratio: 1.3},
	{name: "Burgers, 1024 points", of: burgersPairs, operator: operator.FNO{Modes: []int{16}, Channels: 48},
		training: operator.Training{Epochs: 200, Rate: 3e-3}, goal: 1e-3, long: true},
	{name: "Darcy on 85 x 85 points", of: darcy85, operator: operator.FNO{Modes: []int{12, 12}, Channels: 32, Grid: operator.Ends},
		training: operator.Training{Epochs: 100, Batch: 8, Rate: 3e-3, Loss: operator.H1, Symmetry: operator.Turns, Method: operator.SOAP}, goal: 0.0055, long: true},
}

func TestOperatorRows(t *testing.T) {
	for _, row := range operatorRows {
		t.Run(row.name, func(t *testing.T) {
			if row.long && !*full {
				t.Skip("takes long; ask for it with -full")
			}
			train, test, finer, err := row.of()
			must(t, "make the pairs", err)
			fitted, err := operator.Fit(row.operator, train, row.training)
			must(t, "fit", err)
			report, err := fitted.Test(test)
			must(t, "test", err)
			t.Logf("%s: goal %.2g; float32, %d parameters, on %s\n%v\n%v", row.name, row.goal, fitted.Parameters(), backend.Name(), fitted, report)
			if !(report.Mean <= row.goal) {
				t.Errorf("an error of %.3g", report.Mean)
			}
			if row.ratio > 0 {
				other, err := fitted.Test(finer)
				must(t, "test on the finer grid", err)
				t.Logf("%v: %.3g times that on the fit's grid", other, other.Mean/report.Mean)
				if !(other.Mean <= row.ratio*report.Mean) {
					t.Errorf("an error of %.3g on the finer grid, %.3g on the fit's", other.Mean, report.Mean)
				}
			}
		})
	}
}

// smallDarcy is 1,000 media to fit on and 100 to test on, of 17 x 17 points, and the latter of 33 x 33: all from one solution on 129 x 129.
func smallDarcy() (train, test, finer field.Samples, err error) {
	all, err := datasets.Darcy(datasets.Pairs{Count: 1100, Side: 33, Fine: 129, Seed: 1})
	if err != nil {
		return train, test, finer, err
	}
	var coarse field.Samples
	if coarse.X, err = all.X.Every(2); err != nil {
		return train, test, finer, err
	}
	if coarse.Y, err = all.Y.Every(2); err != nil {
		return train, test, finer, err
	}
	train, test = coarse.Split(1000)
	_, finer = all.Split(1000)
	return train, test, finer, nil
}

func burgersPairs() (train, test, finer field.Samples, err error) {
	all, err := datasets.BurgersPairs(datasets.Pairs{Seed: 1})
	train, test = all.Split(1000)
	return train, test, finer, err
}

func darcy85() (train, test, finer field.Samples, err error) {
	all, err := datasets.Darcy(datasets.Pairs{Seed: 1})
	train, test = all.Split(1000)
	return train, test, finer, err
}
