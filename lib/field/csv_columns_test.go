package field

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Rows in any order, with values that repeat, and gaps, come back as they stand.
func TestParseColumns(t *testing.T) {
	got, err := ParseColumns([]byte("# probes\nx (m);t (s);u [m/s]\n0,5;2;1\n0,5;1;NA\n-1;2;-3e-1\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Column{
		{"x", "m", []float64{0.5, 0.5, -1}, nil}, {"t", "s", []float64{2, 1, 2}, nil},
		{"u", "m/s", []float64{1, nan, -0.3}, []bool{false, true, false}},
	}
	rows := Axis{"row", "", []float64{1, 2, 3}}
	if d := differ(Series{rows, got}, Series{rows, want}); d != "" {
		t.Errorf("%s\n%v", d, got)
	}
	// As a series it is refused: its first column is no axis.
	if _, err := ParseCSV([]byte("x,t\n1,2\n0,1\n3,4\n")); err == nil {
		t.Error("an axis in no order was taken")
	}
}

func TestReadColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "probes.csv")
	if err := os.WriteFile(path, []byte("x,u\n2,1\n1,2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := ReadColumns(path)
	if err != nil || len(got) != 2 || got[0].Values[1] != 1 || got[1].Values[1] != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestBadColumns(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no table"}, {"1,2\n", "holds numbers, not names"}, {"x,u\n", "no numbers follow"}, {"x,x\n1,2\n", "column 1's already"},
		{"x,u\n1,2\n1\n", "line 3: there are 1 cells"}, {"x,u\n1,2\n3,hot\n", "line 3, column 2: (u)"}, {"x,u\ncold,2\n", "line 2, column 1: (x)"},
		{"x,\n1,2\n", "column 2 has values but no name"},
	} {
		if _, err := ParseColumns([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v; want %q in it", c.text, err, c.want)
		}
	}
	if _, err := ReadColumns(filepath.Join(t.TempDir(), "none.csv")); err == nil {
		t.Error("a file that isn't there was read")
	}
}

// What is read is sound: columns of one length, whose values are what Missing says.
func FuzzReadColumns(f *testing.F) {
	for _, seed := range []string{"x (m), u\n1, NA\n1, 2\n", "x;u [m]\r\n1,5;2,5\r\n0;-\r\n", "x,,\n1,,\n,,,\n0,,\n", ",u\n0,5\n", "x\n2000-01-01\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		columns, err := ParseColumns(text)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, c := range columns {
			if len(c.Values) != len(columns[0].Values) || len(c.Values) == 0 || c.Missing != nil && len(c.Missing) != len(c.Values) {
				t.Fatalf("%q has %d values and %d marks; the first has %d values", c.Name, len(c.Values), len(c.Missing), len(columns[0].Values))
			}
			if c.Name == "" || seen[c.Name] {
				t.Fatalf("the name %q is empty, or comes twice", c.Name)
			}
			seen[c.Name] = true
			for i, v := range c.Values {
				if c.Missing != nil && c.Missing[i] != math.IsNaN(v) || c.Missing == nil && math.IsNaN(v) {
					t.Fatalf("%q: value %d is %g, and its mark says otherwise", c.Name, i, v)
				}
			}
		}
	})
}
