package field

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// A numberReader turns cells into numbers. It learns which decimal mark the file uses.
type numberReader struct {
	// commas says that the separator leaves the comma free to be a decimal mark ("1,5;2,5").
	commas bool
	// point and comma: the line of the first number with that mark; 0 for none yet.
	point, comma int
}

// missingCell says whether a cell stands for a value that was not measured.
func missingCell(s string) bool {
	switch len(s) {
	case 0:
		return true
	case 1:
		return s == "-"
	case 2:
		return s == "--" || strings.EqualFold(s, "na")
	case 3:
		return strings.EqualFold(s, "nan") || strings.EqualFold(s, "n/a")
	case 4:
		return strings.EqualFold(s, "null") || strings.EqualFold(s, "none") || strings.EqualFold(s, "#n/a") || strings.EqualFold(s, "-nan")
	}
	return false
}

// number reads one cell; the error is what to tell the person, with no place in it.
func (r *numberReader) number(s string, line int) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err == nil && !math.IsNaN(v) && !strings.ContainsAny(s, "xX_") { // Go's hexadecimal is no one's data
		if r.point == 0 && r.commas && strings.IndexByte(s, '.') >= 0 {
			if r.comma != 0 {
				return 0, r.mixed(s, r.comma, "comma")
			}
			r.point = line
		}
		return v, nil
	}
	if errors.Is(err, strconv.ErrRange) {
		return 0, errors.New(clip(s) + " is too large for a float64 (at most 1.8e308); change the unit")
	}
	// Other hands: the typographic minus, Fortran's 1.0D+03, the decimal comma.
	t := strings.Replace(s, "\u2212", "-", 2)
	if i := strings.IndexAny(t, "dD"); i > 0 && strings.Trim(t[i+1:], "+-0123456789") == "" {
		t = t[:i] + "e" + t[i+1:]
	}
	comma := r.commas && strings.Count(t, ",") == 1 && !strings.Contains(t, ".")
	if comma {
		t = strings.Replace(t, ",", ".", 1)
	}
	if t == s || strings.ContainsAny(t, "xX_") {
		return 0, notNumber(s)
	}
	if v, err = strconv.ParseFloat(t, 64); err != nil || math.IsNaN(v) {
		return 0, notNumber(s)
	}
	if comma {
		if r.point != 0 {
			return 0, r.mixed(s, r.point, "point")
		}
		if r.comma == 0 {
			r.comma = line
		}
	}
	return v, nil
}

func (r *numberReader) mixed(s string, line int, mark string) error {
	return errors.New(clip(s) + " and a number with a decimal " + mark + " at line " + strconv.Itoa(line) +
		": use one decimal mark in the file, and none for thousands")
}

func notNumber(s string) error {
	if strings.Count(s, ",") > 0 && strings.Trim(s, "+-0123456789.,") == "" {
		return errors.New(clip(s) + " is not a number; write it with no separator of thousands")
	}
	return errors.New(clip(s) + " is not a number; write one, or leave the cell empty if the value is missing")
}
