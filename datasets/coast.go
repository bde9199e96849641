package datasets

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sublunar/lib/field"
)

//go:embed coast110.csv
var coastText string

// coast is the rings of the embedded text.
var coast = sync.OnceValue(func() (rings [][][2]float64) {
	for line := range strings.Lines(coastText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var ring [][2]float64
		for _, point := range strings.Fields(line) {
			x, y, _ := strings.Cut(point, ",")
			lon, err1 := strconv.ParseFloat(x, 64)
			lat, err2 := strconv.ParseFloat(y, 64)
			if err1 != nil || err2 != nil {
				// The text is part of the program, and a test reads it.
				panic(fmt.Sprintf("datasets: the embedded coast is broken at %q", point))
			}
			ring = append(ring, [2]float64{lon, lat})
		}
		rings = append(rings, ring)
	}
	return rings
})

// Coastline returns the shores of the world at 1:110 million, for maps of oceans and continents: 130 closed lines of longitude (degrees east, -180
// to 180) and latitude (degrees north), 5,152 points, as plot.Coast takes them. Within a kilometre the places are as good as the scale, which
// leaves out islands smaller than some 50 km. The Caspian Sea is a line within another.
//
// It is the land of Natural Earth (https://www.naturalearthdata.com), in the public domain, by way of world-atlas 2.0.2. Lines that reach over
// 180 degrees are cut there.
func Coastline() [][][2]float64 {
	rings := make([][][2]float64, len(coast()))
	for i, ring := range coast() {
		rings[i] = slices.Clone(ring)
	}
	return rings
}

// LandMask says for each point of a map, [latitude, longitude] row-major, whether it is land on the [Coastline]. The axes are in degrees north
// and east; longitudes may run from -180 or from 0. A map of 512 x 512 points takes some milliseconds.
func LandMask(lat, lon field.Axis) ([]bool, error) {
	for _, a := range []field.Axis{lat, lon} {
		if err := a.Check(); err != nil {
			return nil, fmt.Errorf("datasets: a land mask: %w", err)
		}
	}
	if lo, hi := slices.Min(lat.Values), slices.Max(lat.Values); lo < -90 || hi > 90 {
		return nil, fmt.Errorf("datasets: a land mask of latitudes from %g to %g; give degrees north, -90 to 90", lo, hi)
	}
	if lo, hi := slices.Min(lon.Values), slices.Max(lon.Values); lo < -360 || hi > 540 || hi-lo > 361 {
		return nil, fmt.Errorf("datasets: a land mask of longitudes from %g to %g; give degrees east, -180 to 180 or 0 to 360", lo, hi)
	}
	out := make([]bool, 0, lat.Len()*lon.Len())
	for _, y := range lat.Values {
		cuts := cuts(y)
		for _, x := range lon.Values {
			out = append(out, odd(cuts, x))
		}
	}
	return out, nil
}

// IsLand says whether a place, in degrees east and north, is land on the [Coastline].
func IsLand(lon, lat float64) bool { return odd(cuts(lat), lon) }

// cuts are the longitudes at which a parallel crosses a shore, ascending.
func cuts(lat float64) (all []float64) {
	lat = min(max(lat, -90+1e-9), 90) // the pole itself is the edge of the map's Antarctica
	for _, ring := range coast() {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			// Half open, so that a corner on the parallel counts once.
			if (a[1] <= lat) != (b[1] <= lat) {
				all = append(all, a[0]+(lat-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(all)
	return all
}

// odd says whether an odd number of shores lies west of a longitude.
func odd(cuts []float64, lon float64) bool {
	west, _ := slices.BinarySearch(cuts, field.Between180(lon))
	return west%2 == 1
}
