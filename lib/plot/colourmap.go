package plot

import (
	"encoding/hex"
	"image/color"
	"math"
)

// A Colourmap turns 0 ... 1 into colours, through stops an equal distance apart.
type Colourmap struct {
	name  string
	stops []color.NRGBA
}

// String is the map's name.
func (m Colourmap) String() string { return m.name }

// The maps are told apart by lightness alone, so they survive colour-blindness and a grey printer.
// Viridis and Cividis rise from dark to light; BlueOrange is light at its centre and dark at both ends.
var (
	// Viridis, by S. van der Walt and N. Smith (2015): the default.
	Viridis = stops("viridis", "440154470e61481a6c482575472f7d443a834144873d4e8a39568c35608d31688e2d708e2a788e27818e23888e21918d"+
		"1f988b1fa08822a8842ab07f35b77943bf7154c56866cc5d7ad1518fd744a5db36bcdf27d2e21be9e51afde725")
	// Cividis (Nunez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239) looks nearly the
	// same to people with and without red-green blindness.
	Cividis = stops("cividis", "00205100235800265d002961012b65042e670831690d346b11366c16396d1c3c6e213f6e26426e2c456e31476e374a6e"+
		"3c4d6e42506e47536d4c566d51586e555b6e5a5e6e5e616e62646f66676f6a6a706e6d717270717573727976737c7974"+
		"7f7c75827f758682768985778c8877908b78938e789691789a94789e9778a19b78a59e77a9a177aea575b2a874b6ab73"+
		"bbaf71c0b26fc5b66dc9b96acebd68d3c065d8c462ddc85fe2cb5ce7cf58ebd355f0d652f3da4ff7de4cfae249fce647")
	// BlueOrange is for a quantity about a centre: see [Figure.Diverging].
	BlueOrange = stops("blue-orange", "134b852f78b35da2cb9dcae1d2e5eff5f5f5fce0bafbbf74e8932fc5690d994a07")
)

// stops reads colours of six hexadecimal digits each.
func stops(name, digits string) Colourmap {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b)%3 != 0 {
		panic("plot: the colour map " + name)
	}
	m := Colourmap{name: name}
	for ; len(b) > 0; b = b[3:] {
		m.stops = append(m.stops, color.NRGBA{b[0], b[1], b[2], 255})
	}
	return m
}

// At is the colour at t, the end colours beyond 0 and 1.
func (m Colourmap) At(t float64) color.NRGBA {
	last := len(m.stops) - 1
	if last < 0 {
		return Viridis.At(t)
	}
	t = min(max(t, 0), 1) * float64(last)
	i := min(int(t), max(last-1, 0))
	if last == 0 {
		return m.stops[0]
	}
	a, b, part := m.stops[i], m.stops[i+1], t-float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + part*(float64(b)-float64(a)))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// hexes lists n colours of the map from end to end, as Vega-Lite takes a range of colours.
func (m Colourmap) hexes(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = hexOf(m.At(float64(i) / float64(n-1)))
	}
	return out
}

func hexOf(c color.NRGBA) string {
	return "#" + hex.EncodeToString([]byte{c.R, c.G, c.B})
}
