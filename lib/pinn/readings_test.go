package pinn_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/pinn"
)

func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "readings.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func ExampleReadData() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "canal.csv")
	if err := os.WriteFile(path, []byte("t (s), x (m), u (m/s), by\n0.4, -0.7, 0.61, 1\n0.1, 0.3, -0.82, 2\n0.2, 0.3, NA, 2\n"), 0o644); err != nil {
		panic(err)
	}
	d, err := pinn.ReadData(path, "u", "x", "t")
	fmt.Println(d.X, d.Values, err)
	box, err := d.Box("x", "t")
	fmt.Println(box, err)
	// Output:
	// [-0.7 0.4 0.3 0.1] [0.61 -0.82] <nil>
	// x in [-0.7, 0.3], t in [0.1, 0.4] <nil>
}

func TestBadReadings(t *testing.T) {
	for _, c := range []struct {
		text, want string
		axes       []string
	}{
		{"x,u\n1,2\n", `no column "t"; there is "x", "u"`, []string{"x", "t"}},
		{"x,t\n1,2\n", `no column "u"`, []string{"x", "t"}},
		{"x,t,u\n1,2,3\n,2,3\n", `row 2 has a value of "u", but no "x"`, []string{"x", "t"}},
		{"x,t,u\n1,inf,3\n", `row 1 has an infinite "t"`, []string{"x", "t"}},
		{"x,t,u\n1,2,-inf\n", `row 1 has an infinite "u"`, []string{"x", "t"}},
		{"x,t,u\n1,2,NA\n", "none of the 1 rows", []string{"x", "t"}},
		{"x,t,u\n1,2,wet\n", "line 2, column 3", []string{"x", "t"}},
		{"x,t,u\n1,2,3\n", "no axes", nil},
	} {
		_, err := pinn.ReadData(file(t, c.text), "u", c.axes...)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "pinn: ") {
			t.Errorf("%q: %v; want %q in it", c.text, err, c.want)
		}
	}
	if _, err := pinn.ReadData(filepath.Join(t.TempDir(), "none.csv"), "u", "x"); err == nil {
		t.Error("a file that isn't there was read")
	}
	flat := pinn.Data{X: []float64{1, 0, 1, 2}, Values: []float64{1, 2}}
	if _, err := flat.Box("x", "t"); err == nil || !strings.Contains(err.Error(), "x = 1") {
		t.Errorf("a flat box: %v", err)
	}
	if _, err := flat.Box("x", "y", "t"); err == nil {
		t.Error("a box of three axes around points of two")
	}
	// Points outside of a domain are named by the problem that has them.
	d, err := pinn.ReadData(file(t, "x,t,u\n0.5,0.5,1\n0.5,7,1\n"), "u", "x", "t")
	if err != nil {
		t.Fatal(err)
	}
	p := pinn.Problem{Domain: domain.Box(domain.Span("x", 0, 1), domain.Span("t", 0, 1)), Data: []pinn.Data{d},
		Residual: func(p *pinn.Point) *Node { return p.Field("u").D("t") }}
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), "[0.5 7]") {
		t.Errorf("a point outside: %v", err)
	}
}

// Whole places are put aside, neither the first nor the last, and nothing is lost.
func TestPutAside(t *testing.T) {
	in := domain.Box(domain.Span("x", 0, 1), domain.Span("t", 0, 1))
	for _, places := range []int{5, 40, 400} {
		var d pinn.Data
		d.Noise = 0.5
		for i := range 3 * places {
			d.X = append(d.X, float64((7*i)%places)/float64(places), float64(i%11)/11)
			d.Values = append(d.Values, float64(i))
		}
		kept, aside, err := d.PutAside(in, "x", 5)
		if err != nil {
			t.Fatal(err)
		}
		if kept.Noise != 0.5 || aside.Noise != 0.5 {
			t.Error("the noise is lost")
		}
		all := append(slices.Clone(kept.Values), aside.Values...)
		slices.Sort(all)
		if !slices.Equal(all, d.Values) {
			t.Errorf("%d places: values are lost", places)
		}
		if share := float64(len(aside.Values)) / float64(len(all)); !(share > 0.15 && share < 0.25) {
			t.Errorf("%d places: %.2f put aside", places, share)
		}
		at := map[float64]bool{}
		for i := range kept.Values {
			at[kept.X[2*i]] = true
		}
		for i := range aside.Values {
			if at[aside.X[2*i]] {
				t.Fatalf("%d places: %g is on both sides", places, aside.X[2*i])
			}
		}
		if !at[0] || !at[float64(places-1)/float64(places)] {
			t.Errorf("%d places: an end is put aside", places)
		}
	}
	d := pinn.Data{X: []float64{0, 0, 0.5, 0, 1, 0}, Values: []float64{1, 2, 3}}
	if _, aside, err := d.PutAside(in, "x", 3); err != nil || len(aside.Values) != 1 || aside.Values[0] != 2 {
		t.Errorf("%v, %v", aside, err)
	}
	for _, c := range []struct {
		axis  string
		every int
	}{{"y", 3}, {"x", 1}, {"x", 4}, {"t", 2}} {
		if _, _, err := d.PutAside(in, c.axis, c.every); err == nil {
			t.Errorf("every %d along %q was taken", c.every, c.axis)
		}
	}
	if _, _, err := (pinn.Data{X: []float64{1}, Values: []float64{1}}).PutAside(in, "x", 2); err == nil {
		t.Error("half a point was taken")
	}
}

func BenchmarkReadData(b *testing.B) {
	var text strings.Builder
	text.WriteString("x,t,u\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "%.6f,%.6f,%.6f\n", float64(i%97)/97, float64(i%31)/31, float64(i%13)/13)
	}
	path := file(b, text.String())
	for b.Loop() {
		if _, err := pinn.ReadData(path, "u", "x", "t"); err != nil {
			b.Fatal(err)
		}
	}
}
