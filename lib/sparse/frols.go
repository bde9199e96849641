package sparse

import (
	"fmt"
	"slices"
)

// FROLS is forward regression by orthogonal least squares (Billings, Chen and Korenberg 1989,
// doi:10.1080/00207178908961320): the term that explains most is added again and again, and a
// Criterion says where to stop. Subset starts from it and corrects its first choices; FROLS is the
// classical method, and faster.
type FROLS struct {
	// Most terms in an equation. Default 10, or as many as there are.
	Most int
	// By is how the number of terms is chosen. Default Information{}.
	By Criterion
}

// Choose adds terms one by one.
func (s FROLS) Choose(p *Problem) (Choice, error) {
	return fromPath(p, s.Most, s.By, func(usable []int, most int) [][]int {
		path := [][]int{nil}
		var columns []int
		for len(columns) < most {
			next, _ := p.bestAddition(columns, usable)
			if next < 0 {
				break // all others are sums of these
			}
			columns = append(columns, next)
			path = append(path, slices.Clone(columns))
		}
		return path
	})
}

// SSR is the stepwise sparse regressor (Boninsegna, Nuske and Clementi 2018, doi:10.1063/1.5018409):
// of all terms the one that explains least is dropped again and again, and a Criterion says where to
// stop.
type SSR struct {
	// Most terms in an equation. Default 10, or as many as there are.
	Most int
	// By is how the number of terms is chosen. Default Information{}.
	By Criterion
}

// Choose drops terms one by one.
func (s SSR) Choose(p *Problem) (Choice, error) {
	var collinear error
	choice, err := fromPath(p, s.Most, s.By, func(usable []int, most int) [][]int {
		path := p.droppings(usable, most)
		if most > 0 && path[most] == nil {
			collinear = p.collinear(usable)
		}
		return path
	})
	if collinear != nil {
		return Choice{}, collinear
	}
	return choice, err
}

// fromPath asks a criterion which of the choices on a path is best.
func fromPath(p *Problem, most int, by Criterion, path func(usable []int, most int) [][]int) (Choice, error) {
	if most < 0 {
		return Choice{}, fmt.Errorf("sparse: at most %d terms; give 1 or more, or 0 for 10", most)
	}
	if err := p.Check(); err != nil {
		return Choice{}, err
	}
	if most == 0 {
		most = 10
	}
	if by == nil {
		by = Information{}
	}
	usable := p.usable()
	choices := path(usable, max(0, min(most, len(usable), int(p.Rows)-1)))
	best, err := by.Best(p, choices)
	if err != nil {
		return Choice{}, err
	}
	return Choice{Columns: p.chosen(choices[best]), Rounds: len(choices), Warnings: p.rivals(choices[best])}, nil
}
