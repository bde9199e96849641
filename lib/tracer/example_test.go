package tracer_test

import (
	"fmt"

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
