package kriging

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// methods are the map and what it must beat.
func methods() []Method {
	settings := season
	settings.Order, settings.Sites, settings.Evaluations = 1.5, 150, 150
	return []Method{
		{"interpolation", func(kept Scatter) (Estimator, error) { m, err := FitSphere(kept, settings); return m.Reads, err }},
		{"climatology", func(kept Scatter) (Estimator, error) { c, err := FitClimatology(kept, season.Trend); return c.At, err }},
		{"nearest", func(kept Scatter) (Estimator, error) { n, err := FitNearest(kept, 500, 60); return n.At, err }},
	}
}

// On what was drawn from the covariance that it assumes, optimal interpolation has the least error and score; and each reading is estimated once, by
// what doesn't hold its platform.
func TestCrossValidate(t *testing.T) {
	s, _ := fleet(t, arabian, 30, 10, 11)
	all, err := s.CrossValidate(3, methods()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		t.Log(w)
		if len(w.Read) != s.Len() || len(w.Mean) != s.Len() || len(w.Platform) != s.Len() {
			t.Errorf("%s: %d of %d readings", w.Name, len(w.Read), s.Len())
		}
	}
	for _, w := range all[1:] {
		if !(all[0].RMSE() < w.RMSE() && all[0].CRPS() < w.CRPS()) {
			t.Errorf("%v does no better than %v", all[0], w)
		}
	}
	peek := Method{"what it saw", func(kept Scatter) (Estimator, error) {
		return func(lon, lat, time []float64) ([]float64, []float64, error) {
			for i := range lon {
				for j := range kept.Lon {
					if kept.Lon[j] == lon[i] && kept.Lat[j] == lat[i] && kept.Time[j] == time[i] {
						return nil, nil, fmt.Errorf("a reading put aside was seen")
					}
				}
			}
			return make([]float64, len(lon)), make([]float64, len(lon)), nil
		}, nil
	}}
	if _, err := s.CrossValidate(4, peek); err != nil {
		t.Error(err)
	}
	if _, err := s.CrossValidate(1, peek); err == nil || !strings.Contains(err.Error(), "give 2 folds") {
		t.Error(err)
	}
}

// Scores of numbers that can be done by hand.
func TestWithheldScores(t *testing.T) {
	w := Withheld{Read: []float64{0, 0, 3, 1}, Mean: []float64{0, 1, 0, 1}, Deviation: []float64{1, 1, 1, 1}, Platform: []int{1, 1, 2, 3}}
	if got := w.RMSE(); math.Abs(got-math.Sqrt(2.5)) > 1e-12 {
		t.Errorf("error %g", got)
	}
	if got := w.Covered(0.9); got != 0.75 {
		t.Errorf("covered %g", got)
	}
	// Without platforms 1, 2 and 3 the share is 1/2, 1 and 2/3.
	if got, want := w.CoveredError(0.9), math.Sqrt(2.0/3*(math.Pow(0.5-13.0/18, 2)+math.Pow(1-13.0/18, 2)+math.Pow(2.0/3-13.0/18, 2))); math.Abs(got-want) > 1e-12 {
		t.Errorf("its error %g; want %g", got, want)
	}
	if one := 0.2336949772; math.Abs(Withheld{Read: []float64{0}, Mean: []float64{0}, Deviation: []float64{1}}.CRPS()-one) > 1e-9 { // (sqrt 2 - 1)/sqrt pi
		t.Error("CRPS at the mean")
	}
}

func ExampleScatter_CrossValidate() {
	var s Scatter
	for p := range 6 { // six floats side by side, warmer to the east
		for k := range 3 {
			s.Lon, s.Lat, s.Time, s.Platform = append(s.Lon, 60+float64(p)), append(s.Lat, 10), append(s.Time, 10*float64(k)), append(s.Platform, p)
			s.Values = append(s.Values, 20+float64(p))
		}
	}
	all, err := s.CrossValidate(6, Method{"nearest", func(kept Scatter) (Estimator, error) { n, err := FitNearest(kept, 100, 10); return n.At, err }})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s: error %.3g\n", all[0].Name, all[0].RMSE())
	// Output: nearest: error 1
}

func BenchmarkCrossValidate(b *testing.B) {
	s, _ := fleet(b, arabian, 20, 10, 11)
	for b.Loop() {
		if _, err := s.CrossValidate(4, methods()[1:]...); err != nil {
			b.Fatal(err)
		}
	}
}
