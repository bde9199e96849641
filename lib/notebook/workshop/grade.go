package workshop

import (
	"fmt"

	"sublunar/lib/notebook"
)

// A grading is what nbgrader knows of a cell, in metadata.nbgrader: schema version 3.
// https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
type grading struct {
	Grade    bool     `json:"grade"`            // gives points
	ID       string   `json:"grade_id"`         // names it in the gradebook
	Locked   bool     `json:"locked"`           // put back as it was before it is graded
	Points   *float64 `json:"points,omitempty"` // of a cell that gives some
	Schema   int      `json:"schema_version"`
	Solution bool     `json:"solution"` // what students write
	Task     bool     `json:"task"`     // a description, graded by hand
}

const (
	gradingField  = "nbgrader"
	gradingSchema = 3
)

// A role is what a cell is to a class.
type role int

const (
	plain    role = iota
	solution      // code that students write
	answer        // words that students write, graded by hand
	check         // claims
	task          // nbgrader's own: a description with points, graded by hand
	locked        // nbgrader's own: what students can't change
)

// roleOf tells a cell's role by its tag, by nbgrader's metadata, or by what it does.
func roleOf(c *notebook.Cell, given *grading) (role, error) {
	asked := c.HasTag(TagSolution) || given != nil && given.Solution
	switch {
	case asked && c.Type == notebook.Code && isCheck(c):
		return plain, fmt.Errorf("a cell tagged `%s` makes claims: put them into a cell of their own after it, where students don't write", TagSolution)
	case asked && c.Type == notebook.Code:
		return solution, nil
	case asked && c.Type == notebook.Markdown:
		return answer, nil
	case asked:
		return plain, fmt.Errorf("a raw cell is tagged `%s`: only code and Markdown can be cut", TagSolution)
	case given != nil && given.Task:
		return task, nil
	case isCheck(c):
		return check, nil
	case given != nil && given.Grade:
		return plain, fmt.Errorf("nbgrader is to grade it, but it makes no claims: put one into it, or take its points away")
	case given != nil && given.Locked:
		return locked, nil
	}
	return plain, nil
}

// given is what the author says of a cell in nbgrader's metadata; nil where nothing.
func given(c *notebook.Cell) (*grading, error) {
	var g grading
	ok, err := c.Metadata.Get(gradingField, &g)
	switch {
	case err != nil:
		return nil, fmt.Errorf("nbgrader's metadata can't be read: %w", err)
	case !ok:
		return nil, nil
	case g.Schema > gradingSchema:
		return nil, fmt.Errorf("nbgrader's metadata has schema version %d; known is %d", g.Schema, gradingSchema)
	case g.Points != nil && *g.Points < 0:
		return nil, fmt.Errorf("nbgrader's metadata gives %g points: give 0 or more", *g.Points)
	}
	return &g, nil
}

// gradingOf is what nbgrader is to know of a cell of a role; own is what its author said.
func gradingOf(r role, c *notebook.Cell, own *grading) *grading {
	one := 1.0
	g := &grading{ID: c.ID, Schema: gradingSchema}
	switch r {
	case plain:
		return nil
	case solution:
		g.Solution = true
		if own != nil && own.Grade { // by hand
			g.Grade, g.Points = true, &one
		}
	case answer:
		g.Solution, g.Grade, g.Points = true, true, &one
	case check:
		g.Grade, g.Locked, g.Points = true, true, &one
	case task:
		g.Task, g.Locked, g.Points = true, true, &one
	case locked:
		g.Locked = true
	}
	if own == nil {
		return g
	}
	if own.ID != "" {
		g.ID = own.ID
	}
	if own.Points != nil && g.Points != nil {
		g.Points = own.Points
	}
	return g
}

// put writes it into a cell; nil takes it out.
func (g *grading) put(c *notebook.Cell) {
	if g == nil {
		delete(c.Metadata, gradingField)
		return
	}
	if c.Metadata == nil {
		c.Metadata = notebook.Metadata{}
	}
	c.Metadata.Set(gradingField, g)
}
