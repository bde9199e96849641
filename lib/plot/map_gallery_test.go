package plot

import (
	"math"

	"sublunar/lib/field"
)

// charts are the maps of the gallery.
func charts() map[string]*Figure {
	u, v := currents(90)
	return map[string]*Figure{
		"map":    Overlay(Map(surface(60, 80)), Coast(shores()...), Quiver(u, v), Spots(floats())).Title("Temperature, and what floats saw"),
		"mask":   Map(basin(0)).Title("A gyre with an island"),
		"world":  Overlay(Map(world()), Coast(shores()...)).Diverging(0),
		"drift":  Overlay(Map(basin(1)), Tracks(drifters(10)...), Quiver(gyre(0))),
		"coast":  Coast(shores()...),
		"swath":  Overlay(Coast(shores()...), Spots(swath())),
		"spots":  Spots(floats()),
		"film":   Overlay(drifting(5), Quiver(gyre(0))).Title("Dye in a gyre"),
		"swells": Overlay(drifting(3), Film(field.Linspace("time", "s", 0, 20*86400, 3), Quiver(gyre(0)), Quiver(gyre(1)), Quiver(gyre(2)))),
	}
}

func sphere(name, unit string, ny, nx int, lat0, lat1, lon0, lon1 float64, f func(lat, lon float64) float64) field.Grid {
	g := field.Grid{Name: name, Unit: unit, Axes: []field.Axis{
		field.Linspace("latitude", "degrees_north", lat0, lat1, ny), field.Linspace("longitude", "degrees_east", lon0, lon1, nx)}}
	for _, y := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			g.Values = append(g.Values, f(y, x))
		}
	}
	return g
}

func surface(ny, nx int) field.Grid {
	return sphere("temperature", "°C", ny, nx, 25, 55, -80, -40, func(lat, lon float64) float64 {
		return 26 - 22/(1+math.Exp(-(lat-38-2*math.Sin(lon/4))/1.5)) + math.Sin(lat)*math.Cos(lon/2)
	})
}

func world() field.Grid {
	return sphere("anomaly", "m", 90, 180, -89, 89, 1, 359, func(lat, lon float64) float64 {
		return math.Cos(lat*math.Pi/180) * math.Sin(lon*math.Pi/60)
	})
}

func currents(n int) (u, v field.Grid) {
	stream := func(lat, lon float64) float64 { return math.Exp(-math.Pow((lat-38-2*math.Sin(lon/4))/3, 2)) }
	u = sphere("u", "m/s", n, n, 25.5, 54.5, -79.5, -40.5, func(lat, lon float64) float64 { return 1.4 * stream(lat, lon) })
	v = sphere("v", "m/s", n, n, 25.5, 54.5, -79.5, -40.5, func(lat, lon float64) float64 { return 0.7 * math.Cos(lon/4) * stream(lat, lon) })
	return u, v
}

// shores are a continent with a lake to the west, an island, and a stretch of open coast.
func shores() [][][2]float64 {
	ring := func(lon, lat, r, rough float64, n int) (out [][2]float64) {
		for k := range n {
			a := 2 * math.Pi * float64(k) / float64(n)
			d := r * (1 + rough*math.Sin(3*a) + rough/2*math.Cos(11*a))
			out = append(out, [2]float64{lon + d*math.Cos(a), lat + 0.8*d*math.Sin(a)})
		}
		return append(out, out[0])
	}
	return [][][2]float64{ring(-88, 42, 20, 0.1, 400), ring(-76, 47, 3, 0.1, 60), ring(-50, 49, 3.5, 0.2, 80),
		{{-80, 27}, {-75, 26}, {-70, 28}, {math.NaN(), 0}, {-60, 26}, {-58, 27}}}
}

