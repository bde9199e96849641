package tracer_test

import (
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

func ExampleTransport() {
	const day = 86400
	basin := tracer.Box(400e3, 200e3, 80, 40)
	flow, err := tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{Speed: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	clean := basin.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 0 })
	spill := tracer.Source{X: 100e3, Y: 60e3, Amount: 1000, Until: day}
	days, err := tracer.Transport{Flow: flow, Diffusivity: 20, Sources: []tracer.Source{spill}}.Run(clean, field.Linspace("time", "s", 0, 10*day, 11))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range []int{1, 10} {
		total, _ := basin.Total(days[n])
		_, most, _ := days[n].Range()
		fmt.Printf("day %d: %.1f kg, at most %.2g kg/m^3\n", n, total, most)
	}
	// Output:
	// day 1: 1000.0 kg, at most 1.6e-05 kg/m^3
	// day 10: 1000.0 kg, at most 1.4e-06 kg/m^3
}

// A current that knows nothing of an island is led round it.
func ExampleFromVelocity() {
	basin := tracer.Box(40e3, 20e3, 40, 20)
	basin.EndsX = tracer.Open
	current := basin.Sample("u", "m/s", func(x, y float64) float64 {
		if math.Hypot(x-20e3, y-8e3) < 3e3 {
			return math.NaN() // land
		}
		return 0.5
	})
	flow, removed, err := tracer.FromVelocity(basin, current, basin.Sample("v", "m/s", func(_, _ float64) float64 { return 0 }))
	if err != nil {
		fmt.Println(err)
		return
	}
	most := 0.0
	for _, d := range flow.Divergence(0).Values {
		most = math.Max(most, math.Abs(d))
	}
	fmt.Printf("removed: %.1f%% of the energy; divergence from %.0e to below 1e-15: %t\n", 100*removed.Energy, removed.Divergence, most < 1e-15)
	// Output:
	// removed: 4.6% of the energy; divergence from 5e-04 to below 1e-15: true
}

func ExampleFromHeight() {
	basin := tracer.Region(-40, -20, 30, 45, 80, 60)
	height := basin.Sample("height", "m", func(x, y float64) float64 { return 0.2 * math.Exp(-(math.Pow(x+30, 2)+math.Pow(y-38, 2))/4) })
	flow, removed, err := tracer.FromHeight(basin, height)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, v := flow.Velocity(0)
	_, fastest, _ := v.Range()
	fmt.Printf("up to %.2f m/s northward; removed: %.2g%% of the energy\n", fastest, 100*removed.Energy)
	// Output:
	// up to 0.10 m/s northward; removed: 0.04% of the energy
}

func ExampleMeanderingJet() {
	basin := tracer.Region(-70, -60, 35, 42, 100, 70)
	flow, err := tracer.MeanderingJet(basin, field.Linspace("time", "s", 0, 864e3, 3), tracer.Jet{Drift: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, _, _ := flow.At(432e3, -65, 38.5)
	fmt.Printf("%.2f m/s eastward in the middle\n", u)
	// Output:
	// 0.89 m/s eastward in the middle
}
