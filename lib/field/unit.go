package field

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Dimension is what a unit measures: base units with their powers, so that m/s, km/h and m s^-1 are
// alike. Empty: a number.
type Dimension map[string]int

// bases are the units whose dimension is known, without their size. A unit that isn't listed is a base of
// its own: pelts, cells.
var bases = map[string]string{
	"m": "m", "metre": "m", "meter": "m", "ft": "m", "mile": "m", "nmi": "m", "g": "g", "t": "g", "tonne": "g",
	"s": "s", "sec": "s", "min": "s", "h": "s", "hr": "s", "hour": "s", "hours": "s", "d": "s", "day": "s", "days": "s",
	"week": "s", "weeks": "s", "month": "s", "months": "s", "yr": "s", "year": "s", "years": "s", "a": "s",
	"A": "A", "K": "K", "°C": "K", "degC": "K", "°F": "K", "mol": "mol", "cd": "cd", "L": "m^3", "l": "m^3", "M": "mol/m^3",
	"rad": "", "°": "", "deg": "", "degrees": "", "sr": "", "%": "", "‰": "", "ppm": "", "psu": "", "cycles": "", "cycle": "",
	"Hz": "1/s", "N": "g m/s^2", "Pa": "g/m s^-2", "bar": "g/m s^-2", "J": "g m^2/s^2", "eV": "g m^2/s^2", "W": "g m^2/s^3", "C": "A s", "V": "g m^2/s^3/A",
	"Ω": "g m^2/s^3/A^2", "ohm": "g m^2/s^3/A^2", "F": "A^2 s^4/g/m^2", "S": "A^2 s^3/g/m^2", "T": "g/s^2/A", "Wb": "g m^2/s^2/A",
	"thousand": "", "million": "", "billion": "",
}

// prefixes of the units of the SI and those near them.
var prefixes = []string{"da", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "µ", "μ", "u", "n", "p", "f", "a", "z", "y"}

// prefixed may stand after a prefix.
const prefixed = " m g s A K mol L l Hz N Pa bar J eV W C V Ω ohm F S T Wb M yr a "

// ParseUnit reads a unit as people write it: "m/s", "kg m^-3", "W/(m^2 K)", "m2 s-1", "m²/s", "thousand
// pelts". A slash is for the one factor after it. Numbers count for nothing.
func ParseUnit(text string) (Dimension, error) {
	p := unitReader{rest: []rune(text)}
	d := p.product(0)
	if p.err == nil && len(p.rest) > 0 {
		p.fail("%q is left over", string(p.rest))
	}
	if p.err != nil {
		return nil, fmt.Errorf("field: the unit %q: %w; write it as m/s, kg m^-3 or W/(m^2 K)", clip(text), p.err)
	}
	return d, nil
}

// Times is the dimension of a product: of this to some power and that of another to another power.
func (d Dimension) Times(power int, other Dimension, otherPower int) Dimension {
	out := Dimension{}
	for base, n := range d {
		out[base] += n * power
	}
	for base, n := range other {
		out[base] += n * otherPower
	}
	maps.DeleteFunc(out, func(_ string, n int) bool { return n == 0 })
	return out
}

// Equal says whether two dimensions are the same.
func (d Dimension) Equal(other Dimension) bool { return len(d.Times(1, other, -1)) == 0 }

// String is the base units with their powers: "m s^-1"; "1" for a number.
func (d Dimension) String() string {
	var parts []string
	for _, base := range slices.Sorted(maps.Keys(d)) {
		switch n := d[base]; n {
		case 0:
		case 1:
			parts = append(parts, base)
		default:
			parts = append(parts, fmt.Sprintf("%s^%d", base, n))
		}
	}
	if parts == nil {
		return "1"
	}
	return strings.Join(parts, " ")
}

// highest power of a base unit.
const highest = 50

type unitReader struct {
	rest []rune
	err  error
}

