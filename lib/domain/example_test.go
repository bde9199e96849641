package domain_test

import (
	"fmt"

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
