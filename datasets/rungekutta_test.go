package datasets

import "slices"

// rungeKutta takes modes a unit of time on, in steps of the classical scheme of fourth order: it has nothing of lib/pde's in it.
func rungeKutta(modes []complex128, steps int, rate func([]complex128) []complex128) {
	h := complex(1/float64(steps), 0)
	for range steps {
		along := func(k []complex128, by complex128) []complex128 {
			c := slices.Clone(modes)
			for m := range c {
				c[m] += by * h * k[m]
			}
			return c
		}
		k1 := rate(modes)
		k2 := rate(along(k1, 0.5))
		k3 := rate(along(k2, 0.5))
		k4 := rate(along(k3, 1))
		for m := range modes {
			modes[m] += h / 6 * (k1[m] + 2*k2[m] + 2*k3[m] + k4[m])
		}
	}
}