func (p *unitReader) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *unitReader) blanks() {
	for len(p.rest) > 0 && (unicode.IsSpace(p.rest[0]) || strings.ContainsRune("*·⋅×", p.rest[0])) {
		p.rest = p.rest[1:]
	}
}

// product reads factors up to the end or a closing bracket.
func (p *unitReader) product(depth int) Dimension {
	d := Dimension{}
	if depth > 20 {
		p.fail("brackets within brackets")
		return d
	}
	for sign := 1; p.err == nil; {
		p.blanks()
		if len(p.rest) == 0 || p.rest[0] == ')' {
			if sign < 0 {
				p.fail("nothing follows a slash")
			}
			return d
		}
		if p.rest[0] == '/' {
			if sign < 0 {
				p.fail("two slashes in a row")
			}
			sign = -1
			p.rest = p.rest[1:]
			continue
		}
		d = d.Times(1, p.factor(depth), sign)
		sign = 1
		for base, n := range d {
			if n > highest || n < -highest {
				p.fail("%s to the power %d is no unit", base, n)
			}
		}
	}
	return d
}

// factor reads a unit, a number or a bracket, with its power.
func (p *unitReader) factor(depth int) Dimension {
	var d Dimension
	switch r := p.rest[0]; {
	case r == '(':
		p.rest = p.rest[1:]
		d = p.product(depth + 1)
		if len(p.rest) == 0 {
			p.fail("a bracket isn't closed")
			return d
		}
		p.rest = p.rest[1:]
	case unicode.IsDigit(r) || r == '.':
		n := 0
		for n < len(p.rest) && (unicode.IsDigit(p.rest[n]) || strings.ContainsRune(".,", p.rest[n])) {
			n++
		}
		p.rest = p.rest[n:]
		p.power()
		return Dimension{}
	default:
		n := 0
		for n < len(p.rest) && (unicode.IsLetter(p.rest[n]) || strings.ContainsRune("°%‰_'", p.rest[n])) {
			n++
		}
		if n == 0 {
			p.fail("%q can't be read", string(p.rest[:1]))
			return d
		}
		d = symbol(string(p.rest[:n]))
		p.rest = p.rest[n:]
	}
	return d.Times(p.power(), nil, 0)
}

var superscripts = strings.NewReplacer("⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9", "⁻", "-")

// power reads ^2, ^-2, ², -2 or 2; 1 where nothing is there.
func (p *unitReader) power() int {
	n := 0
	if n < len(p.rest) && p.rest[n] == '^' {
		n++
	}
	start := n
	for n < len(p.rest) && (strings.ContainsRune("+-⁻⁰¹²³⁴⁵⁶⁷⁸⁹", p.rest[n]) || unicode.IsDigit(p.rest[n])) {
		n++
	}
	if n == 0 {
		return 1
	}
	power, err := strconv.Atoi(superscripts.Replace(string(p.rest[start:n])))
	if err != nil || power > highest || power < -highest {
		p.fail("the power %q is no whole number up to %d", string(p.rest[start:n]), highest)
		return 1
	}
	p.rest = p.rest[n:]
	return power
}

// symbol is the dimension of one unit.
func symbol(name string) Dimension {
	if base, ok := bases[name]; ok {
		return known(base)
	}
	for _, prefix := range prefixes {
		if rest, ok := strings.CutPrefix(name, prefix); ok && strings.Contains(prefixed, " "+rest+" ") {
			return known(bases[rest])
		}
	}
	return Dimension{name: 1}
}

// known is a dimension as the table has it; there a symbol of one letter is a base.
func known(text string) Dimension {
	d := Dimension{}
	sign := 1
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(text, "/", " / "), unicode.IsSpace) {
		if part == "/" {
			sign = -1
			continue
		}
		base, power, ok := strings.Cut(part, "^")
		n := 1
		if ok {
			n, _ = strconv.Atoi(power)
		}
		if base != "1" {
			d[base] += sign * n
		}
		sign = 1
	}
	return d
}
