package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"sublunar/lib/notebook"
)

// ClaimMIME is the type of a claim in an output.
const ClaimMIME = "application/vnd.sublunar.claim+json"

// What a claim's status may be.
const (
	ClaimHeld          = "held"
	ClaimFailed        = "failed"
	ClaimNotApplicable = "not applicable"
)

// A Claim is a checked number as a notebook printed it: what came out, what was wanted, how near
// it had to be, and where the wanted number comes from.
type Claim struct {
	Name      string    `json:"name"`
	Status    string    `json:"status"` // one of the Claim... constants
	Got       Number    `json:"got"`
	Want      Number    `json:"want"`
	Tolerance Tolerance `json:"tolerance"`
	Source    string    `json:"source"`
	// Data names what the claim is about, where it holds for some data only.
	Data string `json:"data,omitempty"`
	// Cell is the place in the notebook of the cell that printed it, from 1; 0 when not known.
	Cell int `json:"cell,omitempty"`
}

// Wanted says in words what was asked for.
func (c Claim) Wanted() string {
	if c.Tolerance.Words != "" {
		return c.Tolerance.Words
	}
	return c.Want.String()
}

// A Tolerance says how near is near enough.
type Tolerance struct {
	Kind  string `json:"kind"`  // "relative", "absolute", "at most" or "at least"
	Size  Number `json:"size"`  // 0.005 for half a percent; 0 for "at most" and "at least"
	Words string `json:"words"` // "within 0.5% of 10"
}

// A Number is a float64 that JSON can hold even when it is NaN or infinite: then it is the string
// "NaN", "+Inf" or "-Inf".
type Number float64

// MarshalJSON writes a number, or one of the three strings.
func (n Number) MarshalJSON() ([]byte, error) {
	f := float64(n)
	switch {
	case math.IsNaN(f):
		return []byte(`"NaN"`), nil
	case math.IsInf(f, 1):
		return []byte(`"+Inf"`), nil
	case math.IsInf(f, -1):
		return []byte(`"-Inf"`), nil
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"NaN"`:
		*n = Number(math.NaN())
	case `"+Inf"`:
		*n = Number(math.Inf(1))
	case `"-Inf"`:
		*n = Number(math.Inf(-1))
	default:
		f, err := strconv.ParseFloat(string(data), 64)
		if err != nil {
			return fmt.Errorf(`%s is no number; write one, or "NaN", "+Inf" or "-Inf"`, data)
		}
		*n = Number(f)
	}
	return nil
}

// String shows six significant digits.
func (n Number) String() string { return strconv.FormatFloat(float64(n), 'g', 6, 64) }

// ReadClaim decodes the claim in an output's data; it returns false where there is none, and an
// error when there is one that breaks the format: a claim nobody can read must not count as held.
func ReadClaim(data notebook.MIMEBundle) (Claim, bool, error) {
	var c Claim
	raw, ok := data[ClaimMIME]
	if !ok {
		return c, false, nil
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, true, fmt.Errorf("claim: %w", err)
	}
	switch {
	case c.Name == "":
		return c, true, fmt.Errorf("claim: the name is empty")
	case c.Status != ClaimHeld && c.Status != ClaimFailed && c.Status != ClaimNotApplicable:
		return c, true, fmt.Errorf("claim %q: status %q is none of held, failed, not applicable", c.Name, c.Status)
	}
	return c, true, nil
}

// Claims returns the claims in a notebook's outputs, in order, each with its cell.
func Claims(nb *notebook.Notebook) ([]Claim, error) {
	var claims []Claim
	for i, cell := range nb.Cells {
		for _, o := range cell.Outputs {
			c, ok, err := ReadClaim(o.Data)
			if err != nil {
				return nil, fmt.Errorf("cell %d: %w", i+1, err)
			}
			if ok {
				c.Cell = i + 1
				claims = append(claims, c)
			}
		}
	}
	return claims, nil
}
