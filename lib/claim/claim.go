package claim

import "math"

// What became of a claim.
const (
	Held          = "held"
	Failed        = "failed"
	NotApplicable = "not applicable"
)

// A Claim is a number that was checked, as it was shown.
type Claim struct {
	// Name of the quantity, with its unit if it has one: "alpha (1/yr)".
	Name string
	// Status is Held, Failed or NotApplicable.
	Status string
	// Got is the result, Want the reference or the limit.
	Got, Want float64
	Tolerance Tolerance
	// Source says where Want comes from: a paper, an exact solution, the spread over seeds.
	Source string
	// Data names what the claim is about, where it is about particular data; else empty.
	Data string
	// Reason says why a claim failed for another cause than the number being too far off.
	Reason string
	// Hint says what to look at when the claim fails; see the function Hint.
	Hint string
}

// Check claims that got is within a tolerance of want; it shows the claim and returns it.
func Check(name string, got float64, tolerance Tolerance, want float64, source string) Claim {
	return show(judge(name, got, tolerance, want, source))
}

// AtMost claims that got is no greater than limit; it shows the claim and returns it.
func AtMost(name string, got, limit float64, source string) Claim {
	return show(judge(name, got, Tolerance{Kind: atMost}, limit, source))
}

// AtLeast claims that got is no less than limit; it shows the claim and returns it.
func AtLeast(name string, got, limit float64, source string) Claim {
	return show(judge(name, got, Tolerance{Kind: atLeast}, limit, source))
}

// judge decides without showing.
func judge(name string, got float64, tolerance Tolerance, want float64, source string) Claim {
	c := Claim{Name: name, Status: Failed, Got: got, Want: want, Tolerance: tolerance, Source: source}
	switch {
	case name == "":
		// A claim is counted by its name, so it gets one.
		c.Name = "(no name)"
		c.Reason = "the claim has no name: say what the number is"
	case source == "":
		c.Reason = "the claim has no source: say where the reference number comes from"
	default:
		c.Reason = tolerance.misuse(want)
	}
	if c.Reason != "" {
		return c
	}
	if math.IsNaN(got) || math.IsInf(got, 0) {
		c.Reason = "the result is not a finite number"
		return c
	}
	if tolerance.admits(got, want) {
		c.Status = Held
	}
	return c
}

// A Scope is what claims have in common: the data that they are about, by On, and what to look at when
// they fail, by Hint.
type Scope struct {
	applies bool
	data    string
	anyData bool // data is empty
	hint    string
}

// On returns a scope for claims about particular data. Where applies is false they read "not
// applicable". The data's name is shown, so name it as a reader would: "the Hudson's Bay pelts".
func On(applies bool, data string) *Scope { return &Scope{applies: applies, data: data} }

// Hint returns a scope for claims that say, when they fail, what to look at. Say it to one who learns, and
// give the answer's number away in no hint: in a Lesson it stands alone.
//
//	claim.Hint("Is the room's temperature added back?").Check("misfit", ...)
func Hint(text string) *Scope { return &Scope{applies: true, anyData: true, hint: text} }

// Hint is the function Hint, for the scope's data. The scope itself stays as it was.
func (s *Scope) Hint(text string) *Scope {
	with := *s
	with.hint = text
	return &with
}

// Check is the function Check, for the scope's data.
func (s *Scope) Check(name string, got float64, tolerance Tolerance, want float64, source string) Claim {
	return show(s.limit(judge(name, got, tolerance, want, source)))
}

// AtMost is the function AtMost, for the scope's data.
func (s *Scope) AtMost(name string, got, limit float64, source string) Claim {
	return show(s.limit(judge(name, got, Tolerance{Kind: atMost}, limit, source)))
}

// AtLeast is the function AtLeast, for the scope's data.
func (s *Scope) AtLeast(name string, got, limit float64, source string) Claim {
	return show(s.limit(judge(name, got, Tolerance{Kind: atLeast}, limit, source)))
}

// limit brings a claim into the scope. A scope with no name excuses nothing: it would let a claim
// go unchecked and not say for what.
func (s *Scope) limit(c Claim) Claim {
	c.Data, c.Hint = s.data, s.hint
	switch {
	case s.data == "" && !s.anyData:
		c.Status = Failed
		c.Reason = "the data has no name: claim.On needs one, for the reader to know what the claim is about"
	case !s.applies:
		c.Status = NotApplicable
		c.Reason = ""
	}
	return c
}
