package workshop

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"sublunar/lib/notebook"
)

// TagSolution is the tag of cells that are cut for students.
const TagSolution = "solution"

// A Sheet is a notebook made ready for a class.
type Sheet struct {
	// Source is what nbgrader makes everything from: an instructor's notebook.
	Source *notebook.Notebook
	// Checks are the cells that give points, by their index.
	Checks []int
	// Exercises counts the cells that students write.
	Exercises int

	plain *notebook.Notebook // as the author wrote it
}

// gradeID is what nbgrader's own page takes for one.
var gradeID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Make makes a notebook ready for a class, and leaves it as it is. Errors name the cell, counted from 1.
func Make(nb *notebook.Notebook) (*Sheet, error) {
	text, err := nb.Encode() // which gives ids to cells that have none
	if err != nil {
		return nil, err
	}
	if nb, err = notebook.Parse(text); err != nil {
		return nil, err
	}
	s := &Sheet{Source: nb.Clone(), plain: nb}
	s.Source.ClearOutputs()
	ids := map[string]int{}
	for i, c := range nb.Cells {
		fail := func(err error) error { return fmt.Errorf("cell %d: %w", i+1, err) }
		if Failed(c) && !c.HasTag("raises-exception") {
			return nil, fail(errors.New("its outputs hold an error: mend it, and run the notebook again"))
		}
		own, err := given(c)
		if err != nil {
			return nil, fail(err)
		}
		r, err := roleOf(c, own)
		if err != nil {
			return nil, fail(err)
		}
		if err := s.take(i, r); err != nil {
			return nil, fail(err)
		}
		g := gradingOf(r, c, own)
		g.put(s.Source.Cells[i])
		if g == nil {
			continue
		}
		if !gradeID.MatchString(g.ID) {
			return nil, fail(fmt.Errorf("grade_id %q: nbgrader takes letters, digits, - and _", g.ID))
		}
		if other, twice := ids[g.ID]; twice {
			return nil, fail(fmt.Errorf("grade_id %q is that of cell %d too: nbgrader needs one for each", g.ID, other))
		}
		ids[g.ID] = i + 1
	}
	switch {
	case s.Exercises == 0:
		return nil, fmt.Errorf("no cell is tagged `%s`: there is nothing for students to do", TagSolution)
	case len(s.Checks) == 0:
		return nil, errors.New("no cell makes a claim: there is nothing to check what students write by")
	}
	return s, nil
}

// take makes a cell of the source what its role asks for.
func (s *Sheet) take(i int, r role) (err error) {
	c := s.Source.Cells[i]
	if r != check && c.Type == notebook.Code && hiddenTests.in(c.Source) {
		return fmt.Errorf("it hides tests, but makes no claims after %%%%: nbgrader grades claims alone")
	}
	switch r {
	case solution:
		s.Exercises++
		c.Source, err = markSolution(c.Source)
		c.RemoveTag(TagSolution)
	case answer:
		s.Exercises++
		_, err = textSolution.cut(c.Source)
		c.RemoveTag(TagSolution)
	case task:
		_, err = markScheme.cut(c.Source)
	case check:
		s.Checks = append(s.Checks, i)
		c.Source, err = teach(c.Source, true)
	default:
		if goSolution.in(c.Source) {
			return fmt.Errorf("it has the words %s or %s, but not the tag `%s`", beginSolution, endSolution, TagSolution)
		}
	}
	return err
}

// Ungrade takes the points of a check away: students see it all the same. It says no where the author gave it points.
func (s *Sheet) Ungrade(i int) error {
	own, err := given(s.plain.Cells[i])
	if err != nil {
		return err
	}
	if own != nil && own.Points != nil {
		return fmt.Errorf("cell %d gives its points for nothing: it holds without the solutions", i+1)
	}
	c := s.Source.Cells[i]
	if c.Source, err = teach(s.plain.Cells[i].Source, false); err != nil {
		return err
	}
	g := gradingOf(check, s.plain.Cells[i], own)
	g.Grade, g.Points = false, nil
	g.put(c)
	s.Checks = slices.DeleteFunc(slices.Clone(s.Checks), func(at int) bool { return at == i })
	return nil
}

// Points are all that can be had.
func (s *Sheet) Points() (sum float64) {
	for _, c := range s.Source.Cells {
		if g, err := given(c); err == nil && g != nil && g.Points != nil {
			sum += *g.Points
		}
	}
	return sum
}

// Untouched is what nbgrader runs when a student hands in what they got: solutions are cut, hidden tests are back.
func (s *Sheet) Untouched() *notebook.Notebook {
	nb := s.Source.Clone()
	for i, c := range nb.Cells {
		c.Source = s.cut(i, c.Source, false)
	}
	return nb
}

// Student is what students get: no solutions, no hidden tests, nothing of nbgrader's; checks can't be edited by accident.
func (s *Sheet) Student() *notebook.Notebook {
	nb := s.Source.Clone()
	for i, c := range nb.Cells {
		c.Source = s.cut(i, c.Source, true)
		g, _ := given(c)
		if g == nil {
			continue
		}
		c.Metadata.Set("deletable", false)
		if g.Locked {
			c.Metadata.Set("editable", false)
		}
		delete(c.Metadata, gradingField)
	}
	return nb
}

// cut takes out of a cell what a student is not to see. [Make] has tried each cut.
func (s *Sheet) cut(i int, source string, hidden bool) string {
	g, _ := given(s.Source.Cells[i])
	seen, err := source, error(nil)
	switch {
	case g == nil:
	case g.Solution && s.Source.Cells[i].Type == notebook.Markdown:
		if !textSolution.in(source) {
			return TextStub
		}
		seen, err = textSolution.cut(source)
	case g.Solution:
		seen, err = goSolution.cut(source)
	case g.Task && hidden:
		seen, err = markScheme.cut(source)
	case hidden:
		seen, err = hiddenTests.cut(source)
	}
	if err != nil {
		panic(fmt.Sprintf("workshop: cell %d: %v", i+1, err))
	}
	return seen
}
