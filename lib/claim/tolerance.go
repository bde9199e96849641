package claim

import (
	"fmt"
	"math"
)

// The kinds of tolerance, as they stand in JSON.
const (
	relative = "relative"
	absolute = "absolute"
	atMost   = "at most"
	atLeast  = "at least"
)

// A Tolerance says how near is near enough: Relative or Absolute.
type Tolerance struct {
	// Kind is "relative", "absolute", "at most" or "at least".
	Kind string
	// Size is the greatest difference, or for Relative its ratio to the number wanted. 0 for
	// the last two kinds.
	Size float64
}

// Relative is a tolerance as a part of the number wanted: Relative(0.005) is half a percent. It
// must lie between 0 and 1, both left out: 1 would accept 0 for anything. To a wanted 0 nothing is
// relatively near; use Absolute.
func Relative(size float64) Tolerance { return Tolerance{Kind: relative, Size: size} }

// Absolute is a tolerance in the number's own unit, positive and finite.
func Absolute(size float64) Tolerance { return Tolerance{Kind: absolute, Size: size} }

// misuse says what is wrong with a claim before any result is known, or "".
func (t Tolerance) misuse(want float64) string {
	wanted := "the number wanted"
	if t.Kind == atMost || t.Kind == atLeast {
		wanted = "the limit"
	}
	switch {
	case math.IsNaN(want) || math.IsInf(want, 0):
		return fmt.Sprintf("%s is %v: with it the claim cannot both hold and fail; give a finite number", wanted, want)
	case t.Kind == atMost || t.Kind == atLeast:
		return ""
	case t.Kind != relative && t.Kind != absolute:
		return "the claim has no tolerance: use claim.Relative or claim.Absolute"
	case math.IsNaN(t.Size) || t.Size <= 0:
		return fmt.Sprintf("the tolerance is %v: give a positive number", t.Size)
	case math.IsInf(t.Size, 0) || math.IsInf(t.width(want), 0):
		return "the tolerance is infinite, so the claim cannot fail: give a finite one"
	case t.Kind == relative && t.Size >= 1:
		return fmt.Sprintf("a relative tolerance of %v accepts 0, or the wrong sign: give one below 1, or use claim.AtMost", t.Size)
	case t.Kind == relative && want == 0:
		return "nothing is relatively near 0: use claim.Absolute"
	}
	return ""
}

// width is the greatest difference from want.
func (t Tolerance) width(want float64) float64 {
	if t.Kind == relative {
		return t.Size * math.Abs(want)
	}
	return t.Size
}

// admits says whether a finite got is near enough to want. The slack is four units in the last
// place: 1.1 - 1 is 0.10000000000000009 in float64, and a reader would not call that more than 0.1.
func (t Tolerance) admits(got, want float64) bool {
	slack := 4 * 0x1p-52 * math.Max(math.Abs(got), math.Abs(want))
	switch t.Kind {
	case atMost:
		return got-want <= slack
	case atLeast:
		return want-got <= slack
	}
	return math.Abs(got-want) <= t.width(want)+slack
}

// words says the tolerance to a reader: "within 0.5% of 10".
func (t Tolerance) words(want float64) string {
	switch t.Kind {
	case relative:
		return fmt.Sprintf("within %s of %s", percent(t.Size), number(want))
	case absolute:
		return fmt.Sprintf("within %s of %s", number(t.Size), number(want))
	case atMost, atLeast:
		return fmt.Sprintf("%s %s", t.Kind, number(want))
	}
	return "no tolerance"
}
