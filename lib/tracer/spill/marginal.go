package spill

import "math"

// A marginal integrates an amount out that is even in its logarithm: it is the logarithm of the mean of exp(m B - m^2 A/2) over log m. That is
// a function of log(m0 sqrt A), m0 the least amount, and of B/sqrt A, the signal over the noise; it is looked up.
type marginal struct {
	lo, hi float64
	table  []float32 // [log(m0 sqrt A), B/sqrt A]
}

const (
	leastLog, stepLog, logs      = -16.0, 0.1, 221
	leastRatio, stepRatio, ratio = -12.0, 0.2, 106 // to 9
)

func newMarginal(lo, hi float64) marginal {
	m := marginal{lo: lo, hi: hi, table: make([]float32, logs*ratio)}
	for i := range logs {
		root := math.Exp(leastLog+float64(i)*stepLog) / lo
		for j := range ratio {
			m.table[i*ratio+j] = float32(m.lattice(root*root, (leastRatio+float64(j)*stepRatio)*root))
		}
	}
	return m
}

func (m marginal) of(a, b float64) float64 {
	if m.hi*m.hi*a < 1e-4 && m.hi*math.Abs(b) < 1e-2 { // it is hardly seen
		return 0
	}
	root := math.Sqrt(a)
	best, r := b/a, root/b // r is the relative width of a peak at best
	if b > 0 && r < 1.0/7 && best*(1-5*r) > m.lo && best*(1+5*r) < m.hi {
		return 0.5/(r*r) + math.Log(math.Sqrt(2*math.Pi)*r*(1+r*r*(1+3*r*r))/math.Log(m.hi/m.lo))
	}
	x, y := (math.Log(m.lo*root)-leastLog)/stepLog, (b/root-leastRatio)/stepRatio
	if !(x >= 0 && x < logs-1 && y >= 0 && y < ratio-1) {
		return m.lattice(a, b)
	}
	i, j := int(x), int(y)
	x, y = x-float64(i), y-float64(j)
	t := m.table[i*ratio+j:]
	return (1-x)*((1-y)*float64(t[0])+y*float64(t[1])) + x*((1-y)*float64(t[ratio])+y*float64(t[ratio+1]))
}

// lattice sums over amounts, so closely that a peak isn't missed.
func (m marginal) lattice(a, b float64) float64 {
	log := math.Log(m.hi / m.lo)
	n := 60
	if b > 0 && a > 0 {
		n = min(1000, max(n, int(3*log*b/math.Sqrt(a))))
	}
	step := math.Exp(log / float64(n))
	amount := m.lo * math.Sqrt(step)
	top, sum := math.Inf(-1), 0.0
	for range n {
		if l := amount*b - amount*amount*a/2; l > top {
			sum = sum*math.Exp(top-l) + 1
			top = l
		} else if l > top-30 {
			sum += math.Exp(l - top)
		}
		amount *= step
	}
	return top + math.Log(sum/float64(n))
}
