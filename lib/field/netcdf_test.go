package field

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const nc = "internal/netcdf/testdata/"

// formats are files of the same contents, as Python's netCDF4 wrote them.
var formats = map[string]string{"cdf1.nc": "CDF-1", "cdf2.nc": "CDF-2", "cdf5.nc": "CDF-5", "hdf.nc": "NetCDF-4", "hdf_classic.nc": "NetCDF-4"}

// smallOcean is the temperature that was written: packed in hundredths about 20 degrees, missing on an island, and one number out of its valid range.
func smallOcean(t, y, x int) float64 {
	if y == 1 && x == 1 || t == 4 && y == 3 && x == 2 {
		return math.NaN()
	}
	return float64(12*t+3*y+x) / 4
}

func openNC(t testing.TB, name string) *NetCDF {
	t.Helper()
	n, err := OpenNetCDF(nc + name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

// Whatever the format, what netCDF4 wrote is what is read: packed, filled and masked values, axes and their units.
func TestNetCDF(t *testing.T) {
	for file, format := range formats {
		n := openNC(t, file)
		if n.Format != format || n.Attributes["title"] != "a small ocean" {
			t.Errorf("%s: %s, %v", file, n.Format, n.Attributes)
		}
		temp, err := n.Grid("temp")
		if err != nil {
			t.Fatal(err)
		}
		if temp.Name != "temp" || temp.Unit != "°C" || fmt.Sprint(temp.Shape()) != "[5 4 3]" {
			t.Errorf("%s: %v", file, temp)
		}
		if got, want := temp.Axes[0].Unit+", "+temp.Axes[1].Unit+", "+temp.Axes[2].Unit, "seconds since 2000-02-28T12:00:00Z, degrees_north, degrees_east"; got != want {
			t.Errorf("%s: units %s; want %s", file, got, want)
		}
		if a := temp.Axes; fmt.Sprint(a[0].Values, a[1].Values, a[2].Values) != "[0 21600 43200 64800 86400] [20 15 10 5] [50 51 52.5]" {
			t.Errorf("%s: axes %v", file, a)
		}
		for i, v := range temp.Values {
			want := smallOcean(i/12, i/3%4, i%3)
			if math.IsNaN(want) != temp.IsMissing(i) || !math.IsNaN(want) && math.Abs(v-want) > 1e-9 {
				t.Fatalf("%s: temperature %d is %v; want %v", file, i, v, want)
			}
		}
		sal, err := n.Grid("sal")
		if err != nil || !sal.IsMissing(0) || !sal.IsMissing(12) || sal.CountMissing() != 2 || sal.Values[1] != 30.25 || sal.Unit != "psu" {
			t.Errorf("%s: salinity %v (%v): its missing_value and the format's fill value stand for nothing", file, sal, err)
		}
		flag, err := n.Array("flag", nil, nil)
		if err != nil || fmt.Sprint(flag.Values) != "[0 1 255 200 5]" {
			t.Errorf("%s: unsigned bytes are %v (%v)", file, flag.Values, err)
		}
		if never, err := n.Grid("never"); err != nil || never.CountMissing() != 12 {
			t.Errorf("%s: what was never written is %v (%v)", file, never, err)
		}
		if deep, err := n.Grid("deep"); err != nil || fmt.Sprint(deep.Values) != "[0 1 2 3 4 5 6 7]" || fmt.Sprint(deep.Axes[0]) != fmt.Sprint(Axis{Name: "two", Values: []float64{0, 1}}) {
			t.Errorf("%s: %v (%v)", file, deep, err)
		}
		if one, err := n.Array("one", nil, nil); err != nil || len(one.Shape) != 0 || one.Values[0] != 42 {
			t.Errorf("%s: %v (%v)", file, one, err)
		}
		if who, err := n.Text("who"); err != nil || fmt.Sprintf("%q", who) != `["2902269" "13857" ""]` {
			t.Errorf("%s: %q (%v)", file, who, err)
		}
		if letters, err := n.Letters("who"); err != nil || string(letters[8:13]) != "13857" {
			t.Errorf("%s: %q (%v)", file, letters, err)
		}
		v, err := n.Variable("temp")
		if err != nil || v.Attributes["note8"] != strings.Repeat("note 8", 9) || fmt.Sprint(v.Attributes["valid_range"]) != "[-3000 3000]" {
			t.Errorf("%s: attributes %v (%v)", file, v.Attributes, err)
		}
	}
}

func TestNetCDF4(t *testing.T) {
	n := openNC(t, "hdf.nc")
	if names, err := n.Text("names"); err != nil || fmt.Sprint(names) != "[Arabian Sea Golf von Bengalen 北インド洋]" {
		t.Errorf("%q (%v)", names, err)
	}
	u, err := n.Grid("model/u", Part{"model/depth", 5, 15})
	if err != nil || u.Name != "u" || u.Axes[0].Name != "depth" || u.Axes[0].Unit != "m" || fmt.Sprint(u.Values) != "[4 5 6 7]" {
		t.Errorf("%v (%v)", u, err)
	}
	if v, err := n.Variable("model/u"); err != nil || v.Attributes["comment"] != "größer" {
		t.Errorf("%v (%v)", v, err)
	}
	if many, err := n.Array("many", nil, nil); err != nil || many.Values[1] != 1<<40 {
		t.Errorf("%v (%v)", many, err)
	}
	record := openNC(t, "record.nc")
	if v, err := record.Array("v", []int{1, 0}, []int{3, 3}); err != nil || fmt.Sprint(v.Values) != "[3 4 5 6 7 8 9 10 11]" {
		t.Errorf("%v (%v)", v, err)
	}
}

// A part is what cutting the whole gives, wherever it lies.
func TestNetCDFParts(t *testing.T) {
	for file := range formats {
		n := openNC(t, file)
		for t0 := range 5 {
			for y0 := range 4 {
				for x0 := range 3 {
					for _, c := range [][]int{{1, 1, 1}, {5 - t0, 4 - y0, 3 - x0}, {min(2, 5-t0), 4 - y0, 3 - x0}, {1, min(3, 4-y0), min(2, 3-x0)}, {0, 1, 1}} {
						a, err := n.Array("temp", []int{t0, y0, x0}, c)
						if err != nil {
							t.Fatal(err)
						}
						for i, v := range a.Values {
							want := smallOcean(t0+i/(c[1]*c[2]), y0+i/c[2]%c[1], x0+i%c[2])
							if math.IsNaN(v) != math.IsNaN(want) || math.Abs(v-want) > 1e-9 {
								t.Fatalf("%s: %v from %d %d %d: value %d is %v; want %v", file, c, t0, y0, x0, i, v, want)
							}
						}
					}
				}
			}
		}
		g, err := n.Grid("temp", Part{"lat", 4, 12}, Part{"time", 20000, 50000}, Part{"lon", 51, 60})
		if err != nil || fmt.Sprint(g.Axes[0].Values, g.Axes[1].Values, g.Axes[2].Values, g.Values) != "[21600 43200] [10 5] [51 52.5] [4.75 5 5.5 5.75 7.75 8 8.5 8.75]" {
			t.Errorf("%s: %v %v (%v)", file, g, g.Values, err)
		}
		up, err := g.Ascending()
		if err != nil || fmt.Sprint(up.Axes[1].Values, up.Values) != "[5 10] [5.5 5.75 4.75 5 8.5 8.75 7.75 8]" || up.Check() != nil {
			t.Errorf("%v %v (%v)", up, up.Values, err)
		}
	}
}

// Times are what cftime says, in each unit and both calendars of the world.
func TestNetCDFTimes(t *testing.T) {
	n := openNC(t, "times.nc")
	for _, v := range n.Variables {
		want, ok := v.Attributes["seconds"].([]float64)
		if !ok {
			continue
		}
		values, err := n.Array(v.Name, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := Axis{Name: "time", Values: values.Values}
		if a.Unit, err = cfTimes(a.Values, v.Attributes["units"].(string), v.Attributes["calendar"].(string)); err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		got, err := a.Times()
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		for i, w := range want {
			seconds := float64(got[i].Unix()) + float64(got[i].Nanosecond())/1e9
			if math.Abs(seconds-w) > 1e-4 {
				t.Errorf("%s: %v %s is %v, %g s off", v.Name, a.Values[i], a.Unit, got[i], seconds-w)
			}
		}
	}
	for calendar, want := range map[string]string{"noleap": "days since 2001-02-28 (noleap calendar)", "islamic": "calendar"} {
		unit, err := cfTimes([]float64{1}, "days since 2001-02-28", calendar)
		if unit != want && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %q, %v", calendar, unit, err)
		}
		if _, err := (Axis{Values: []float64{1}, Unit: want}).Times(); err == nil {
			t.Errorf("%s: an instant of another calendar", calendar)
		}
	}
	for _, bad := range []string{"months since 2000-01-01", "days since yesterday", "days since 2001-02-30", "days since 2000-13-01", "days since 2000-01-01 25:99", "days since "} {
		if unit, err := cfTimes([]float64{1}, bad, ""); err == nil {
			t.Errorf("%q was taken for %q", bad, unit)
		}
	}
	if got := []float64{Between180(350), Between180(-180), Between180(180), Between180(720.5)}; !slices.Equal(got, []float64{-10, -180, -180, 0.5}) {
		t.Error(got)
	}
}

func TestBadNetCDF(t *testing.T) {
	n := openNC(t, "cdf1.nc")
	for name, do := range map[string]func() error{
		"there is no variable":     func() error { _, err := n.Grid("salt"); return err },
		"has no axis":              func() error { _, err := n.Grid("temp", Part{"depth", 0, 1}); return err },
		"no point has lat":         func() error { _, err := n.Grid("temp", Part{"lat", 60, 70}); return err },
		"holds text":               func() error { _, err := n.Grid("who"); return err },
		"without axes":             func() error { _, err := n.Grid("one"); return err },
		"numbers, not text":        func() error { _, err := n.Text("temp"); return err },
		"no letters":               func() error { _, err := n.Letters("temp"); return err },
		"4 values from 2 on along": func() error { _, err := n.Array("deep", []int{0, 2}, []int{1, 4}); return err },
		"a part of 1 axes":         func() error { _, err := n.Array("deep", []int{0}, []int{1}); return err },
		"no such file":             func() error { _, err := OpenNetCDF("nowhere.nc"); return err },
		"neither classic":          func() error { _, err := OpenNetCDF(nc + "make.py"); return err },
		"text; read it by":         func() error { _, err := ReadNetCDF(nc+"cdf1.nc", "who"); return err },
		"have no one length":       func() error { _, err := cfTimes(nil, "months since 2001-02-28", ""); return err },
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v; want %q in it", err, name)
		}
	}
	// A file that ends too soon is an error wherever it ends, in the header or in the values; never zeros.
	for file := range formats {
		data, err := os.ReadFile(nc + file)
		if err != nil {
			t.Fatal(err)
		}
		short := filepath.Join(t.TempDir(), "short.nc")
		for at := 0; at < len(data)-64; at += 1 + len(data)/50 {
			if err := os.WriteFile(short, data[:at], 0o600); err != nil {
				t.Fatal(err)
			}
			if all, err := ReadNetCDF(short); err == nil && len(all) == 9 && !strings.HasPrefix(file, "hdf") {
				t.Errorf("%s cut after %d of %d bytes is read", file, at, len(data))
			}
		}
	}
	all, err := ReadNetCDF(nc + "hdf_classic.nc")
	if err != nil || len(all) != 8 {
		t.Errorf("%d variables of numbers with axes (%v)", len(all), err)
	}
}

// Packing is undone in all its forms, and a wrong way of undoing it is seen: this test can tell.
func TestUnpack(t *testing.T) {
	n := openNC(t, "cdf1.nc")
	v, _ := n.head.Variable("temp")
	p, err := packingOf(v)
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte{0x80, 0x00, 0xff, 0xff, 0x00, 0x01, 0x0b, 0xb9} // the fill value, -1, 1 and 3001
	got := make([]float64, 4)
	if err := p.unpack(raw, got); err != nil || !math.IsNaN(got[0]) || math.Abs(got[1]-19.99) > 1e-12 || math.Abs(got[2]-20.01) > 1e-12 || !math.IsNaN(got[3]) {
		t.Errorf("%v (%v)", got, err)
	}
	p.offset, p.scale = p.scale, p.offset
	if err := p.unpack(raw, got); err != nil || math.Abs(got[2]-20.01) < 1e-12 && math.Abs(got[1]-19.99) < 1e-12 {
		t.Errorf("scale and offset that changed places give the same: %v", got)
	}
}

func ExampleOpenNetCDF() {
	n, err := OpenNetCDF("internal/netcdf/testdata/hdf_classic.nc")
	if err != nil {
		panic(err)
	}
	defer n.Close()
	map1, err := n.Grid("temp", Part{"time", 0, 0}, Part{"lat", 0, 16})
	if err != nil {
		panic(err)
	}
	times, err := map1.Axes[0].Times()
	fmt.Println(map1)
	fmt.Println(times, err)
	// Output:
	// temp (°C) on 1 x 3 x 3 points: 0.75 to 2.75, 1 missing
	//   time (seconds since 2000-02-28T12:00:00Z): 1 point, 0 to 0
	//   lat (degrees_north): 3 points, 15 to 5
	//   lon (degrees_east): 3 points, 50 to 52.5
	// [2000-02-28 12:00:00 +0000 UTC] <nil>
}

func BenchmarkNetCDF(b *testing.B) {
	n, err := OpenNetCDF(nc + "hdf.nc")
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	b.SetBytes(60 * 2)
	for b.Loop() {
		if _, err := n.Array("temp", nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}
