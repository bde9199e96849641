package pdf

import (
	"fmt"
	"math"
	"regexp"
	"strings"
)

// A step of a path: m, l and c with their points, the last of which is where it ends, and h, which closes.
type step struct {
	op byte
	at [6]float64
}

type path []step

func (p *path) move(x, y float64) { *p = append(*p, step{'m', [6]float64{x, y}}) }
func (p *path) line(x, y float64) { *p = append(*p, step{'l', [6]float64{x, y}}) }
func (p *path) close()            { *p = append(*p, step{op: 'h'}) }
func (p *path) curve(a, b, c, d, x, y float64) {
	*p = append(*p, step{'c', [6]float64{a, b, c, d, x, y}})
}

func rectangle(x, y, w, h float64) path {
	var p path
	p.move(x, y)
	p.line(x+w, y)
	p.line(x+w, y+h)
	p.line(x, y+h)
	p.close()
	return p
}

// ellipse, of arcs that are off by less than a thousandth of a radius.
func ellipse(x, y, rx, ry float64) path {
	var p path
	p.move(x+rx, y)
	p.arc(x+rx, y, rx, ry, 0, false, true, x-rx, y)
	p.arc(x-rx, y, rx, ry, 0, false, true, x+rx, y)
	p.close()
	return p
}

// arc goes from (x, y) to (x1, y1) along an ellipse, as appendix B.2 of SVG 2 has it, in pieces of at most a right angle.
func (p *path) arc(x, y, rx, ry, turn float64, large, sweep bool, x1, y1 float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || x == x1 && y == y1 {
		p.line(x1, y1)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	hx, hy := (x-x1)/2, (y-y1)/2
	u, v := cos*hx+sin*hy, -sin*hx+cos*hy
	if over := u*u/(rx*rx) + v*v/(ry*ry); over > 1 { // too small to reach: as small as it can be
		rx, ry = rx*math.Sqrt(over), ry*math.Sqrt(over)
	}
	k := math.Sqrt(math.Max(0, (rx*rx*ry*ry-rx*rx*v*v-ry*ry*u*u)/(rx*rx*v*v+ry*ry*u*u)))
	if large == sweep {
		k = -k
	}
	cu, cv := k*rx*v/ry, -k*ry*u/rx
	from := math.Atan2((v-cv)/ry, (u-cu)/rx)
	by := math.Atan2((-v-cv)/ry, (-u-cu)/rx) - from
	if sweep && by < 0 {
		by += 2 * math.Pi
	}
	if !sweep && by > 0 {
		by -= 2 * math.Pi
	}
	mx, my := (x+x1)/2+cos*cu-sin*cv, (y+y1)/2+sin*cu+cos*cv
	n := int(math.Ceil(math.Abs(by)/(math.Pi/2) - 1e-9))
	piece := by / float64(n)
	reach := 4. / 3 * math.Tan(piece/4)
	on := func(a, b float64) (float64, float64) { return mx + cos*rx*a - sin*ry*b, my + sin*rx*a + cos*ry*b }
	for i := range n {
		s0, c0 := math.Sincos(from + piece*float64(i))
		s1, c1 := math.Sincos(from + piece*float64(i+1))
		ax, ay := on(c0-reach*s0, s0+reach*c0)
		bx, by := on(c1+reach*s1, s1-reach*c1)
		ex, ey := on(c1, s1)
		p.curve(ax, ay, bx, by, ex, ey)
	}
}

// takes is how many numbers a command takes.
var takes = map[byte]int{'m': 2, 'l': 2, 'h': 1, 'v': 1, 'c': 6, 's': 4, 'q': 4, 't': 2, 'a': 7, 'z': 0}

var command = regexp.MustCompile(`[a-zA-Z][^a-df-zA-DF-Z]*`) // e and E are of numbers

// readPath reads the d of a <path>.
func readPath(d string) (path, error) {
	parts := command.FindAllString(d, -1)
	if rest := strings.TrimSpace(command.ReplaceAllString(d, "")); rest != "" {
		return nil, fmt.Errorf("the path begins with %.20q", rest)
	}
	var p path
	pen := pen{path: &p}
	for i, part := range parts {
		op := part[0] | 0x20
		n, known := takes[op]
		if !known || i == 0 && op != 'm' {
			return nil, fmt.Errorf("the path's command %q is not drawn", part[:1])
		}
		v, err := numbers(part[1:])
		if err != nil {
			return nil, err
		}
		if n == 0 && len(v) > 0 || n > 0 && (len(v) == 0 || len(v)%n != 0) {
			return nil, fmt.Errorf("the path's command %q has %d numbers", part[:1], len(v))
		}
		relative := part[0] == op
		if n == 0 {
			pen.close()
		}
		for ; len(v) > 0; v = v[n:] {
			pen.take(op, v[:n], relative)
			if op == 'm' { // further points of an m are an l's
				op = 'l'
			}
		}
	}
	return p, nil
}

// A pen knows where it is, for what is said relative to it.
type pen struct {
	path           *path
	x, y           float64
	startX, startY float64
	handX, handY   float64 // the control point that s and t mirror
	last           byte
}

func (p *pen) close() {
	p.path.close()
	p.x, p.y, p.last = p.startX, p.startY, 'z'
}

func (p *pen) take(op byte, v []float64, relative bool) {
	at := append([]float64(nil), v...)
	if relative {
		for i := range at {
			switch {
			case op == 'v', op != 'h' && op != 'a' && i%2 == 1, op == 'a' && i == 6:
				at[i] += p.y
			case op != 'a', i == 5:
				at[i] += p.x
			}
		}
	}
	x, y := p.x, p.y
	switch op {
	case 'h':
		x = at[0]
	case 'v':
		y = at[0]
	default:
		x, y = at[len(at)-2], at[len(at)-1]
	}
	mirror := func(of string) (float64, float64) {
		if strings.IndexByte(of, p.last) >= 0 {
			return 2*p.x - p.handX, 2*p.y - p.handY
		}
		return p.x, p.y
	}
	quadratic := func(hx, hy float64) {
		p.path.curve(p.x+(hx-p.x)*2/3, p.y+(hy-p.y)*2/3, x+(hx-x)*2/3, y+(hy-y)*2/3, x, y)
		p.handX, p.handY = hx, hy
	}
	switch op {
	case 'm':
		p.path.move(x, y)
		p.startX, p.startY = x, y
	case 'l', 'h', 'v':
		if p.last == 'z' {
			p.path.move(p.x, p.y)
		}
		p.path.line(x, y)
	case 'c':
		p.path.curve(at[0], at[1], at[2], at[3], x, y)
		p.handX, p.handY = at[2], at[3]
	case 's':
		hx, hy := mirror("cs")
		p.path.curve(hx, hy, at[0], at[1], x, y)
		p.handX, p.handY = at[0], at[1]
	case 'q':
		quadratic(at[0], at[1])
	case 't':
		quadratic(mirror("qt"))
	case 'a':
		p.path.arc(p.x, p.y, at[0], at[1], at[2], at[3] != 0, at[4] != 0, x, y)
	}
	p.x, p.y, p.last = x, y, op
}
