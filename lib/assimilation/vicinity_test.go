package assimilation_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sublunar/lib/assimilation"
)

// Looking along a coordinate leaves out no observation that counts: analyses are the same to the last bit, also round the date line, near a pole, and
// with patches of which the coordinate says nothing. A coordinate that grows faster than the distance leaves some out.
func TestVicinityIsWhole(t *testing.T) {
	const earth, n = 6371.0, 300
	random := rand.New(rand.NewPCG(1, 7))
	place := func() []float64 { return []float64{360*random.Float64() - 180, 180*random.Float64() - 90} }
	north := func(p []float64) float64 { return earth * p[1] * math.Pi / 180 }
	o := assimilation.Observations{Values: make([]float64, n), Errors: assimilation.Same(n, 1)}
	var at assimilation.Elements
	l := assimilation.Localisation{Radius: 900, Distance: assimilation.Sphere(earth)}
	for i := range n {
		o.Values[i], o.Places, at, l.Places = random.NormFloat64(), append(o.Places, place()), append(at, i), append(l.Places, place())
	}
	o.Operator = at
	prior := make([][]float64, 20)
	for m := range prior {
		for range n {
			prior[m] = append(prior[m], random.NormFloat64())
		}
	}
	analysed := func(along func([]float64) float64) [][]float64 {
		l, members := l, copied(prior)
		l.Along = along
		if err := (assimilation.EnKF{Localisation: &l}).Analyse(members, o, nil); err != nil {
			t.Fatal(err)
		}
		return members
	}
	same := func(a, b [][]float64) bool { return slices.EqualFunc(a, b, slices.Equal) }
	all := analysed(nil)
	if !same(all, analysed(north)) {
		t.Error("by the way north the analysis is another")
	}
	if !same(all, analysed(func(p []float64) float64 {
		if slices.ContainsFunc(l.Places[:n/2], func(q []float64) bool { return slices.Equal(p, q) }) {
			return math.NaN()
		}
		return north(p)
	})) {
		t.Error("with patches of which the coordinate says nothing the analysis is another")
	}
	if same(all, analysed(func(p []float64) float64 { return 3 * north(p) })) {
		t.Error("a coordinate three times as long as the distance changes nothing")
	}
}

// Euclid's distance needs nobody to say along what to look.
func TestVicinityOfPlanes(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 7))
	l := assimilation.Localisation{Radius: 0.1}
	o := assimilation.Observations{Values: make([]float64, 200), Errors: assimilation.Same(200, 1)}
	var at assimilation.Elements
	for i := range 200 {
		o.Values[i], at = random.NormFloat64(), append(at, i)
		o.Places, l.Places = append(o.Places, []float64{random.Float64(), random.Float64()}), append(l.Places, []float64{random.Float64(), random.Float64()})
	}
	o.Operator = at
	a := make([][]float64, 10)
	for m := range a {
		for range 200 {
			a[m] = append(a[m], random.NormFloat64())
		}
	}
	b := copied(a)
	if err := (assimilation.EnKF{Localisation: &l}).Analyse(a, o, nil); err != nil {
		t.Fatal(err)
	}
	l.Distance = func(a, b []float64) float64 { return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1])) }
	if err := (assimilation.EnKF{Localisation: &l}).Analyse(b, o, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(a, b, slices.Equal) {
		t.Error("by the first coordinate the analysis is another")
	}
}
