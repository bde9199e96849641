package pinn

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// A Problem is stated as on paper: where, which fields, what equations they obey, what holds on the boundary and at first, and what was
// measured. It holds no network: [Problem.Solve] is given one.
type Problem struct {
	// Name as it stands in messages and tables.
	Name string
	// Domain holds the points at which the equations hold; its axes' names are those used everywhere else.
	Domain domain.Region
	// Fields are the functions sought. Default: one named "u".
	Fields []Field
	// Derived are fields that are derivatives of others: a velocity of its streamfunction.
	Derived []Derived
	// Residual is the one equation, where there is only one: what should be 0 everywhere inside, as a node [batch, 1].
	Residual func(p *Point) *Node
	// Equations are further ones.
	Equations []Equation
	// Conditions on the boundary, at first, or on any set of points.
	Conditions []Condition
	// Data are measurements of fields, with noise.
	Data []Data
	// Constants are unknown numbers in the equations, found with the fields.
	Constants []Constant
}

// A Field is a function sought.
type Field struct {
	Name, Unit string
	// Axes that it depends on: a diffusivity on "x" and "y", and not on "t". Default: all. A field with Axes of its own has a network of
	// its own.
	Axes []string
	// Network of its own. Default: fields of the same Axes are outputs of one network, the one that Solve is given.
	Network network.Network
	// Scale is the size that its values have. The network's output is multiplied by it. Default: 1.
	Scale float64
	// Exactly turns the network's output into the field, so that conditions hold whatever the weights are:
	//
	//	func(x pinn.Coordinates, n jet.Jet) jet.Jet { return jet.Mul(x.Of("t"), n) }   // 0 at t = 0
	//
	// Default: the output itself.
	Exactly func(x Coordinates, n jet.Jet) jet.Jet
}

// An Equation is what should be 0 at the points inside.
type Equation struct {
	Name     string
	Residual func(p *Point) *Node
	// Weight of its mean square in the loss. Default: 1.
	Weight float64
	// Relaxes names the field whose rate of change the equation would give if it weren't steady: "u" for the momentum along x. With a
	// Training's PseudoStep tau the residual has (u - u_before)/tau added, with u_before the field a round of steps ago: a step of
	// implicit Euler a round, which goes to the steady state along a path as a flow would (Cao and Zhang 2023,
	// doi:10.48550/arXiv.2303.09136).
	Relaxes string
	// In is where it holds, if that isn't the whole domain: a layer, another material. Its axes are the domain's.
	In *domain.Region
}

// A Constant is an unknown number in the equations: a viscosity, a rate.
type Constant struct {
	Name, Unit string
	// Start is the guess to begin with.
	Start float64
	// Positive constants are sought by their logarithms, and can't cross 0. Their Start must be positive.
	Positive bool
}

func (p Problem) name() string {
	if p.Name == "" {
		return "the problem"
	}
	return p.Name
}

// fields with their defaults.
func (p Problem) fields() []Field {
	fields := slices.Clone(p.Fields)
	if len(fields) == 0 {
		fields = []Field{{Name: "u"}}
	}
	for i := range fields {
		if fields[i].Scale == 0 {
			fields[i].Scale = 1
		}
	}
	return fields
}

// names of the fields, derived ones too.
func (p Problem) names() map[string]bool {
	all := map[string]bool{}
	for _, f := range p.fields() {
		all[f.Name] = true
	}
	for _, d := range p.Derived {
		all[d.Name] = true
	}
	return all
}

// equations, the lone one among them.
func (p Problem) equations() []Equation {
	var all []Equation
	if p.Residual != nil {
		all = append(all, Equation{Name: "equation", Residual: p.Residual})
	}
	for i, e := range p.Equations {
		if e.Name == "" {
			e.Name = fmt.Sprintf("equation %d", i+1)
		}
		all = append(all, e)
	}
	return all
}

// Check returns nil where the problem is sound as far as can be seen without computing anything; else its error names what isn't.
func (p Problem) Check() error {
	if err := p.Domain.Check(); err != nil {
		return fmt.Errorf("pinn: the Domain of %s: %w", p.name(), err)
	}
	names := map[string]string{}
	for _, axis := range p.Domain.Axes() {
		names[axis.Name] = "an axis"
	}
	taken := func(name, what string) error {
		if name == "" {
			return fmt.Errorf("pinn: %s has %s with no name; give it one", p.name(), what)
		}
		if had := names[name]; had != "" {
			return fmt.Errorf("pinn: %s names both %s and %s %q; rename one", p.name(), had, what, name)
		}
		names[name] = what
		return nil
	}
	for _, f := range p.fields() {
		if err := taken(f.Name, "a field"); err != nil {
			return err
		}
		for _, a := range f.Axes {
			if _, err := p.Domain.Axis(a); err != nil {
				return fmt.Errorf("pinn: field %q: %w", f.Name, err)
			}
		}
		if !(f.Scale > 0) || math.IsInf(f.Scale, 0) {
			return fmt.Errorf("pinn: field %q has a scale of %g; give the size of its values, above 0", f.Name, f.Scale)
		}
	}
	for _, d := range p.Derived {
		if err := taken(d.Name, "a derived field"); err != nil {
			return err
		}
		if err := d.check(p); err != nil {
			return err
		}
	}
	for _, c := range p.Constants {
		if err := taken(c.Name, "a constant"); err != nil {
			return err
		}
		if math.IsNaN(c.Start) || math.IsInf(c.Start, 0) || c.Positive && c.Start <= 0 {
			return fmt.Errorf("pinn: constant %q starts at %g; give a finite number, above 0 where it is Positive", c.Name, c.Start)
		}
	}
	return p.checkTerms()
}

func (p Problem) checkTerms() error {
	if len(p.equations()) == 0 && len(p.Data) == 0 {
		return fmt.Errorf("pinn: %s has no equation and no data; give its Residual", p.name())
	}
	exact := slices.ContainsFunc(p.fields(), func(f Field) bool { return f.Exactly != nil })
	if len(p.Conditions) == 0 && len(p.Data) == 0 && !exact {
		return fmt.Errorf("pinn: %s has no conditions and no data, so 0, or anything else that its equation lets through, solves it; "+
			"give Conditions, Data, or a field's Exactly", p.name())
	}
	seen := map[string]bool{}
	for _, e := range p.equations() {
		if e.Residual == nil {
			return fmt.Errorf("pinn: %q has no Residual; give the function that should be 0", e.Name)
		}
		if err := weight(e.Name, e.Weight); err != nil {
			return err
		}
		if e.Relaxes != "" && !p.names()[e.Relaxes] {
			return fmt.Errorf("pinn: %q relaxes %q, which is no field of %s", e.Name, e.Relaxes, p.name())
		}
		if seen[e.Name] {
			return fmt.Errorf("pinn: two equations are named %q; rename one", e.Name)
		}
		seen[e.Name] = true
	}
	for i, c := range p.Conditions {
		name := c.name(i)
		if err := c.check(p, name); err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("pinn: two terms are named %q; give one another Name", name)
		}
		seen[name] = true
	}
	for i, d := range p.Data {
		if err := d.check(p, i); err != nil {
			return err
		}
	}
	return nil
}

func weight(name string, w float64) error {
	if !(w >= 0) || math.IsInf(w, 0) {
		return fmt.Errorf("pinn: %q has a weight of %g; give a positive one, or 0 for 1", name, w)
	}
	return nil
}
