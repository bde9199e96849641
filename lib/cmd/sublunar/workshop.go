package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/supplement"
	"sublunar/lib/notebook/workshop"
)

// A teaching is one call of workshop.
type teaching struct {
	given   []string
	out     string
	course  workshop.Course
	timeout time.Duration

	home    *kernel.Home
	lessons []*lesson
}

// A lesson is one notebook of it.
type lesson struct {
	*task
	sheet *workshop.Sheet
	files []string // that it needs, relative to its folder
}

func workshopCommand() *cobra.Command {
	var w teaching
	c := &cobra.Command{
		Use:   "workshop NOTEBOOK... --out DIR",
		Short: "Make students' copies of notebooks, the teacher's, and a course for nbgrader",
		Long: "Make copies of notebooks for a class. Cells tagged `solution` are cut for students: signatures stay, and a stub says what is missing. Cells that make\n" +
			"claims become checks, which give a hint and no number. Beside them: the teacher's copies, executed, and a folder for nbgrader. All is tried: nothing is\n" +
			"written unless the notebooks hold as they are, compile with the solutions cut, and then hold no longer.",
		Example: "  go tool sublunar workshop notebooks/00-welcome.ipynb notebooks/01-lynx-and-hare.ipynb --out monday\n  go tool sublunar lab monday/student",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if w.home, err = kernel.Find(""); err != nil {
				return err
			}
			return w.run(c, args)
		},
	}
	f := c.Flags()
	f.StringVar(&w.out, "out", "", "the folder to make, with student/, teacher/, nbgrader/ and README.md")
	f.StringVar(&w.course.Assignment, "assignment", "", "its name in nbgrader (default the name of --out)")
	f.StringArrayVarP(&w.given, "parameter", "p", nil, "name=value for the cell tagged `parameters`, such as quick=true; stands in all copies")
	f.DurationVar(&w.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	return c
}

func (w *teaching) run(c *cobra.Command, args []string) error {
	if err := w.read(args); err != nil {
		return wrongUse{err}
	}
	if err := w.home.Setup(c.Context(), kernel.ForRun, say(c)); err != nil {
		return err
	}
	free, err := w.try(c)
	if err != nil {
		return err
	}
	if err := w.write(); err != nil {
		return err
	}
	exercises, checks, points := 0, 0, 0.0
	for _, l := range w.lessons {
		exercises, checks, points = exercises+l.sheet.Exercises, checks+len(l.sheet.Checks), points+l.sheet.Points()
	}
	for _, line := range free {
		fmt.Fprintln(c.OutOrStdout(), line)
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s to write, %s for %g points\nOpen what students get: go tool sublunar lab %s\nFor nbgrader: see %s\n",
		w.out, number(len(w.lessons), "notebook"), number(exercises, "cell"), number(checks, "check"), points,
		filepath.Join(w.out, "student"), filepath.Join(w.out, "README.md"))
	return nil
}

// assignmentName is what nbgrader takes for one.
var assignmentName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// read checks all that can be checked before a notebook runs, and makes the copies.
func (w *teaching) read(args []string) error {
	if w.out == "" {
		return errors.New("say by --out which folder to make, such as --out monday")
	}
	if w.course.Assignment == "" {
		w.course.Assignment = filepath.Base(w.out)
	}
	if !assignmentName.MatchString(w.course.Assignment) {
		return fmt.Errorf("%q can't be an assignment's name in nbgrader: give one of letters, digits, - and _ by --assignment", w.course.Assignment)
	}
	if inside, err := os.ReadDir(w.out); err == nil && len(inside) > 0 {
		return fmt.Errorf("--out %s: there is something in it, and what students handed in may be; name a new folder", w.out)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--out: %w", err)
	}
	e := execution{given: w.given, formats: []string{"ipynb"}, timeout: w.timeout, jobs: 1, home: w.home}
	if err := e.check(); err != nil {
		return err
	}
	tasks, err := e.plan(args)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		l, err := prepare(t)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(t.path), err)
		}
		w.lessons = append(w.lessons, l)
	}
	return w.sameFiles()
}

// prepare makes a lesson of a notebook, with the values that it was given.
func prepare(t *task) (*lesson, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(t.path)
	if len(t.parameters) > 0 {
		if err := inject(t, here, folder); err != nil {
			return nil, err
		}
	}
	l := &lesson{task: t}
	if l.sheet, err = workshop.Make(t.executed); err != nil {
		return nil, err
	}
	l.files, err = workshop.Files(t.executed, folder)
	return l, err
}

// inject writes values into a notebook; files below its folder by the names that they have from there.
func inject(t *task, here, folder string) error {
	declared, err := declaredIn(t.executed)
	if err != nil {
		return err
	}
	if _, err := runner.Inject(t.executed, t.parameters, here); err != nil {
		return err
	}
	cell := t.executed.Cells[t.executed.Tagged(runner.TagInjected)]
	for _, p := range declared {
		value, given := t.parameters[p.Name]
		if !p.File || !given || value == "" {
			continue
		}
		if !filepath.IsAbs(value) {
			value = filepath.Join(here, value)
		}
		if rel, err := filepath.Rel(folder, value); err == nil && filepath.IsLocal(rel) {
			cell.Source = strings.ReplaceAll(cell.Source, strconv.Quote(value), strconv.Quote(filepath.ToSlash(rel)))
		}
	}
	t.parameters = nil // they stand in it now
	return nil
}

// sameFiles refuses two files that would have one name, for all lessons lie in one folder.
func (w *teaching) sameFiles() error {
	from := map[string]string{}
	for _, l := range w.lessons {
		for _, name := range l.files {
			path := filepath.Join(filepath.Dir(l.path), name)
			if other, ok := from[name]; ok && !same(other, path) {
				return fmt.Errorf("%s and %s would be one file of students: rename one", other, path)
			}
			from[name] = path
		}
	}
	return nil
}

// write makes the folder: beside its place, and then it gets its name.
func (w *teaching) write() error {
	out, err := filepath.Abs(w.out)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	part, err := os.MkdirTemp(filepath.Dir(out), "."+filepath.Base(out)+".*.part")
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	defer os.RemoveAll(part)
	if err := os.Chmod(part, 0o755); err != nil {
		return err
	}
	source := filepath.Join("nbgrader", "source", w.course.Assignment)
	var names []string
	for _, l := range w.lessons {
		name := filepath.Base(l.path)
		for folder, nb := range map[string]*notebook.Notebook{"student": l.sheet.Student(), "teacher": l.executed, source: l.sheet.Source} {
			if err := l.place(filepath.Join(part, folder)); err != nil {
				return err
			}
			if err := nb.Write(filepath.Join(part, folder, name)); err != nil {
				return err
			}
		}
		if title := l.executed.Title(); title != "" {
			name += ": " + title
		}
		names = append(names, name)
	}
	if err := put(filepath.Join(part, "nbgrader", "nbgrader_config.py"), w.course.Config()); err != nil {
		return err
	}
	if err := put(filepath.Join(part, "README.md"), w.course.Readme(names)); err != nil {
		return err
	}
	if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return fmt.Errorf("--out: %w", err)
	}
	return os.Rename(part, out)
}

// place copies the files that a lesson needs into a folder.
func (l *lesson) place(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, name := range l.files {
		if err := supplement.CopyFile(filepath.Join(filepath.Dir(l.path), name), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}
