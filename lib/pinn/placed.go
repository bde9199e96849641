package pinn

import "fmt"

// Placed gives the points at which a term stands in the loss when the fit ends, row-major [n, axes] in the domain's order: where Adapt has
// moved them. The name is as Terms has it; a lone Residual's is "equation".
func (s *Solution) Placed(of string) ([]float64, error) {
	for _, t := range s.objective.terms {
		if t.name == of {
			return append([]float64(nil), t.group.points.x...), nil
		}
	}
	return nil, fmt.Errorf("pinn: there is no term %q; the problem has %s", of, list(s.objective.terms, func(t *term) string { return t.name }))
}
