package datasets

import (
	"fmt"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// Short names, for the tables of systems.
type (
	law   = map[string]map[string]float64
	start = []float64
)

var (
	xy  = []string{"x", "y"}
	xyz = []string{"x", "y", "z"}
)

// Systems are all the ordinary differential equations of the zoo, the chaotic ones first. The slices
// and maps in them are the reader's own.
func Systems() []System {
	var all []System
	for _, s := range slices.Concat(chaotic, sprotts, classical) {
		all = append(all, s.clone())
	}
	return all
}

// Find is the system of a name.
func Find(name string) (System, error) {
	var names []string
	for _, s := range Systems() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return System{}, fmt.Errorf("datasets: there is no system %q; there is %s", name, strings.Join(names, ", "))
}

func (s System) clone() System {
	s.Variables, s.Initial = slices.Clone(s.Variables), slices.Clone(s.Initial)
	own := law{}
	for of, terms := range s.Law {
		own[of] = map[string]float64{}
		for term, c := range terms {
			own[of][term] = c
		}
	}
	s.Law = own
	return s
}

// Lorenz is a run of the convection model that began the study of chaos, with its usual parameters,
// x' = 10 (y - x), y' = 28 x - y - x z, z' = x y - 8/3 z; by default 10,000 samples at intervals of
// 0.002 (Lorenz 1963, doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2).
func Lorenz(t Trajectory) (field.Series, error) { return chaotic[0].Run(t) }
