package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook/report"
)

// broken breaks one notebook's physics: where the text is found it is put wrong, and a claim must then fail.
var broken = []struct{ notebook, what, right, wrong string }{
	{"00-welcome.ipynb", "heat flows from cold to warm", "Exp(Neg(Mul(rate, t)))", "Exp(Mul(rate, t))"},
	{"01-lynx-and-hare.ipynb", "the lynx don't eat", `{l, h + \" \" + l}}`, `{l}}`},
	{"01-lynx-and-hare.ipynb", "the lynx are the prey", `return datasets.LynxHare()`, `s := datasets.LynxHare(); s.Columns[0].Values, s.Columns[1].Values = s.Columns[1].Values, s.Columns[0].Values; return s`},
	{"10-sindy-tour.ipynb", "the curves are another attractor's", `must.M1(datasets.Lorenz(datasets.Trajectory{Noise: noise, Seed: uint64(seed)}))`, `must.M1(must.M1(datasets.Find(\"Chen\")).Run(datasets.Trajectory{Noise: noise, Seed: uint64(seed)}))`},
	{"11-sindy-fields.ipynb", "the waves are viscous", `return datasets.KdV(datasets.Field{})`, `return datasets.Burgers(datasets.Field{})`},
	{"12-sindy-images.ipynb", "the film runs at half its speed", `Step: dye.Times.Values[1]`, `Step: 2 * dye.Times.Values[1]`},
	{"20-pinn-first.ipynb", "heat spreads twice as fast", `MulScalar(T.D(\"x\", \"x\"), diffusivity)`, `MulScalar(T.D(\"x\", \"x\"), 2*diffusivity)`},
	{"21-pinn-burgers.ipynb", "the viscosity is doubled", `MulScalar(u.D(\"x\", \"x\"), nu())`, `MulScalar(u.D(\"x\", \"x\"), 2*nu())`},
	{"22-pinn-inverse.ipynb", "nothing is carried by the stream itself", `Mul(u.Value(), u.D(\"x\"))`, `u.D(\"x\")`},
	{"23-pinn-flow.ipynb", "viscosity spreads vorticity twice", `Mul(viscosity, lapLap)`, `Mul(viscosity, MulScalar(lapLap, 2))`},
	{"30-fno-darcy.ipynb", "points lie half a step aside", `{\"ends\": operator.Ends`, `{\"ends\": operator.Centres`},
	{"30-fno-darcy.ipynb", "the rain that is solved for is twice as strong", `float64 { return 1 }`, `float64 { return 2 }`},
	{"32-operators-compared.ipynb", "the test's waves drift by another speed", `test := must.M1(s.Test(`, `s.Linear[1]++; test := must.M1(s.Test(`},
	{"31-fno-navier-stokes.ipynb", "the flow of the test is ten times as viscous", `test, _ := flows(8, 80, seed+1000, viscosity)`, `test, _ := flows(8, 80, seed+1000, 10*viscosity)`},
	{"02-go-for-python-scientists.ipynb", "0 °C is not where it is", "kelvin - 273.15", "kelvin - 273"},
	{"43-argo.ipynb", "a reading is as exact as the field", `return m.Reads, err`, `return m.At, err`},
	{"33-solver-in-the-loop.ipynb", "the solver in the loop is twenty times as viscous", `NewStepper(pde.Burgers{Viscosity: viscosity}`, `NewStepper(pde.Burgers{Viscosity: 20 * viscosity}`},
	{"41-tracer-source.ipynb", "the currents that may be run backward", `append(a.Members, tracer.Transport{Flow: flow, `, `append(a.Members, tracer.Transport{Flow: flow.Reversed(last), `},
	{"40-tracers.ipynb", "the tracer is believed to decay", `p.Members = members()`, `p.Members, p.Decay = members(), 1e-6`},
	{"42-lorenz96.ipynb", "the methods believe in a stronger force", `{Model: law(), Start: records[0].Time - 0.05, Records: records, Watch: watch}`, `{Model: assimilation.Lorenz96{Force: force + 2}, Start: records[0].Time - 0.05, Records: records, Watch: watch}`},
}

// TestBrokenPhysics shows that the claims have teeth: the same notebook with one law broken does not pass.
func TestBrokenPhysics(t *testing.T) {
	for _, b := range broken {
		t.Run(strings.TrimSuffix(b.notebook, ".ipynb")+"/"+b.what, func(t *testing.T) {
			path := filepath.Join(checkout, "notebooks", b.notebook)
			text, err := os.ReadFile(path)
			must(t, "read it", err)
			wrong := strings.Replace(string(text), b.right, b.wrong, 1)
			if wrong == string(text) {
				t.Fatalf("%q is not in the notebook: this test has to follow its text", b.right)
			}
			folder := t.TempDir()
			copied := filepath.Join(folder, b.notebook)
			must(t, "write the broken copy", os.WriteFile(copied, []byte(wrong), 0o644))
			out := filepath.Join(folder, "out")
			args := []string{"run", copied, "--out", out}
			if strings.Contains(b.notebook, "pinn") || strings.Contains(b.notebook, "fno") || strings.Contains(b.notebook, "operators") || strings.Contains(b.notebook, "lorenz96") || strings.Contains(b.notebook, "tracers") { // what is wrong shows in a short fit too
				args = append(args, "-p", "quick=true")
			}
			printed, code := sublunar(t, 15*time.Minute, args...)
			if code != 1 {
				t.Fatalf("run ended with %d, not 1:\n%s", code, printed)
			}
			failed := 0
			for _, c := range theOnlyRun(t, out).Claims {
				if c.Status == report.ClaimFailed {
					failed++
				}
			}
			if failed == 0 {
				t.Errorf("no claim failed; the run said:\n%s", printed)
			}
		})
	}
}
