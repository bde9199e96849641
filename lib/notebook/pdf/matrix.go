package pdf

import (
	"fmt"
	"math"
	"regexp"
	"strings"
)

// A matrix (a b c d e f) takes (x, y) to (ax + cy + e, bx + dy + f), as in SVG.
type matrix [6]float64

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// times is n first, then m.
func (m matrix) times(n matrix) matrix {
	e, f := m.at(n[4], n[5])
	return matrix{m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1], m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3], e, f}
}

// scale is by how much lengths grow, in the mean over all directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

// angle is by how much it turns, clockwise; ok is false where it also bends or mirrors, as letters can't.
func (m matrix) angle() (degrees float64, ok bool) {
	tiny := 1e-6 * m.scale()
	return math.Atan2(m[1], m[0]) * 180 / math.Pi, m.scale() > 0 && math.Abs(m[0]-m[3]) <= tiny && math.Abs(m[1]+m[2]) <= tiny
}

var oneTransform = regexp.MustCompile(`^\s*,?\s*([a-zA-Z]+)\s*\(([^()]*)\)`)

// readTransform reads a list such as "translate(3 4) rotate(-90)".
func readTransform(text string) (matrix, error) {
	m := matrix{1, 0, 0, 1, 0, 0}
	for rest := text; strings.TrimSpace(rest) != ""; {
		found := oneTransform.FindStringSubmatch(rest)
		if found == nil {
			return m, fmt.Errorf("transform=%q can't be read", text)
		}
		rest = rest[len(found[0]):]
		v, err := numbers(found[2])
		if err != nil {
			return m, err
		}
		one, ok := transform(found[1], v)
		if !ok {
			return m, fmt.Errorf("the transform %s of %d numbers is not drawn", found[1], len(v))
		}
		m = m.times(one)
	}
	return m, nil
}

func transform(name string, v []float64) (matrix, bool) {
	switch n := len(v); {
	case name == "translate" && n == 1:
		return matrix{1, 0, 0, 1, v[0], 0}, true
	case name == "translate" && n == 2:
		return matrix{1, 0, 0, 1, v[0], v[1]}, true
	case name == "scale" && n == 1:
		return matrix{v[0], 0, 0, v[0], 0, 0}, true
	case name == "scale" && n == 2:
		return matrix{v[0], 0, 0, v[1], 0, 0}, true
	case name == "rotate" && n == 1:
		sin, cos := math.Sincos(v[0] * math.Pi / 180)
		return matrix{cos, sin, -sin, cos, 0, 0}, true
	case name == "rotate" && n == 3:
		turn, _ := transform("rotate", v[:1])
		return matrix{1, 0, 0, 1, v[1], v[2]}.times(turn).times(matrix{1, 0, 0, 1, -v[1], -v[2]}), true
	case name == "matrix" && n == 6:
		return matrix(v), true
	}
	return matrix{}, false
}
