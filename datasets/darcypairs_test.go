package datasets

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

func darcy(t testing.TB, p Pairs) field.Samples {
	t.Helper()
	s, err := Darcy(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// imbalance is the largest of what flows out of the cell around an inner point, less what the source makes there, over that.
func imbalance(a, u []float64, n int) float64 {
	worst := 0.0
	for i := 1; i < n-1; i++ {
		for j := 1; j < n-1; j++ {
			at, out := i*n+j, 0.0
			for _, next := range []int{at - n, at + n, at - 1, at + 1} {
				out += (a[at] + a[next]) / 2 * (u[at] - u[next])
			}
			worst = math.Max(worst, math.Abs(out*float64((n-1)*(n-1))-1))
		}
	}
	return worst
}

// Of the fine grid itself, Y has no flow out of a cell that its source doesn't make; it is 0 at the boundary, and positive inside, for the
// source is. Another's medium doesn't pass.
func TestDarcyIsInBalance(t *testing.T) {
	const n = 65
	s := darcy(t, Pairs{Count: 18, Side: n, Fine: n, Seed: 3})
	if err := s.Check(); err != nil || !slices.Equal(s.X.Shape, []int{18, n, n}) || !slices.Equal(s.Y.Shape, []int{18, n, n}) {
		t.Fatalf("%v and %v: %v", s.X.Shape, s.Y.Shape, err)
	}
	high := 0
	for i := range 18 {
		a, u := s.X.Values[i*n*n:(i+1)*n*n], s.Y.Values[i*n*n:(i+1)*n*n]
		if off := imbalance(a, u, n); off > 1e-5 {
			t.Errorf("sample %d: a cell is off by %.1e of its source", i, off)
		}
		if off := imbalance(s.X.Values[:n*n], u, n); i > 0 && off < 0.1 {
			t.Errorf("sample %d is in balance in the medium of another: this test sees nothing", i)
		}
		for at, v := range u {
			edge := at/n == 0 || at/n == n-1 || at%n == 0 || at%n == n-1
			if edge && v != 0 || !edge && !(v > 0) {
				t.Fatalf("sample %d: u is %g at point %d", i, v, at)
			}
		}
		for _, v := range a {
			if v != 3 && v != 12 {
				t.Fatalf("sample %d: a is %g", i, v)
			}
			if v == 12 {
				high++
			}
		}
	}
	if part := float64(high) / (18 * n * n); math.Abs(part-0.5) > 0.05 {
		t.Errorf("%.2f of the medium is 12, want half", part)
	}
}

// A coarse Side is made of points of a finer one; a finer solver changes u by little, by the less the finer it is.
func TestDarcyConverges(t *testing.T) {
	distance := func(a, b field.Samples) float64 {
		d, size := 0.0, 0.0
		for i, v := range b.Y.Values {
			d, size = d+(a.Y.Values[i]-v)*(a.Y.Values[i]-v), size+v*v
		}
		return math.Sqrt(d / size)
	}
	coarse, middle, fine := darcy(t, Pairs{Count: 4, Side: 16, Fine: 31}), darcy(t, Pairs{Count: 4, Side: 16, Fine: 61}), darcy(t, Pairs{Count: 4, Side: 16, Fine: 121})
	if far, near := distance(coarse, fine), distance(middle, fine); !(near < far) || near > 0.02 {
		t.Errorf("u differs by %.2g on 31 points and %.2g on 61 from that on 121", far, near)
	}
	other := darcy(t, Pairs{Count: 4, Side: 16, Fine: 121, Seed: 1})
	if d := distance(other, fine); d < 0.02 {
		t.Errorf("other media differ by only %.2g: this test sees nothing", d)
	}
	twice := darcy(t, Pairs{Count: 4, Side: 31, Fine: 121})
	for i := range 4 {
		for j := range 16 {
			for k := range 16 {
				if twice.Y.Values[i*31*31+2*j*31+2*k] != fine.Y.Values[i*256+j*16+k] {
					t.Fatalf("sample %d differs on a Side of 16 and one of 31", i)
				}
			}
		}
	}
}

// From a cache come the same bits, of fewer too.
func TestDarcyCache(t *testing.T) {
	p := Pairs{Count: 20, Side: 16, Fine: 31, Cache: t.TempDir()}
	first, again := darcy(t, p), darcy(t, p)
	p.Count = 3
	fewer := darcy(t, p)
	if !slices.Equal(first.Y.Values, again.Y.Values) || !slices.Equal(first.X.Values, again.X.Values) || !slices.Equal(fewer.Y.Values, first.Y.Values[:3*256]) {
		t.Error("the samples differ")
	}
}

// On disk they are the same pairs, whether a cache has some of them, all, or none; and what is lost there is said.
func TestDarcyOnDisk(t *testing.T) {
	p := Pairs{Count: 36, Side: 16, Fine: 31, Cache: t.TempDir()}
	want := darcy(t, Pairs{Count: 36, Side: 16, Fine: 31})
	darcy(t, Pairs{Count: 3, Side: 16, Fine: 31, Cache: p.Cache})
	var heard []int
	p.Observe = func(progress field.Progress) error {
		heard = append(heard, progress.Step)
		return nil
	}
	for range 2 {
		s, err := DarcyOnDisk(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Samples()
		if err != nil || got.Check() != nil || !slices.Equal(got.X.Values, want.X.Values) || !slices.Equal(got.Y.Values, want.Y.Values) {
			t.Errorf("the pairs on disk differ: %v", err)
		}
		_, test := s.Split(30)
		x, y := make([]float64, 256), make([]float64, 256)
		if err := test.Read(5, x, y); err != nil || !slices.Equal(y, want.Y.Values[35*256:]) {
			t.Errorf("the last pair differs: %v", err)
		}
	}
	if !slices.Equal(heard, []int{16, 32, 36, 16, 32, 36}) {
		t.Errorf("heard of %v", heard)
	}
	s, err := DarcyOnDisk(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(p.Cache); err != nil {
		t.Fatal(err)
	}
	if err := s.Read(0, make([]float64, 256), make([]float64, 256)); err == nil || !strings.Contains(err.Error(), "make the set again") {
		t.Errorf("nothing is left: %v", err)
	}
	if _, err := DarcyOnDisk(Pairs{}); err == nil || !strings.Contains(err.Error(), "name one in Cache") {
		t.Errorf("no disk: %v", err)
	}
}

func TestBadDarcy(t *testing.T) {
	for _, c := range []struct {
		p    Pairs
		says string
	}{
		{Pairs{Side: 64, Fine: 128}, "63 divides Fine-1"}, {Pairs{Side: 64, Fine: 32}, "63 divides Fine-1"}, {Pairs{Viscosity: 1}, "leave Viscosity 0"}, {Pairs{Count: -2}, "-2 samples"},
	} {
		if _, err := Darcy(c.p); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.p, err, c.says)
		}
	}
}

func ExampleDarcy() {
	all, err := Darcy(Pairs{Count: 12, Side: 16, Fine: 61, Seed: 7})
	if err != nil {
		panic(err)
	}
	train, test := all.Split(10)
	fmt.Println(train.X.Shape, test.Y.Shape)
	fmt.Printf("%.0f %.4g\n", train.X.Values[8*16+8], train.Y.Values[8*16+8])
	// Output:
	// [10 16 16] [2 16 16]
	// 3 0.01452
}

func BenchmarkDarcy(b *testing.B) {
	for _, side := range []int{16, 85} {
		b.Run(fmt.Sprint(side), func(b *testing.B) {
			for b.Loop() {
				if _, err := Darcy(Pairs{Count: 16, Side: side}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
