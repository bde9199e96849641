package field

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// anyFloat draws from all the bit patterns there are, so subnormals and the ends of the range come
// up; one in four is a short decimal, as people write.
func anyFloat(r *rand.Rand) float64 {
	if r.IntN(4) == 0 {
		return float64(r.IntN(2000)-1000) / 8
	}
	return math.Float64frombits(r.Uint64())
}

func anyName(r *rand.Rand, i int) string {
	odd := []string{"hare", "x, y", "a;b", `say "u"`, "#1", "f(x)", "τ", "1960", "NA", "[p]", "a\tb", "\uFEFFx", "u (m) mean", "t'", "-"}
	return odd[r.IntN(len(odd))] + strings.Repeat("'", i) // primes tell equal ones apart
}

func anySeries(r *rand.Rand) Series {
	units := []string{"", "m/s", "W/(m^2 K)", "10^6 m^3", "days since 1958-03-29", "1]", "°C"}
	rows := 1 + r.IntN(30)
	seen := map[float64]bool{}
	s := Series{Axis: Axis{Name: anyName(r, 0), Unit: units[r.IntN(len(units))]}}
	for len(s.Axis.Values) < rows {
		v := anyFloat(r)
		if finite(v) && !seen[v] {
			seen[v] = true
			s.Axis.Values = append(s.Axis.Values, v)
		}
	}
	slices.Sort(s.Axis.Values)
	if r.IntN(2) == 0 {
		slices.Reverse(s.Axis.Values)
	}
	for j := range r.IntN(5) {
		c := Column{Name: anyName(r, j+1), Unit: units[r.IntN(len(units))]}
		gaps := r.IntN(2) == 0
		for range rows {
			v, missing := anyFloat(r), gaps && r.IntN(3) == 0
			if missing {
				v = math.NaN()
			} else if math.IsNaN(v) {
				v = 1
			}
			if c.Values = append(c.Values, v); missing && c.Missing == nil {
				c.Missing = make([]bool, len(c.Values)-1, rows)
			}
			if c.Missing != nil {
				c.Missing = append(c.Missing, missing)
			}
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

// csvFailure looks for a series that does not come back as it went out, and describes it.
func csvFailure(write func(Series) ([]byte, error)) string {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		s := anySeries(r)
		text, err := write(s)
		if err != nil {
			return fmt.Sprintf("series %d: %v", i, err)
		}
		got, err := ParseCSV(text)
		if err != nil {
			return fmt.Sprintf("series %d: %v\n%s", i, err, text)
		}
		if d := differ(got, s); d != "" {
			return fmt.Sprintf("series %d: %s\n%s", i, d, text)
		}
	}
	return ""
}

func TestCSVRoundTrip(t *testing.T) {
	if f := csvFailure(Series.CSV); f != "" {
		t.Error(f)
	}
	// The control: a writer that keeps 15 digits, as many tools do, must be caught.
	short := func(s Series) ([]byte, error) {
		s.Columns = slices.Clone(s.Columns)
		for j, c := range s.Columns {
			values := make([]float64, len(c.Values))
			for i, v := range c.Values {
				values[i], _ = strconv.ParseFloat(fmt.Sprintf("%.15g", v), 64)
			}
			s.Columns[j].Values = values
		}
		return s.CSV()
	}
	if csvFailure(short) == "" {
		t.Error("numbers of 15 digits passed: the test can't see a lost bit")
	}
}

func TestCSVRefusesToWrite(t *testing.T) {
	axis := Axis{Name: "t", Values: []float64{1}}
	for say, s := range map[string]Series{
		"would not read back the same": {Axis: axis, Columns: []Column{{Name: " u", Values: []float64{1}}}},
		"no line breaks":               {Axis: axis, Columns: []Column{{Name: "u\nv", Values: []float64{1}}}},
		"give it a name":               {Axis: Axis{Values: []float64{1}}},
		"has no values":                {Axis: Axis{Name: "t"}},
		"has 2 values but the axis":    {Axis: axis, Columns: []Column{{Name: "u", Values: []float64{1, 2}}}},
	} {
		path := filepath.Join(t.TempDir(), "out.csv")
		if err := s.WriteCSV(path); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("the error is %v; want one that says %q", err, say)
		}
		leftNothing(t, filepath.Dir(path))
	}
}

func anyArray(r *rand.Rand) Array {
	shape := make([]int, r.IntN(5))
	for i := range shape {
		shape[i] = r.IntN(5)
	}
	a := NewArray(shape...)
	for i := range a.Values {
		a.Values[i] = anyFloat(r)
	}
	return a
}

func TestNPYAndNPZRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	path := filepath.Join(t.TempDir(), "a.npz")
	for i := range 300 {
		in := map[string]Array{}
		for j := range r.IntN(4) {
			in[anyName(r, j)] = anyArray(r)
		}
		if err := WriteNPZ(path, in); err != nil {
			t.Fatal(err)
		}
		out, err := ReadNPZ(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != len(in) {
			t.Fatalf("archive %d: %d arrays came back of %d", i, len(out), len(in))
		}
		for name, a := range in {
			if b := out[name]; !slices.Equal(a.Shape, b.Shape) || !sameBits(a.Values, b.Values) {
				t.Fatalf("archive %d: %s: wrote %v, read %v", i, name, a, b)
			}
		}
	}
}

// rowMajor against a direct formula, and against itself left out: a reader that ignores the order
// gives the transpose, which must not pass.
func TestRowMajor(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	reordered := false
	for range 200 {
		shape := []int{1 + r.IntN(4), 1 + r.IntN(4), 1 + r.IntN(4)}
		want := NewArray(shape...)
		columnMajor := make([]float64, len(want.Values))
		for i := range shape[0] {
			for j := range shape[1] {
				for k := range shape[2] {
					v := r.Float64()
					want.Values[(i*shape[1]+j)*shape[2]+k] = v
					columnMajor[i+shape[0]*(j+shape[1]*k)] = v
				}
			}
		}
		if got := rowMajor(columnMajor, shape); !sameBits(got, want.Values) {
			t.Fatalf("shape %v: got %v, want %v", shape, got, want.Values)
		}
		reordered = reordered || !sameBits(columnMajor, want.Values)
	}
	if !reordered {
		t.Error("no case told row-major from column-major")
	}
}
