package domain

import (
	"math"
	"testing"
)

// BenchmarkInside is 100,000 points of each sampler in a box, and of Sobol's in other regions.
func BenchmarkInside(b *testing.B) {
	const n = 100_000
	box := Box(Span("x", 0, 1), Span("y", 0, 1), Span("t", 0, 1))
	plate := Box(Span("x", -1, 1), Span("y", 0, 1))
	corners := make([][2]float64, 32)
	for i := range corners {
		sin, cos := math.Sincos(float64(i) / 32 * 2 * math.Pi)
		corners[i] = [2]float64{cos, sin}
	}
	run := func(name string, r Region, how Sampler) {
		b.Run(name, func(b *testing.B) {
			if _, err := r.Volume(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := r.Inside(n, how); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/point")
		})
	}
	for _, name := range []string{"uniform", "Sobol", "Halton", "Latin hypercube"} {
		run("box/"+name, box, samplers(1)[name])
	}
	run("disk", Disk("x", "y", 0, 0, 1), Sobol{})
	run("ball in 6", Ball([]string{"a", "b", "c", "d", "e", "f"}, make([]float64, 6), 1), Sobol{})
	run("polygon of 32", Polygon("x", "y", corners...), Sobol{})
	run("plate with three holes over time", Over(Difference(plate, Disk("x", "y", -0.5, 0.5, 0.2), Disk("x", "y", 0, 0.5, 0.2), Ellipse("x", "y", 0.5, 0.5, 0.2, 0.1)), Span("t", 0, 1)), Sobol{})
}

// BenchmarkBoundary is 100,000 points of the boundary, and the measures that a cut boundary costs once.
func BenchmarkBoundary(b *testing.B) {
	const n = 100_000
	plate, notch := Box(Span("x", -1, 1), Span("y", 0, 1)), Disk("x", "y", 0, 0, 0.5)
	for name, r := range map[string]Region{
		"box": plate, "ellipse": Ellipse("x", "y", 0, 0, 2, 1), "plate with a notch over time": Over(Difference(plate, notch), Span("t", 0, 1)),
	} {
		b.Run("points/"+name, func(b *testing.B) {
			all, err := r.Boundary()
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := all.Points(n, Sobol{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/point")
		})
	}
	b.Run("measures", func(b *testing.B) {
		for b.Loop() {
			if _, err := Over(Difference(plate, notch), Span("t", 0, 1)).Boundary(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkVanishing is the formula of a plate with a hole at one point.
func BenchmarkVanishing(b *testing.B) {
	all, err := Difference(Box(Span("x", -1, 1), Span("y", 0, 1)), Disk("x", "y", 0, 0.5, 0.2)).Boundary()
	if err != nil {
		b.Fatal(err)
	}
	f, err := all.Vanishing()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f.At(0.5, 0.5)
	}
}

// BenchmarkGauss is a million points.
func BenchmarkGauss(b *testing.B) {
	r := Box(Span("x", 0, 1), Span("y", 0, 1), Span("z", 0, 1))
	for b.Loop() {
		if _, err := r.Gauss(100); err != nil {
			b.Fatal(err)
		}
	}
}
