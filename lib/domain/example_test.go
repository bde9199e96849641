package domain_test

import (
	"fmt"
	"math"

	"sublunar/lib/domain"
)

// A plate with a hole, over time: its parts, and points on the rim of the hole.
func Example() {
	plate := domain.Box(domain.Span("x", -1, 1), domain.Span("y", 0, 1))
	hole := domain.Disk("x", "y", 0, 0.5, 0.2)
	r := domain.Over(domain.Difference(plate, hole), domain.Span("t", 0, 1))
	volume, err := r.Volume()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Printf("volume %v\n", volume)

	whole, err := r.Boundary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(whole.Parts())

	rim, err := r.Boundary(domain.On(hole))
	if err != nil {
		fmt.Println(err)
		return
	}
	points, err := rim.Points(1000, domain.Sobol{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The flux of (x, y - 1/2, 0) out of the region through the rim, by hand -2 pi 0.2^2.
	flux := 0.0
	for i, w := range points.Weights {
		p, n := points.At(i), points.Normal(i)
		flux += w * (p[0]*n[0] + (p[1]-0.5)*n[1])
	}
	fmt.Printf("%d points, flux %.4g\n", points.Len(), flux)
	// Output:
	// x in [-1, 1], y in [0, 1], t in [0, 1]
	// volume 1.87434
	// [x=-1 x=1 y=0 y=1 circle t=0 t=1]
	// 1000 points, flux -0.2513
}

// A condition u = 0 built in: whatever the network N, f N is zero on the circle.
func ExampleBoundary_Vanishing() {
	b, err := domain.Disk("x", "y", 0, 0, 2).Boundary()
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := b.Vanishing()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f)
	fmt.Printf("%.4g at the centre, %.4g near the boundary, %.4g on it\n", f.At(0, 0), f.At(1.99, 0), f.At(0, 2))
	// Output:
	// 0.25 * ((4 - (x * x)) - (y * y))
	// 1 at the centre, 0.009975 near the boundary, 0 on it
}

// The area under y = x^2, as a polygon, by each of the samplers.
func ExampleRegion_Inside() {
	corners := [][2]float64{{1, 0}}
	for i := range 101 {
		x := 1 - float64(i)/100
		corners = append(corners, [2]float64{x, x * x})
	}
	corners = corners[:len(corners)-1] // the last side leads from near (0, 0) back to (1, 0)
	r := domain.Polygon("x", "y", append(corners, [2]float64{0, 0})...)
	for _, how := range []domain.Sampler{domain.Sobol{Seed: 1}, domain.Halton{Seed: 1}, domain.LatinHypercube{Seed: 1}, domain.Uniform{Seed: 1}} {
		points, err := r.Inside(4096, how)
		if err != nil {
			fmt.Println(err)
			return
		}
		// The integral of x under the curve is 1/4.
		fmt.Printf("%-22T %d points: %.2f\n", how, points.Len(), points.Integral(func(p []float64) float64 { return p[0] }))
	}
	// Output:
	// domain.Sobol           4096 points: 0.25
	// domain.Halton          4096 points: 0.25
	// domain.LatinHypercube  4096 points: 0.25
	// domain.Uniform         4096 points: 0.25
}

// Three points an axis integrate a polynomial of degree five exactly.
func ExampleRegion_Gauss() {
	points, err := domain.Box(domain.Span("x", 0, 1), domain.Span("y", 0, 2)).Gauss(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d points, %.4g\n", points.Len(), points.Integral(func(p []float64) float64 {
		return math.Pow(p[0], 5) * p[1]
	}))
	// Output:
	// 9 points, 0.3333
}

// Parts of a boundary, chosen by where they lie, by name, by what they came from, and by a test.
func ExampleRegion_Boundary() {
	square := domain.Box(domain.Span("x", 0, 1), domain.Span("y", 0, 1))
	bite := domain.Disk("x", "y", 1, 1, 0.5)
	r := domain.Difference(square, bite)
	for _, pick := range []domain.Pick{
		domain.At("x", 0),
		domain.Named("y=1"),
		domain.On(bite),
		domain.At("y", 0).And(domain.Where(func(p []float64) bool { return p[0] < 0.25 })),
	} {
		b, err := r.Boundary(pick)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%v %.3f\n", b.Parts(), b.Measure().Value)
	}
	// Output:
	// [x=0] 1.000
	// [y=1] 0.500
	// [circle] 0.785
	// [y=0] 0.250
}
