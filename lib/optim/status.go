package optim

import "fmt"

// Status says why a minimisation ended.
type Status int

// The reasons to end.
const (
	Running       Status = iota // it hasn't ended
	SmallGradient               // no component of the gradient is larger than Stop.Gradient
	Target                      // the objective is as small as Stop.Target
	SmallDecrease               // the last Stop.Window steps gained less than Stop.Decrease
	Stalled                     // no step lowers the objective: a minimum to rounding
	OutOfSteps                  // Stop.MaxSteps were taken
	OutOfTime                   // Stop.Time has passed
	Stopped                     // Stop.Observe gave an error
	Failed                      // the objective gave an error
)

var reasons = [...]string{
	Running:       "running",
	SmallGradient: "the gradient is as small as asked",
	Target:        "the objective is as small as asked",
	SmallDecrease: "the last steps gained less than asked",
	Stalled:       "no step lowers the objective, a minimum to rounding",
	OutOfSteps:    "out of steps",
	OutOfTime:     "out of time",
	Stopped:       "stopped from outside",
	Failed:        "failed",
}

// String is the reason in words.
func (s Status) String() string {
	if s < 0 || int(s) >= len(reasons) {
		return fmt.Sprintf("status %d", int(s))
	}
	return reasons[s]
}

// Converged says whether it ended because there was nothing left to gain, or as much was gained as asked.
func (s Status) Converged() bool {
	return s == SmallGradient || s == Target || s == SmallDecrease || s == Stalled
}
