package plot

import (
	"math"
	"strconv"
)

// marks puts ticks on an axis in its manner.
func (s scale) marks(count int) []tick {
	switch s.as {
	case kilometres:
		out := linearTicks(s.lo/1e3, s.hi/1e3, count)
		for i := range out {
			out[i].value *= 1e3
		}
		return out
	case eastward, northward:
		return s.degrees(count)
	}
	return s.ticks(count)
}

// degrees puts about count ticks at round parts of the circle: 1, 2, 5, 10, 15, 30, 60, 90.
func (s scale) degrees(count int) []tick {
	step := niceStep((s.hi - s.lo) / float64(max(count, 1)))
	if step > 5 {
		for _, step = range []float64{10, 15, 30, 60, 90} {
			if (s.hi-s.lo)/step <= float64(count) {
				break
			}
		}
	}
	var out []tick
	if !(step > 1e-9) {
		return out
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	for k := math.Ceil(s.lo/step - 1e-9); k <= math.Floor(s.hi/step+1e-9) && len(out) < 1000; k++ {
		v := k * step
		if inverse := math.Round(1 / step); step < 1 {
			v = k / inverse
		}
		out = append(out, tick{v, compass(v, digits, s.as)})
	}
	return out
}

// compass writes degrees with the side of the globe: 30°W, 0°, 180°, 12.5°S.
func compass(v float64, digits int, as manner) string {
	plus, less := "N", "S"
	if as == eastward {
		v, plus, less = math.Remainder(v, 360), "E", "W"
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', digits, 64) + "°"
	switch {
	case math.Abs(v) < 1e-9 || as == eastward && math.Abs(v) > 180-1e-9:
		return text
	case v < 0:
		return text + less
	}
	return text + plus
}

// vegaLabel writes an axis' numbers in Vega's language, as marks does; empty where D3's own format will do.
func (as manner) vegaLabel() string {
	switch as {
	case kilometres:
		return "format(datum.value / 1000, '" + vegaNumber + "')"
	case eastward:
		const east = "((datum.value + 540) % 360 - 180)"
		return "format(abs(" + east + "), '.6~g') + '°' + (abs(" + east + ") < 1e-9 || abs(" + east + ") > 180 - 1e-9 ? '' : " + east + " < 0 ? 'W' : 'E')"
	case northward:
		return "format(abs(datum.value), '.6~g') + '°' + (abs(datum.value) < 1e-9 ? '' : datum.value < 0 ? 'S' : 'N')"
	}
	return ""
}