func floats() (lon, lat, value field.Column) {
	lon, lat = field.Column{Name: "longitude", Unit: "degrees_east"}, field.Column{Name: "latitude", Unit: "degrees_north"}
	value = field.Column{Name: "temperature", Unit: "°C"}
	for k := range 25 {
		x, y := -66+24*math.Mod(float64(k)*0.618034, 1), 27+26*math.Mod(float64(k)*0.414214, 1)
		lon.Values, lat.Values = append(lon.Values, x), append(lat.Values, y)
		value.Values = append(value.Values, 26-22/(1+math.Exp(-(y-38-2*math.Sin(x/4))/1.5)))
	}
	value.Values[3] = math.NaN()
	return lon, lat, value
}

func swath() (lon, lat, value field.Column) {
	lon, lat, value = floats()
	lon.Values, lat.Values, value.Values = nil, nil, nil
	for j := range 60 {
		for i := range 10 {
			lon.Values = append(lon.Values, -70+0.25*float64(j)+0.7*float64(i))
			lat.Values = append(lat.Values, 25+0.5*float64(j)-0.15*float64(i))
			value.Values = append(value.Values, 26-0.3*float64(j)+math.Sin(float64(i)))
		}
	}
	return lon, lat, value
}

// basin is a tracer in a square basin of 2000 km with walls of land at its rim and an island.
func basin(phase float64) field.Grid { return basinOf(64, phase) }

func basinOf(n int, phase float64) field.Grid {
	g := field.Grid{Name: "dye", Unit: "mg/m^3", Axes: []field.Axis{field.Linspace("y", "m", 15625, 1984375, n), field.Linspace("x", "m", 15625, 1984375, n)}}
	for _, y := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			a, b := x/1e6-1, y/1e6-1
			r := math.Hypot(a-0.5*math.Cos(phase), b-0.5*math.Sin(phase))
			g.Values = append(g.Values, 40*math.Exp(-r*r/0.1)+0.01*math.Sin(20*a)*math.Cos(17*b))
			g.Missing = append(g.Missing, math.Max(math.Abs(a), math.Abs(b)) > 0.95 || math.Hypot(a+0.3, b-0.2) < 0.15)
		}
	}
	return g
}

func gyre(phase float64) (u, v field.Grid) {
	g := basin(0)
	u, v = g, g
	u.Name, u.Unit, v.Name, v.Unit = "u", "m/s", "v", "m/s"
	u.Values, v.Values = nil, nil
	for _, y := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			a, b := math.Pi*x/2e6, math.Pi*y/2e6
			u.Values = append(u.Values, -0.8*math.Sin(a)*math.Cos(b)*(1+0.3*math.Sin(phase)))
			v.Values = append(v.Values, 0.8*math.Cos(a)*math.Sin(b)*(1+0.3*math.Sin(phase)))
		}
	}
	return u, v
}

func drifters(n int) (out [][][2]float64) {
	for k := range n {
		var path [][2]float64
		r := 2e5 + 6e5*float64(k)/float64(n)
		for s := range 60 {
			a := float64(k) + float64(s)/20
			path = append(path, [2]float64{1e6 + r*math.Cos(a), 1e6 + r*math.Sin(a) + 2e4*math.Sin(5*a)})
		}
		out = append(out, path)
	}
	return out
}

// drifting is a film of n frames of 64 x 64, with a flow that swells and two floats.
func drifting(n int) *Figure {
	times := field.Linspace("time", "s", 0, 20*86400, n)
	var figs []*Figure
	for i := range times.Values {
		a := float64(i) / 4
		seen := field.Column{Name: "dye", Unit: "mg/m^3", Values: []float64{20 + 10*math.Sin(a), 5}}
		x := field.Column{Name: "x", Unit: "m", Values: []float64{1e6 + 4e5*math.Cos(a), 5e5}}
		y := field.Column{Name: "y", Unit: "m", Values: []float64{1e6 + 4e5*math.Sin(a), 4e5 + 1e4*float64(i)}}
		figs = append(figs, Overlay(Map(basin(a)), Spots(x, y, seen)))
	}
	return Film(times, figs...)
}
