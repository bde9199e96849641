package datasets

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/pde"
)

// The shock of the inviscid equation brings in height^2/2 a unit of time; and the ramp's slope grows as 1/(2 - t).
func TestInviscidBurgers(t *testing.T) {
	e, err := InviscidBurgers(Field{})
	if err != nil {
		t.Fatal(err)
	}
	g := e.Fields[0]
	dx := g.Axes[1].Values[1] - g.Axes[1].Values[0]
	mass := func(i int) float64 {
		sum := 0.0
		for _, v := range g.Values[256*i : 256*(i+1)] {
			sum += v * dx
		}
		return sum
	}
	for i, at := range g.Axes[0].Values {
		if gain := mass(i) - mass(0); math.Abs(gain-500_000*at) > 1000*dx {
			t.Errorf("at %g the mass has grown by %g, want %g", at, gain, 500_000*at)
		}
	}
	for _, c := range []struct {
		frame, point int
		want         float64
	}{{0, 127, 0.5 * 4000. / 255}, {0, 10, 1000}, {0, 128, 0}, {64, 120, 15 * 4000. / 255 / (2 - 256./255)}, {255, 159, 1000}, {255, 160, 0}} {
		if got, _ := g.At(c.frame, c.point); math.Abs(got-c.want) > 1e-9*(1+c.want) {
			t.Errorf("u at frame %d, point %d is %.12g, want %.12g", c.frame, c.point, got, c.want)
		}
	}
}

