package kriging

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"sublunar/lib/score"
)

// An Estimator says what would be read at places in degrees and days, and with what standard deviation.
type Estimator func(lon, lat, time []float64) (mean, deviation []float64, err error)

// A Method makes an estimator out of measurements.
type Method struct {
	Name string
	Fit  func(kept Scatter) (Estimator, error)
}

// Withheld is what a method said of measurements that it did not see, on platforms of which it saw nothing.
type Withheld struct {
	Name string
	// Read is what was measured; Mean and Deviation what was said.
	Read, Mean, Deviation []float64
	Platform              []int
}

// Reads is [Sphere.At] for a reading of a new platform: its deviation holds noise, and what is wrong there, as well.
func (m *Sphere) Reads(lon, lat, time []float64) (mean, deviation []float64, err error) {
	mean, deviation, err = m.At(lon, lat, time)
	for i := range deviation {
		deviation[i] = math.Hypot(deviation[i], m.Reading())
	}
	return mean, deviation, err
}

// CrossValidate lets each method estimate every measurement out of those of other platforms: whole platforms are put aside, a fold of them after
// another, and each method is fitted anew to the rest. The errors are those of Withhold, and of the methods.
func (s Scatter) CrossValidate(folds int, methods ...Method) ([]Withheld, error) {
	out := make([]Withheld, len(methods))
	s = s.sound()
	for fold := range max(folds, 1) {
		kept, aside, err := s.Withhold(fold, folds)
		if err != nil {
			return nil, err
		}
		for k, method := range methods {
			estimate, err := method.Fit(kept)
			if err != nil {
				return nil, fmt.Errorf("%s, fold %d: %w", method.Name, fold, err)
			}
			mean, deviation, err := estimate(aside.Lon, aside.Lat, aside.Time)
			if err != nil {
				return nil, fmt.Errorf("%s, fold %d: %w", method.Name, fold, err)
			}
			w := &out[k]
			w.Name = method.Name
			w.Read, w.Platform = append(w.Read, aside.Values...), append(w.Platform, aside.Platform...)
			w.Mean, w.Deviation = append(w.Mean, mean...), append(w.Deviation, deviation...)
		}
	}
	return out, nil
}

// RMSE is the root mean square error.
func (w Withheld) RMSE() float64 {
	sum := 0.0
	for i, v := range w.Read {
		sum += (v - w.Mean[i]) * (v - w.Mean[i])
	}
	return math.Sqrt(sum / float64(len(w.Read)))
}

// CRPS is the mean continuous ranked probability score of a normal distribution with the mean and deviation that were said (lib/score).
func (w Withheld) CRPS() float64 {
	sum := 0.0
	for i, v := range w.Read {
		sum += score.GaussianCRPS(w.Mean[i], w.Deviation[i], v)
	}
	return sum / float64(len(w.Read))
}

// Covered is the share of the readings in the central bands of a level, 0.9 for those of 90%.
func (w Withheld) Covered(level float64) float64 {
	wide := distuv.UnitNormal.Quantile(0.5 + level/2)
	in := 0.0
	for i, v := range w.Read {
		if math.Abs(v-w.Mean[i]) <= wide*w.Deviation[i] {
			in++
		}
	}
	return in / float64(len(w.Read))
}

// CoveredError is the standard error of Covered between platforms, by leaving out one after another (the jackknife: Efron 1979,
// doi:10.1214/aos/1176344552): readings of one are not independent, and as many of them as there are would make it too small.
func (w Withheld) CoveredError(level float64) float64 {
	wide := distuv.UnitNormal.Quantile(0.5 + level/2)
	in, of := map[int]float64{}, map[int]float64{}
	all, count := 0.0, float64(len(w.Read))
	for i, v := range w.Read {
		of[w.Platform[i]]++
		if math.Abs(v-w.Mean[i]) <= wide*w.Deviation[i] {
			in[w.Platform[i]]++
			all++
		}
	}
	n := float64(len(of))
	var left []float64
	for p, k := range of {
		left = append(left, (all-in[p])/(count-k))
	}
	slices.Sort(left) // so that the sum doesn't depend on the order of a map
	mean, sum := 0.0, 0.0
	for _, v := range left {
		mean += v / n
	}
	for _, v := range left {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt((n - 1) / n * sum)
}

// String is error, score and coverage.
func (w Withheld) String() string {
	return fmt.Sprintf("%-24s error %.3g, CRPS %.3g, %.1f +- %.1f%% in bands of 90%%", w.Name, w.RMSE(), w.CRPS(), 100*w.Covered(0.9), 100*w.CoveredError(0.9))
}
