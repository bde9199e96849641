package datasets_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
)

// places that everybody knows, and whether they are land.
var places = []struct {
	name     string
	lon, lat float64
	land     bool
}{
	{"Delhi", 77.2, 28.6, true}, {"Mumbai's hinterland", 74, 19, true}, {"the middle of the Arabian Sea", 64, 15, false}, {"the Bay of Bengal", 88, 15, false},
	{"Sana'a", 44.2, 15.4, true}, {"the Red Sea", 38.5, 20, false}, {"Sri Lanka", 80.7, 7.5, true}, {"the Caspian Sea", 51, 41, false}, {"Moscow", 37.6, 55.8, true},
	{"New Zealand", 175.5, -39, true}, {"the South Pole", 0, -90, true}, {"the Ross Ice Shelf's edge is water north of it", -175, -74, false}, {"the North Pole", 10, 90, false},
	{"Chukotka across 180 degrees", -175, 67, true}, {"Fiji's sea", -179.5, -14, false}, {"Greenland", -40, 72, true}, {"the Pacific", -140, 0, false}, {"Kansas", -98, 38.5, true},
}

func TestCoast(t *testing.T) {
	points := 0
	for i, ring := range datasets.Coastline() {
		points += len(ring)
		if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			t.Errorf("ring %d of %d points isn't closed", i, len(ring))
		}
		for _, p := range ring {
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
				t.Errorf("ring %d reaches %v", i, p)
			}
		}
	}
	if n := len(datasets.Coastline()); n != 130 || points != 5152 {
		t.Errorf("%d lines of %d points", n, points)
	}
	for _, p := range places {
		for _, turn := range []float64{0, 360} {
			if got := datasets.IsLand(p.lon+turn, p.lat); got != p.land {
				t.Errorf("%s: land %t", p.name, got)
			}
		}
	}
	datasets.Coastline()[0][0] = [2]float64{0, 0}
	if datasets.Coastline()[0][0] == [2]float64{0, 0} {
		t.Error("a change to one copy shows in the next")
	}
}

// The share of the globe that is land, 29.2% (Eakins and Sharman 2010, from ETOPO1), comes out of the mask, weighted by area; ice shelves count as land in
// Natural Earth, so it is a little more. Without the weights it is not: the test can tell.
func TestLandShare(t *testing.T) {
	lat, lon := field.Linspace("lat", "degrees_north", -89.5, 89.5, 180), field.Linspace("lon", "degrees_east", 0.5, 359.5, 360)
	mask, err := datasets.LandMask(lat, lon)
	if err != nil {
		t.Fatal(err)
	}
	land, all, plain := 0.0, 0.0, 0.0
	for i, is := range mask {
		w := math.Cos(lat.Values[i/360] * math.Pi / 180)
		all += w
		if is {
			land += w
			plain += 1.0 / float64(len(mask))
		}
		if is != datasets.IsLand(lon.Values[i%360], lat.Values[i/360]) {
			t.Fatalf("the mask and the place differ at %d", i)
		}
	}
	if share := land / all; math.Abs(share-0.292) > 0.006 {
		t.Errorf("land is %.4f of the globe", share)
	}
	if math.Abs(plain-0.292) < 0.006 {
		t.Errorf("without the weights it is as good: %.4f", plain)
	}
}

func TestBadMask(t *testing.T) {
	good := field.Linspace("lat", "degrees_north", 0, 10, 3)
	for want, axes := range map[string][2]field.Axis{
		"latitudes from":  {field.Linspace("lat", "", 0, 100, 3), good},
		"longitudes from": {good, field.Linspace("lon", "", 0, 1e6, 3)},
		"no values":       {{Name: "lat"}, good},
	} {
		if _, err := datasets.LandMask(axes[0], axes[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

func ExampleLandMask() {
	mask, err := datasets.LandMask(field.Linspace("lat", "degrees_north", 25, 5, 5), field.Linspace("lon", "degrees_east", 45, 85, 20))
	if err != nil {
		panic(err)
	}
	for y := range 5 {
		for x := range 20 {
			fmt.Print(map[bool]string{true: "#", false: "."}[mask[y*20+x]])
		}
		fmt.Println()
	}
	// Output:
	// ####.#.....#########
	// #######.......######
	// ###...........###...
	// ###............##...
	// ##..................
}

func BenchmarkLandMask(b *testing.B) {
	lat, lon := field.Linspace("lat", "degrees_north", 0, 30, 512), field.Linspace("lon", "degrees_east", 40, 100, 512)
	for b.Loop() {
		if _, err := datasets.LandMask(lat, lon); err != nil {
			b.Fatal(err)
		}
	}
}
