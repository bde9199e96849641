package pinn_test

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// short is a training that ends at once: what leaves need not be good.
var short = pinn.Training{Steps: 2, Points: 200, Adapt: pinn.Fixed{}}

// stream is a problem of a streamfunction whose boundary is built in by a function of the program, with an unknown constant.
func stream() pinn.Problem {
	return pinn.Problem{
		Domain:  domain.Box(domain.Span("x", 0, 2), domain.Span("y", -1, 1)),
		Derived: pinn.Streamfunction("psi", "x", "y", "u", "v"),
		Fields: []pinn.Field{{Name: "psi", Unit: "m^2/s", Scale: 3, Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
			return jet.Add(jet.Sin(x.Of("y")), jet.Mul(jet.Square(x.Of("x")), n))
		}}},
		Residual: func(p *pinn.Point) *Node {
			return Sub(p.Field("psi").Laplacian(), Mul(p.Constant("nu"), p.Field("psi").Value()))
		},
		Constants: []pinn.Constant{{Name: "nu", Start: 0.3, Positive: true}},
	}
}

// networksToLeave are all architectures, with fixed features of every kind before them.
var networksToLeave = map[string]network.Network{
	"MLP":      network.MLP{Hidden: []int{6, 6}},
	"waves":    network.MLP{Hidden: []int{6}, Activation: jet.Sin},
	"Modified": network.Modified{Width: 5, Layers: 2},
	"Pirate":   network.Pirate{Width: 5, Blocks: 1, Activation: jet.Swish},
	"Fourier":  network.Fourier{Count: 4, Then: network.MLP{Hidden: []int{5}, Activation: jet.Gelu}},
	"Periodic": network.Periodic{Axis: 1, Modes: 2, Then: network.MLP{Hidden: []int{5}}},
	"Stretch":  network.Stretch{At: 0.3, Width: 0.1, Then: network.MLP{Hidden: []int{5}}},
	"Features": network.Features{Count: 3, Then: network.MLP{Hidden: []int{4}}, Of: func(in jet.Jet) jet.Jet {
		return jet.Concat(in, jet.Tanh(jet.MulScalar(jet.Slice(in, 0, 1), 3)))
	}},
	"random features": pinn.RandomFeatures{Count: 30, Scale: 3, Periodic: []int{0}},
	"patches":         pinn.RandomFeatures{Count: 40, Scale: 3, Patches: []int{2, 2}, Activation: jet.Tanh},
}

// leaves exports and reads back, and compares at points that aren't references.
func leaves(t *testing.T, s interface {
	Export(path string, fields ...string) error
	At(of string, x []float64, by ...string) ([]float64, error)
}, d domain.Region, fields ...string) *portable.Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := s.Export(path, fields...); err != nil {
		t.Fatal(err)
	}
	m, err := portable.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	far, err := m.Verify()
	if err != nil {
		t.Error(err)
	}
	points, err := d.Inside(77, domain.Halton{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Predict(field.Array{Shape: []int{77, d.Dims()}, Values: points.Values})
	if err != nil {
		t.Fatal(err)
	}
	for k, q := range m.Outputs {
		parts := strings.Split(q.Name, "_")
		want, err := s.At(parts[0], points.Values, parts[1:]...)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if off := math.Abs(got.Values[i*len(m.Outputs)+k] - w); !(off <= 1e-9*(1+math.Abs(w))) {
				t.Fatalf("%s is off by %g at point %d", q.Name, off, i)
			}
		}
	}
	t.Logf("off by %.1e, %d steps", far, len(m.Programs[0].Steps))
	return m
}

// Every network leaves, with the functions of the program that are in it, and gives fields and derivatives as here.
func TestExport(t *testing.T) {
	for name, n := range networksToLeave {
		t.Run(name, func(t *testing.T) {
			p := stream()
			s := solve(t, p, n, short)
			leaves(t, s, p.Domain)
			m := leaves(t, s, p.Domain, "u", "psi", "psi_x_y", "v_x")
			if m.Outputs[1].Unit != "m^2/s" || m.Outputs[2].Unit != "" || m.Inputs[1].Low != -1 || m.Inputs[0].High != 2 {
				t.Errorf("quantities %v and %v", m.Inputs, m.Outputs)
			}
		})
	}
	p, _ := plate()
	leaves(t, collocate(t, p, pinn.RandomFeatures{Count: 150, Scale: 3}, pinn.Collocation{}).Solution, p.Domain)
	s := solve(t, stream(), networksToLeave["MLP"], short)
	for _, bad := range []string{"w", "psi_z", "_x", ""} {
		if err := s.Export(filepath.Join(t.TempDir(), "m"), bad); err == nil || !strings.Contains(err.Error(), "psi_x") {
			t.Errorf("%q is exported: %v", bad, err)
		}
	}
}