func withXLA(t testing.TB) {
	t.Helper()
	if _, err := backend.New(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(backend.Name(), "xla") {
		t.Skipf("without XLA this takes minutes: %s", backend.Why())
	}
}

// Twice the step changes the fields by what fourth order says of the error that each states: 15 times that. Over a part of the time.
func TestConverged(t *testing.T) {
	withXLA(t)
	for name, c := range map[string]struct {
		law      func(Field) fieldLaw
		end, off float64
	}{"Burgers": {burgers, 2, 3e-12}, "KdV": {kdv, 0.0005, 1e-11}, "KS": {ks, 25, 1e-10}, "NLS": {nls, 0.4, 1e-11}} {
		last := func(stretch float64) []float64 {
			e, err := Field{Frames: 2}.evolve(func(f Field) fieldLaw {
				l := c.law(f)
				l.times = field.Linspace("t", "", 0, c.end, 2)
				l.step *= stretch
				return l
			})
			if err != nil {
				t.Fatal(err)
			}
			g := e.Fields[0]
			return g.Values[len(g.Values)/2:]
		}
		fine, rough := last(1), last(2)
		worst, size := 0.0, 0.0
		for i, v := range fine {
			worst, size = math.Max(worst, math.Abs(v-rough[i])), math.Max(size, math.Abs(v))
		}
		if off := worst / size / 15; off > c.off || off == 0 {
			t.Errorf("%s: at %g u is off by %.1e, want %.0e", name, c.end, off, c.off)
		}
	}
}

// The noise has the size that was asked for, is white, and comes from the seed.
func TestNoise(t *testing.T) {
	clean, err := InviscidBurgers(Field{})
	if err != nil {
		t.Fatal(err)
	}
	noise := func(of Field) []float64 {
		e, err := InviscidBurgers(of)
		if err != nil {
			t.Fatal(err)
		}
		for i := range e.Fields[0].Values {
			e.Fields[0].Values[i] -= clean.Fields[0].Values[i]
		}
		return e.Fields[0].Values
	}
	a := noise(Field{Noise: 0.5, Seed: 1})
	signal, power, neighbours := 0.0, 0.0, 0.0
	for i, v := range a {
		signal += clean.Fields[0].Values[i] * clean.Fields[0].Values[i]
		power += v * v
		neighbours += v * a[(i+1)%len(a)]
	}
	// 65,536 draws: their deviation is known to 0.3%, their correlation to 0.4%.
	if ratio := math.Sqrt(power / signal); math.Abs(ratio-0.5) > 0.006 || math.Abs(neighbours/power) > 0.016 {
		t.Errorf("the noise is %.4f of the signal, and neighbours correlate by %.4f", ratio, neighbours/power)
	}
	if !slices.Equal(a, noise(Field{Noise: 0.5, Seed: 1})) || slices.Equal(a, noise(Field{Noise: 0.5, Seed: 2})) {
		t.Error("the noise doesn't follow the seed")
	}
}

func TestFieldSettings(t *testing.T) {
	for _, c := range []struct {
		of   Field
		says string
	}{
		{Field{Noise: -1}, "a noise of -1"}, {Field{Noise: math.NaN()}, "a noise of NaN"}, {Field{Points: -1}, "-1 points"},
		{Field{Points: 4}, "4 points"}, {Field{Frames: 1}, "1 frames"}, {Field{Frames: -5}, "-5 frames"},
	} {
		for _, generate := range []func(Field) (Evolution, error){Burgers, InviscidBurgers, KdV, KS, NLS, ReactionDiffusion, NavierStokes} {
			if _, err := generate(c.of); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		}
	}
	if _, err := Burgers(Field{Points: 12, Frames: 3}); err == nil || !strings.Contains(err.Error(), "12 points don't resolve") {
		t.Errorf("12 points: %v", err)
	}
	if _, err := (Evolution{}).Field("w"); err == nil {
		t.Error("no field was found in nothing")
	}
}

// Stopped, the frames until then come with the error, and no lead is heard of.
func TestFieldObserve(t *testing.T) {
	enough := errors.New("enough")
	l := coarse(t)["reaction-diffusion"]
	l.lead = 0.01
	var heard []float64
	e, err := Field{Observe: func(p field.Progress) error {
		heard = append(heard, p.Values[0].Value)
		if p.Step == 3 {
			return enough
		}
		return nil
	}}.evolve(func(Field) fieldLaw { return l })
	if !errors.Is(err, enough) || len(e.Fields) != 2 || e.Fields[1].Axes[0].Len() != 3 || e.Fields[1].Check() != nil {
		t.Errorf("%v: %v", err, e)
	}
	if !slices.Equal(heard, l.times.Values[:3]) {
		t.Errorf("heard of times %v", heard)
	}
}

// thin keeps the right points, and images make a circle of a line.
func TestThin(t *testing.T) {
	g := pde.Sample("u", func(x ...float64) float64 { return 100*x[0] + 10*x[1] + x[2] },
		field.Linspace("t", "", 0, 1, 2), field.Linspace("x", "", 0, 3, 4), field.Linspace("y", "", 0, 5, 6))
	if got := thin(g, 2); got.Check() != nil || !slices.Equal(got.Values, []float64{0, 2, 4, 20, 22, 24, 100, 102, 104, 120, 122, 124}) {
		t.Errorf("%v %v", got, got.Values)
	}
	f := func(x float64) float64 { return math.Exp(-x * x) }
	if a, b := images(f, -2.1, 5), images(f, 2.9, 5); math.Abs(a-b) > 1e-15 || cmplx.Abs(complex(a-f(2.1)-f(2.9), 0)) > 1e-15 {
		t.Errorf("images %g and %g", a, b)
	}
}

func ExampleInviscidBurgers() {
	fmt.Println(InviscidBurgers(Field{Noise: 0.2, Seed: 1}))
	// Output:
	// u_t = -0.5 (u^2)_x
	// u on 256 x 256 points: -627.3 to 1570
	//   t: 256 points, 0 to 4
	//   x: 256 points, -4000 to 4000 <nil>
}

func ExampleBurgers() {
	e, err := Burgers(Field{Points: 128, Frames: 6})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Coefficients["u_t"])
	top, _ := e.Fields[0].At(5, 80)
	fmt.Printf("u(2, 10) = %.4g\n", top)
	// Output:
	// map[(u^2)_x:-0.5 u_xx:0.1]
	// u(2, 10) = 0.352
}

func BenchmarkFields(b *testing.B) {
	withXLA(b)
	for name, generate := range map[string]func(Field) (Evolution, error){"Burgers": Burgers, "KdV": KdV, "KS": KS, "NLS": NLS} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := generate(Field{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
