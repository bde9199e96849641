package autoencoder

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Settings of Fit. The zero value works.
type Settings struct {
	// Coordinates is the number of latent ones. Default 3, the least that chaos needs.
	Coordinates int
	// Degree of the polynomials that the law is made of. Default 2. Good values: 1 to 3. A law of degree 3 has more freedom than it
	// seems: bent coordinates may serve it as well as straight ones.
	Degree int
	// Modes is the number of the data's own linear modes that the networks see. Default: as many as leave out a share of 1e-9 of the
	// squares about the mean, 20 at most. Noisy data want fewer: those that stand out of the noise.
	Modes int
	// Hidden are the widths of the layers by which the encoder bends its linear map; the decoder has them in reverse. Default: two
	// of 24. Good values: up to some 2000 parameters in all for the default Method.
	Hidden []int
	// Points that are learnt from, drawn from all runs. Default 4096, or all where there are fewer.
	Points int
	// RateWeight and LatentWeight are those of the rates of what is seen, and of the rates of the coordinates, beside 1 for what is
	// seen. Each term is in units of its own squares. Default 1.
	RateWeight, LatentWeight float64
	// Threshold is the share of its coordinate's rate, as a root mean square, below which a term is left out of the law. Default
	// 0.02. Good values: well above the errors in the rates.
	Threshold float64
	// Dense keeps all terms, and coordinates of mean 0 and covariance 1.
	Dense bool
	// Derivative gives the rates of runs that come without. Default: derivative.FiniteDifference{}, for clean data;
	// derivative.Spline{} is for noisy ones.
	Derivative derivative.Method
	// Method of optimisation. Default: optim.SSBroyden{}.
	Method optim.Method
	// Steps at most with all terms in the law, and as many again when some were left out. Default 1000.
	Steps int
	// Time at most. Default: no limit.
	Time time.Duration
	// Seed of the networks' first weights and of the points.
	Seed uint64
	// Observe hears of each step: the shares of squares that are missed of what is seen ("seen"), of its rates ("rate") and of the
	// coordinates' rates ("latent"). An error returned stops the fit, with a usable result.
	Observe func(field.Progress) error
}

func (s Settings) filled() (Settings, error) {
	if s.Coordinates == 0 {
		s.Coordinates = 3
	}
	if s.Degree == 0 {
		s.Degree = 2
	}
	if s.Hidden == nil {
		s.Hidden = []int{24, 24}
	}
	if s.Points == 0 {
		s.Points = 4096
	}
	if s.RateWeight == 0 {
		s.RateWeight = 1
	}
	if s.LatentWeight == 0 {
		s.LatentWeight = 1
	}
	if s.Threshold == 0 {
		s.Threshold = 0.02
	}
	if s.Derivative == nil {
		s.Derivative = derivative.FiniteDifference{}
	}
	if s.Method == nil {
		s.Method = optim.SSBroyden{}
	}
	if s.Steps == 0 {
		s.Steps = 1000
	}
	switch {
	case s.Coordinates < 1 || s.Coordinates > 20:
		return s, fmt.Errorf("autoencoder: %d coordinates; give 1 to 20", s.Coordinates)
	case s.Degree < 1 || s.Degree > 5:
		return s, fmt.Errorf("autoencoder: polynomials of degree %d; give 1 to 5", s.Degree)
	case s.Modes < 0 || s.Points < 0 || s.Steps < 0:
		return s, fmt.Errorf("autoencoder: %d modes, %d points and %d steps; none can be negative (0 is the default)", s.Modes, s.Points, s.Steps)
	case len(s.Hidden) > 0 && slices.Min(s.Hidden) < 1:
		return s, fmt.Errorf("autoencoder: hidden layers of widths %v; each needs at least 1", s.Hidden)
	case !weight(s.RateWeight) || !weight(s.LatentWeight):
		return s, fmt.Errorf("autoencoder: weights of %v for rates and %v for latent rates; give positive numbers, near 1", s.RateWeight, s.LatentWeight)
	case !(s.Threshold > 0 && s.Threshold < 1):
		return s, fmt.Errorf("autoencoder: a threshold of %v; give a share between 0 and 1, or set Dense", s.Threshold)
	case s.Time < 0:
		return s, errors.New("autoencoder: a negative time; give a positive one, or 0 for no limit")
	}
	return s, nil
}

func weight(w float64) bool { return w > 0 && !math.IsInf(w, 0) }