// The mean of an ensemble leaves, and windows in time do, each point's answer from its own: where one begins from the last too.
func TestExportSeveral(t *testing.T) {
	p := unknown(60, 0.02, 1)
	e, err := p.Ensemble(network.MLP{Hidden: []int{5}}, short, 3)
	if err != nil {
		t.Fatal(err)
	}
	leaves(t, e, p.Domain, "u", "u_x")
	window := func(from, to float64, before *pinn.Solution) pinn.Problem {
		return pinn.Problem{
			Domain: domain.Box(domain.Span("x", 0, math.Pi), domain.Span("t", from, to)),
			Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
				first := jet.Sin(x.Of("x"))
				if before != nil {
					first = before.Frozen("u", x.With("t", from))
				}
				return jet.Add(first, jet.Mul(jet.AddScalar(x.Of("t"), -from), n))
			}}},
			Residual: func(p *pinn.Point) *Node { return Sub(p.Field("u").D("t"), p.Field("u").D("x", "x")) },
		}
	}
	m, err := pinn.March("t", []float64{0, 0.5, 1, 2}, network.MLP{Hidden: []int{5}}, short, window)
	if err != nil {
		t.Fatal(err)
	}
	whole := domain.Box(domain.Span("x", 0, math.Pi), domain.Span("t", 0, 2))
	left := leaves(t, m, whole, "u", "u_t")
	if q := left.Inputs[1]; q.Low != 0 || q.High != 2 {
		t.Errorf("the windows go from %g to %g", q.Low, q.High)
	}
	// On the bounds between windows it is the earlier one's, as in At.
	bounds := []float64{1, 0.5, 1, 1, 2, 0.5, 1, math.Nextafter(0.5, 1)}
	want, err := m.At("u", bounds, "t")
	if err != nil {
		t.Fatal(err)
	}
	got, err := left.Predict(field.Array{Shape: []int{4, 2}, Values: bounds})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if math.Abs(got.Values[2*i+1]-w) > 1e-9*(1+math.Abs(w)) {
			t.Errorf("at %v it is %g; want %g", bounds[2*i:2*i+2], got.Values[2*i+1], w)
		}
	}
}

// What is loaded gives the same numbers bit by bit, prints the same, and gives the same intervals.
func TestSave(t *testing.T) {
	p, n := unknown(60, 0.02, 1), network.MLP{Hidden: []int{6, 6}}
	training := pinn.Training{Steps: 30, Points: 300, Adapt: pinn.Fixed{}}
	s := solve(t, p, n, training)
	path := filepath.Join(t.TempDir(), "rod.safetensors")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	l, err := pinn.Load(path, p, n, training)
	if err != nil {
		t.Fatal(err)
	}
	if l.String() != s.String() || !slices.Equal(l.Parameters, s.Parameters) || l.Status != s.Status {
		t.Errorf("%v\nand\n%v", l, s)
	}
	x := []float64{1, 0.3, 0.2, 0.9}
	a, errA := s.At("u", x, "x")
	b, errB := l.At("u", x, "x")
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		t.Errorf("%v (%v), loaded %v (%v)", a, errA, b, errB)
	}
	was, err := s.Estimates(0.95)
	if err != nil {
		t.Fatal(err)
	}
	is, err := l.Estimates(0.95)
	if err != nil || is[0].Value != was[0].Value || math.Abs(is[0].Deviation/was[0].Deviation-1) > 1e-6 {
		t.Errorf("%v (%v), before it was saved %v", is, err, was)
	}
	// Weights alone, of a file that was exported too, and into another fit.
	exported := filepath.Join(t.TempDir(), "exported.safetensors")
	if err := s.Export(exported); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{path, exported} {
		other := solve(t, p, n, pinn.Training{Steps: 1, Points: 300, Adapt: pinn.Fixed{}, Seed: 5})
		if err := other.LoadWeights(from); err != nil || !slices.Equal(other.Parameters, s.Parameters) {
			t.Errorf("%s: %v; %v", from, err, other.Parameters)
		}
		narrow := solve(t, p, network.MLP{Hidden: []int{5}}, pinn.Training{Steps: 1, Points: 300, Adapt: pinn.Fixed{}})
		was := slices.Clone(narrow.Parameters)
		if err := narrow.LoadWeights(from); err == nil || !slices.Equal(narrow.Parameters, was) {
			t.Errorf("another network's weights are taken: %v", err)
		}
	}
	// Other files, networks and problems are refused.
	file, err := safetensors.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var named string
	for name := range file.Tensors {
		if strings.HasSuffix(name, "output biases") {
			named = name
		}
	}
	file.Tensors[named] = safetensors.F64([]float64{math.Inf(1)}, 1)
	infinite := filepath.Join(t.TempDir(), "infinite")
	arrays := filepath.Join(t.TempDir(), "arrays")
	if err := file.Write(infinite); err != nil {
		t.Fatal(err)
	}
	if err := (safetensors.File{Tensors: file.Tensors}).Write(arrays); err != nil {
		t.Fatal(err)
	}
	for says, load := range map[string]func() (*pinn.Solution, error){
		"has the shape": func() (*pinn.Solution, error) { return pinn.Load(path, p, network.MLP{Hidden: []int{7, 6}}, training) },
		"has no array": func() (*pinn.Solution, error) {
			return pinn.Load(path, p, network.MLP{Hidden: []int{6, 6, 6}}, training)
		},
		"holds +Inf":            func() (*pinn.Solution, error) { return pinn.Load(infinite, p, n, training) },
		"there is no solution":  func() (*pinn.Solution, error) { return pinn.Load(arrays, p, n, training) },
		"no such file":          func() (*pinn.Solution, error) { return pinn.Load(path+"?", p, n, training) },
		"no equation and no da": func() (*pinn.Solution, error) { return pinn.Load(path, pinn.Problem{Domain: p.Domain}, n, training) },
	} {
		if _, err := load(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
}
