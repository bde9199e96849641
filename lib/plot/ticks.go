package plot

import (
	"math"
	"strconv"
)

// A tick is a marked value on an axis. One with an empty label is minor: a line without a number.
type tick struct {
	value float64
	label string
}

// linearTicks puts about count ticks on [lo, hi], at multiples of 1, 2 or 5 times a power of ten.
func linearTicks(lo, hi float64, count int) []tick {
	step := niceStep((hi/2 - lo/2) / float64(max(count, 1)) * 2)
	if !(step > 1e-300) || !finite(step) {
		return nil // nothing to mark; or so small that float64 has few digits there
	}
	first, last := math.Ceil(lo/step-1e-9), math.Floor(hi/step+1e-9)
	if !(last-first < 1000) || math.Abs(first) > 1<<52 || math.Abs(last) > 1<<52 {
		return nil // the range is too thin for float64 to tell its ticks apart
	}
	var out []tick
	write := labels(step, max(math.Abs(first), math.Abs(last)))
	for k := first; k <= last; k++ {
		// k times the step, not a sum of steps, so that zero is zero. Steps below one are
		// divided by their inverse, which is a whole number: 3/10 is 0.3, 3*0.1 is not.
		v := k * step
		if inverse := math.Round(1 / step); step < 1 && inverse < 1e15 {
			v = k / inverse
		}
		switch {
		case k == 0:
			v = 0
		case !finite(v):
			continue
		}
		out = append(out, tick{v, write(v)})
	}
	return out
}

// niceStep is the least of 1, 2, 5 times a power of ten that is not below step, with a little slack
// so that 0.2000001 is 0.2.
func niceStep(step float64) float64 {
	if !(step > 0) || !finite(step) {
		return 0
	}
	e := int(math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5, 10} {
		if nice := pow10(m, e); step <= nice*1.0001 {
			return nice
		}
	}
	return pow10(20, e)
}

// pow10 is m times ten to the e, correctly rounded, as the decimal reads.
func pow10(m float64, e int) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(m, 'f', -1, 64)+"e"+strconv.Itoa(e), 64)
	return v
}

// labels writes the values of one axis alike: all with the same decimals, or all as powers of ten
// where decimals would be long. most is the largest value in steps.
func labels(step, most float64) func(float64) string {
	e := int(math.Floor(math.Log10(step) + 1e-9))
	if big := step * most; big >= 1e6 || big < 1e-3 {
		digits := len(strconv.FormatFloat(most, 'f', 0, 64)) + 1
		return func(v float64) string {
			if v == 0 {
				return "0"
			}
			return power(v, min(digits, 12))
		}
	}
	return func(v float64) string { return minus(strconv.FormatFloat(v, 'f', max(0, -e), 64)) }
}

// logTicks marks the decades of [lo, hi], every second or third where there are many, with unnumbered
// ticks between where there are few. Within less than a decade and a half they are 1, 2 and 5 times the
// powers of ten, or linear ticks where even those are too few.
func logTicks(lo, hi float64, count int) []tick {
	if !(lo > 0) || !finite(hi) || !(hi > lo) {
		return nil
	}
	count = max(count, 2)
	first, last := int(math.Ceil(math.Log10(lo)-1e-9)), int(math.Floor(math.Log10(hi)+1e-9))
	every := 1
	for (last-first)/every+1 > count {
		every++
	}
	var out []tick
	named := 0
	add := func(m float64, e int, label bool) {
		v := pow10(m, e)
		if !finite(v) || v < lo*(1-1e-9) || v > hi*(1+1e-9) {
			return
		}
		t := tick{value: v}
		if label {
			t.label = "named"
			named++
		}
		out = append(out, t)
	}
	few := fewDecades(lo, hi)
	for e := first - 1; e <= last; e++ {
		if every > 1 {
			if every <= 4 || mod(e, every) == 0 {
				add(1, e, mod(e, every) == 0)
			}
			continue
		}
		for m := 1.0; m < 10; m++ {
			add(m, e, m == 1 || few && (m == 2 || m == 5))
		}
	}
	if named < 2 {
		return linearTicks(lo, hi, count)
	}
	write := logLabels(out)
	for i := range out {
		if out[i].label != "" {
			out[i].label = write(out[i].value)
		}
	}
	return out
}

// fewDecades says whether 1, 2 and 5 times the powers of ten get a number, and not the powers alone.
func fewDecades(lo, hi float64) bool { return math.Log10(hi/lo) < 1.5 }

func mod(a, b int) int { return (a%b + b) % b }

// logLabels writes all the decades of an axis alike: 0.01, 1, 100 where that is short, else 10⁻², 10⁰, 10².
func logLabels(ticks []tick) func(float64) string {
	for _, t := range ticks {
		if t.label != "" && (t.value < 0.999e-3 || t.value > 1.001e4) {
			return func(v float64) string {
				if v == 1 {
					return "10⁰"
				}
				return power(v, 2)
			}
		}
	}
	return func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
}
