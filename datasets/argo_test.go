package datasets_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/datasets"
)

// Of six profiles a day, in Argo's format, come those that are good: real-time values where there are no others, adjusted ones where there are,
// none whose place is bad, whose levels lie too far apart, or that was read before.
func TestReadFloats(t *testing.T) {
	f, err := datasets.ReadFloats("testdata/argo", datasets.Pick{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "temperature" || f.Unit != "°C" || f.TimeUnit != "days since 1950-01-01" || f.Pressure != 100 {
		t.Errorf("%v", f)
	}
	if got, want := fmt.Sprint(f.Float), "[2902269 1901897 2902269 1901897]"; got != want {
		t.Fatalf("floats %s; want %s", got, want)
	}
	for i, want := range []float64{21, 21, 22, 22} { // 26 - 100/20, and a degree more ten days later
		if math.Abs(f.Values[i]-want) > 1e-5 {
			t.Errorf("dive %d: %v; want %v (the raw value of a delayed profile is 5 degrees off)", i, f.Values[i], want)
		}
	}
	if fmt.Sprint(f.Lon, f.Lat, f.Time) != "[60 62 60.1 62.1] [10 12 10.1 12.1] [26663.5 26663.6 26673.5 26673.6]" {
		t.Errorf("%v %v %v", f.Lon, f.Lat, f.Time)
	}
	if paths := f.Tracks(); fmt.Sprint(paths) != "[[[62 12] [62.1 12.1]] [[60 10] [60.1 10.1]]]" {
		t.Errorf("%v", paths)
	}
	deeper, err := datasets.ReadFloats("testdata/argo/20230101_prof.nc", datasets.Pick{Pressure: 50, West: 59, East: 67, South: 0, North: 20})
	if err != nil || fmt.Sprint(deeper.Float) != "[2902269 1901897 6903060]" || math.Abs(deeper.Values[2]-23.5) > 1e-5 {
		t.Errorf("%v %v (%v)", deeper, deeper.Values, err)
	}
}

// A table that was written reads back the same, to the three digits that are written.
func TestFloatsCSV(t *testing.T) {
	f, _, err := datasets.Rehearsal{Floats: 4, Dives: 3}.Run()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "floats.csv")
	if err := os.WriteFile(path, f.CSV("made up"), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := datasets.ReadFloats(path, datasets.Pick{})
	if err != nil {
		t.Fatal(err)
	}
	if g.Name != f.Name || g.Unit != f.Unit || g.TimeUnit != f.TimeUnit || fmt.Sprint(g.Float) != fmt.Sprint(f.Float) {
		t.Errorf("%v; want %v", g, f)
	}
	for i := range f.Values {
		for k, pair := range [][2]float64{{g.Values[i], f.Values[i]}, {g.Lon[i], f.Lon[i]}, {g.Lat[i], f.Lat[i]}, {g.Time[i], f.Time[i]}} {
			if math.Abs(pair[0]-pair[1]) > 5.1e-4 {
				t.Errorf("row %d, part %d: %v", i, k, pair)
			}
		}
	}
}

// The rehearsal's sea has the mean, season and spread that it says, and its floats stay at sea; another seed is another sea.
func TestRehearsal(t *testing.T) {
	f, sea, err := datasets.Rehearsal{Seed: 1}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if f.Count() != 60 || f.Len() != 1200 {
		t.Errorf("%v", f)
	}
	truth, err := sea.At(f.Lon, f.Lat, f.Time)
	if err != nil {
		t.Fatal(err)
	}
	off := 0.0
	for i := range f.Values {
		if datasets.IsLand(f.Lon[i], f.Lat[i]) {
			t.Errorf("float %d is ashore at %.2f, %.2f", f.Float[i], f.Lon[i], f.Lat[i])
		}
		off += math.Pow(f.Values[i]-truth[i], 2) / float64(f.Len())
	}
	if want := math.Hypot(1.1, 0.1); math.Abs(math.Sqrt(off)-want) > 0.12 {
		t.Errorf("readings are %.3f off the sea; want %.3f", math.Sqrt(off), want)
	}
	// Over many seas the spread at one place and day is the field's size, and two places a length apart have Matérn's correlation.
	square, product := 0.0, 0.0
	const seas = 300
	for seed := range uint64(seas) {
		_, s, err := datasets.Rehearsal{Floats: 1, Dives: 1, Seed: seed}.Run()
		if err != nil {
			t.Fatal(err)
		}
		v, err := s.At([]float64{64, 64}, []float64{12, 12 + 420/111.19}, []float64{120, 120})
		if err != nil {
			t.Fatal(err)
		}
		a, b := v[0]-23.8, v[1]-23.8
		square, product = square+(a*a+b*b)/2/seas, product+a*b/seas
	}
	r := math.Sqrt(5)
	want := (1 + r + r*r/3) * math.Exp(-r)
	if math.Abs(math.Sqrt(square)-2.1) > 0.25 || math.Abs(product/square-want) > 0.12 {
		t.Errorf("spread %.3f, correlation at a length %.3f; want 2.1 and %.3f", math.Sqrt(square), product/square, want)
	}
	other, _, err := datasets.Rehearsal{Seed: 2}.Run()
	again, _, _ := datasets.Rehearsal{Seed: 1}.Run()
	if err != nil || other.Values[0] == f.Values[0] || again.Values[99] != f.Values[99] {
		t.Errorf("seeds (%v)", err)
	}
}

func TestBadFloats(t *testing.T) {
	folder := t.TempDir()
	table := filepath.Join(folder, "a.csv")
	if err := os.WriteFile(table, []byte("float,lon\n1,2\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, do := range map[string]func() error{
		"no such file":    func() error { _, err := datasets.ReadFloats("nowhere.nc", datasets.Pick{}); return err },
		"holds no .nc":    func() error { _, err := datasets.ReadFloats(folder, datasets.Pick{}); return err },
		"are read from":   func() error { _, err := datasets.ReadFloats("coast.go", datasets.Pick{}); return err },
		"name them float": func() error { _, err := datasets.ReadFloats(table, datasets.Pick{}); return err },
		"PSAL": func() error {
			_, err := datasets.ReadFloats("testdata/argo", datasets.Pick{Parameter: "PSAL"})
			return err
		},
		"none of 4": func() error {
			_, err := datasets.ReadFloats("testdata/argo", datasets.Pick{West: 1, East: 2})
			return err
		},
		"a pressure above 0": func() error { _, err := datasets.ReadFloats("testdata/argo", datasets.Pick{Pressure: -5}); return err },
		"-1 floats":          func() error { _, _, err := datasets.Rehearsal{Floats: -1}.Run(); return err },
		"hardly any sea": func() error {
			_, _, err := datasets.Rehearsal{West: 70, East: 80, South: 50, North: 55}.Run()
			return err
		},
		"west before east":   func() error { _, _, err := datasets.Rehearsal{West: 10, East: 5, South: 1, North: 2}.Run(); return err },
		"sizes, lengths":     func() error { _, _, err := datasets.Rehearsal{Noise: -1}.Run(); return err },
		"a sea that was Run": func() error { _, err := (datasets.Sea{}).At([]float64{1}, []float64{1}, []float64{1}); return err },
		"\"PLATFORM_NUMBER\"": func() error {
			_, err := datasets.ReadFloats("../lib/field/internal/netcdf/testdata/record.nc", datasets.Pick{})
			return err
		},
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q in it", err, want)
		}
	}
}

func ExampleReadFloats() {
	f, err := datasets.ReadFloats("testdata/argo", datasets.Pick{Pressure: 100})
	if err != nil {
		panic(err)
	}
	fmt.Println(f.Count(), "floats,", f.Len(), "dives;", f.Name, "in", f.Unit)
	// Output: 2 floats, 4 dives; temperature in °C
}

func ExampleRehearsal_Run() {
	f, sea, err := datasets.Rehearsal{Floats: 3, Dives: 5}.Run()
	if err != nil {
		panic(err)
	}
	truth, err := sea.At(f.Lon[:1], f.Lat[:1], f.Time[:1])
	fmt.Println(f.Count(), "floats,", f.Len(), "dives; the first is less than 5 degrees off the sea:", math.Abs(truth[0]-f.Values[0]) < 5, err)
	// Output: 3 floats, 15 dives; the first is less than 5 degrees off the sea: true <nil>
}

func BenchmarkReadFloats(b *testing.B) {
	for b.Loop() {
		if _, err := datasets.ReadFloats("testdata/argo", datasets.Pick{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRehearsal(b *testing.B) {
	for b.Loop() {
		if _, _, err := (datasets.Rehearsal{}).Run(); err != nil {
			b.Fatal(err)
		}
	}
}
