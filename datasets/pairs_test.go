package datasets

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// The data of a set that is quick to make.
func few(p Pairs) Pairs {
	p.Side, p.Fine, p.Seed = 64, 256, 7
	return p
}

func burgersPairs(t testing.TB, p Pairs) field.Samples {
	t.Helper()
	s, err := BurgersPairs(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Y is X by the formula of Cole and Hopf: with p(x) = integral of u, u(x, t) = integral of (x-z)/t G(z) dz / integral of G(z) dz,
// G = exp(-(p(z)/2 + (x-z)^2/(4 t)) / nu), the integrals over the line, here at t = 1. X must be the field that was drawn, to the last
// digit, so it is drawn again on the fine grid.
func TestBurgersPairsObeyColeAndHopf(t *testing.T) {
	withXLA(t)
	const n, nu = 1024, 0.1
	pairs := burgersPairs(t, Pairs{Count: 3, Side: 64, Fine: n, Seed: 7})
	for i := range 3 {
		fine := burgersField.circle(random(7, i, "burgers"), n)
		p := make([]float64, n+1) // by the trapezium rule, exact to the fine grid's second order
		for j := range n {
			p[j+1] = p[j] + (fine[j]+fine[(j+1)%n])/(2*n)
		}
		worst, size := 0.0, 0.0
		for j := range 64 {
			if pairs.X.Values[i*64+j] != fine[j*n/64] {
				t.Fatalf("sample %d, point %d: X isn't the field that was drawn", i, j)
			}
			x := float64(j) / 64
			over, under := 0.0, 0.0
			for k := -4 * n; k < 4*n; k++ {
				z := x + float64(k)/n
				at := (j*n/64 + k + 8*n) % n
				g := math.Exp(-(p[at]/2 + (x-z)*(x-z)/4) / nu)
				over, under = over+(x-z)*g, under+g
			}
			worst = math.Max(worst, math.Abs(pairs.Y.Values[i*64+j]-over/under))
			size = math.Max(size, math.Abs(over/under))
		}
		if worst > 1e-4*size {
			t.Errorf("sample %d is off the exact solution by %.1e of its size", i, worst/size)
		}
	}
}

// On twice the points the same samples come out.
func TestBurgersPairsConverge(t *testing.T) {
	withXLA(t)
	coarse, fine := burgersPairs(t, Pairs{Count: 2, Side: 128, Fine: 512}), burgersPairs(t, Pairs{Count: 2, Side: 256, Fine: 2048})
	for i, v := range coarse.Y.Values {
		if off := math.Abs(v - fine.Y.Values[2*i]); off > 1e-9 {
			t.Fatalf("Y %d is off by %.1e between 512 and 2048 points", i, off)
		}
	}
	other := burgersPairs(t, Pairs{Count: 2, Side: 128, Fine: 512, Seed: 1})
	if math.Abs(other.Y.Values[0]-fine.Y.Values[0]) < 1e-6 {
		t.Error("another seed gives the same sample: this test sees nothing")
	}
}

// However many are asked for, from a cache or not, and after an interruption: sample i has the same bits.
func TestCache(t *testing.T) {
	withXLA(t)
	cache := filepath.Join(t.TempDir(), "sets", "here")
	want := burgersPairs(t, few(Pairs{Count: 40}))
	enough := errors.New("enough")
	var heard []int
	part, err := BurgersPairs(few(Pairs{Count: 40, Cache: cache, Observe: func(p field.Progress) error {
		heard = append(heard, p.Step, p.Total)
		if p.Step >= 32 {
			return enough
		}
		return nil
	}}))
	if !errors.Is(err, enough) || part.Len() != 32 || !slices.Equal(heard, []int{16, 40, 32, 40}) {
		t.Errorf("stopped with %d samples, having heard %v: %v", part.Len(), heard, err)
	}
	same := func(of string, s field.Samples) {
		t.Helper()
		n := s.X.Shape[0] * 64
		if s.Check() != nil || !slices.Equal(s.X.Values, want.X.Values[:n]) || !slices.Equal(s.Y.Values, want.Y.Values[:n]) {
			t.Errorf("%s: the samples differ", of)
		}
	}
	same("until it was stopped", part)
	folders, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("%v in the cache: %v", folders, err)
	}
	before := stamps(t, folders[0])
	if len(before) != 2 {
		t.Fatalf("%v after two chunks", before)
	}
	same("resumed", burgersPairs(t, few(Pairs{Count: 40, Cache: cache})))
	after := stamps(t, folders[0])
	if len(after) != 3 {
		t.Errorf("%v after all", after)
	}
	for name, at := range before {
		if after[name] != at {
			t.Errorf("%s was made again", name)
		}
	}
	same("fewer", burgersPairs(t, few(Pairs{Count: 5, Cache: cache})))
	same("read", burgersPairs(t, few(Pairs{Count: 40, Cache: cache})))

	// A damaged chunk is made again; a change in one that isn't damaged is what comes out, so chunks are read indeed.
	first := filepath.Join(folders[0], "000000.npz")
	whole, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first, whole[:len(whole)/2], 0o666); err != nil {
		t.Fatal(err)
	}
	same("after damage", burgersPairs(t, few(Pairs{Count: 40, Cache: cache})))
	arrays, err := field.ReadNPZ(first)
	if err != nil {
		t.Fatal(err)
	}
	arrays["x"].Values[3] = 1e9
	if err := field.WriteNPZ(first, arrays); err != nil {
		t.Fatal(err)
	}
	if got := burgersPairs(t, few(Pairs{Count: 5, Cache: cache})); got.X.Values[3] != 1e9 {
		t.Error("the cache isn't read: this test sees nothing")
	}
	// Another setting has another folder.
	other := few(Pairs{Count: 5, Cache: cache})
	other.Viscosity = 0.2
	if got := burgersPairs(t, other); got.X.Values[3] == 1e9 || got.Y.Values[3] == want.Y.Values[3] {
		t.Error("another viscosity has the same samples")
	}
}

// stamps are the times of a folder's files, by their names.
func stamps(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = fmt.Sprint(info.ModTime().UnixNano())
	}
	return all
}

func TestBadPairs(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p    Pairs
		says string
	}{
		{Pairs{Count: -1}, "-1 samples"}, {Pairs{Side: 7}, "a side of 7"}, {Pairs{Side: -3}, "a side of -3"}, {Pairs{Fine: -2}, "-2 points"},
		{Pairs{Viscosity: -1}, "a viscosity of -1"}, {Pairs{Viscosity: math.NaN()}, "a viscosity of NaN"},
		{Pairs{Side: 64, Fine: 96}, "aren't a multiple"}, {Pairs{Cache: blocked}, "not a directory"}, {Pairs{Count: 1 << 50}, "more than memory holds"},
	} {
		if s, err := BurgersPairs(c.p); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), c.says) || s.X.Values != nil {
			t.Errorf("%+v: %v, want %q", c.p, err, c.says)
		}
	}
	withXLA(t)
	if _, err := BurgersPairs(Pairs{Count: 1, Side: 64, Fine: 64, Viscosity: 0.001}); err == nil || !strings.Contains(err.Error(), "don't resolve sample") {
		t.Errorf("a shock on 64 points: %v", err)
	}
}

func BenchmarkBurgersPairs(b *testing.B) {
	withXLA(b)
	for b.Loop() {
		if _, err := BurgersPairs(Pairs{Count: 16}); err != nil {
			b.Fatal(err)
		}
	}
}
