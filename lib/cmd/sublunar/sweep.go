package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/sweep"
)

// sweeping is one call of sweep.
type sweeping struct {
	given, over, options []string
	table, out           string
	timeout              time.Duration
	jobs                 int
	slurm, wait, keepAll bool

	home   *kernel.Home
	name   string // of the notebook, without its ending
	code   string
	folder *sweep.Folder
}

func sweepCommand() *cobra.Command {
	var s sweeping
	c := &cobra.Command{
		Use:   "sweep NOTEBOOK --over NAME=FIRST:LAST",
		Short: "Execute a notebook with many sets of parameters, on this machine or by Slurm",
		Long: "Execute a notebook once for each set of parameters, several at once, and gather its claims in a table.\n\n" +
			"The same call with the same folder goes on where the last one ended, however that ended: what is done is not done again. More\n" +
			"values may be given then. With --slurm the members go to a cluster as an array of jobs (the checkout and the folder must be on a\n" +
			"disk that its nodes share), and the same call tells how far they are. It ends with 1 when a member or a claim fails.",
		Example: "  go tool sublunar sweep notebooks/40-tracers.ipynb --over seed=1:1000 --jobs 8\n" +
			"  go tool sublunar sweep notebooks/40-tracers.ipynb --over seed=1:50 --over diffusivity=10,100,1000 -p quick=true\n" +
			"  go tool sublunar sweep notebooks/40-tracers.ipynb --over seed=1:1000 --slurm --sbatch=--mem=4G --sbatch=--time=30",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if s.home, err = kernel.Find(""); err != nil {
				return err
			}
			return s.run(c, args[0])
		},
	}
	f := c.Flags()
	f.StringArrayVar(&s.over, "over", nil, "a parameter and its values: seed=1:1000, kappa=0:1:0.1 or scheme=a,b,c; several give all combinations")
	f.StringVar(&s.table, "table", "", "a CSV file with a member a row, and parameters' names in its first row, in place of --over")
	f.StringArrayVarP(&s.given, "parameter", "p", nil, "name=value for all members; may be repeated; relative paths start here")
	f.StringVar(&s.out, "out", "", "folder for the results (default .sublunar/sweep/NOTEBOOK)")
	f.DurationVar(&s.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	f.IntVar(&s.jobs, "jobs", 0, "how many members run at once (default 1; with --slurm as many as the cluster lets)")
	f.BoolVar(&s.keepAll, "notebooks", false, "keep the executed notebook of every member, not only of those that failed")
	f.BoolVar(&s.slurm, "slurm", false, "submit the members to Slurm as an array of jobs")
	f.StringArrayVar(&s.options, "sbatch", nil, "an option for sbatch, such as --sbatch=--mem=4G; may be repeated")
	f.BoolVar(&s.wait, "wait", false, "with --slurm: stay until the jobs have ended")
	return c
}

func (s *sweeping) run(c *cobra.Command, path string) error {
	if err := s.check(); err != nil {
		return wrongUse{err}
	}
	plan, err := s.plan(path)
	if err != nil {
		return wrongUse{err}
	}
	where := s.out
	if where == "" {
		where = filepath.Join(s.home.Dir(), "sweep", s.name)
	}
	if where, err = filepath.Abs(where); err != nil {
		return err
	}
	if s.folder, err = sweep.Begin(where, plan); err != nil {
		return err
	}
	s.code = codeOf(report.ReadCommit(s.home.Root))
	s.warn(c.ErrOrStderr())
	if err := s.home.Setup(c.Context(), kernel.ForRun, say(c)); err != nil {
		return err
	}
	var round sweep.Round
	if s.slurm {
		round, err = s.cluster(c.Context(), c.ErrOrStderr())
	} else {
		round, err = s.local(c.Context(), c.ErrOrStderr())
	}
	if e := c.Context().Err(); e != nil {
		fmt.Fprintln(c.ErrOrStderr(), "the same call goes on from here")
		return context.Cause(c.Context())
	}
	if err != nil {
		return err
	}
	return s.summarise(c.OutOrStdout(), round)
}

// check looks at the flags alone.
func (s *sweeping) check() error {
	switch {
	case (len(s.over) == 0) == (s.table == ""):
		return errors.New("say what to sweep over: --over NAME=FIRST:LAST, or --table FILE")
	case s.jobs < 0:
		return fmt.Errorf("--jobs %d: at least 1 member must run", s.jobs)
	case s.timeout <= 0:
		return fmt.Errorf("--timeout %v: give a cell some time, such as 10m", s.timeout)
	case !s.slurm && (len(s.options) > 0 || s.wait):
		return errors.New("--sbatch and --wait are for --slurm: add it, or leave them out")
	}
	for _, o := range s.options {
		if !strings.HasPrefix(o, "-") {
			return fmt.Errorf("--sbatch %s: write the option with its dashes, as --sbatch=--mem=4G", o)
		}
	}
	return nil
}

func codeOf(c report.Commit) string {
	code := c.Commit
	if len(code) > 12 {
		code = code[:12]
	}
	if c.Dirty {
		code += "+"
	}
	return code
}

// warn says when members were done by other code.
func (s *sweeping) warn(to io.Writer) {
	other := map[string]int{}
	for _, r := range s.folder.Records() {
		if r != nil && r.Whole && r.Code != s.code {
			other[r.Code]++
		}
	}
	for code, n := range other {
		fmt.Fprintf(to, "%d members were done by code %s, and this is %s: for results of one kind name another folder with --out\n", n, code, s.code)
	}
}

// summarise writes the table, says what came of the sweep, and returns errShown where something failed.
func (s *sweeping) summarise(to io.Writer, round sweep.Round) error {
	table, err := s.folder.WriteSummary()
	if err != nil {
		return err
	}
	var runs []report.Run
	failed, claims := 0, 0
	for _, r := range s.folder.Records() {
		switch {
		case r == nil:
		case r.Whole:
			runs = append(runs, r.Run)
			claims += r.Run.Failed()
		default:
			if failed++; failed <= 5 {
				first, _, _ := strings.Cut(r.Run.Error, "\n")
				fmt.Fprintf(to, "%s: %s\n", sweep.Label(r.Parameters), first)
			}
		}
	}
	for _, spread := range spreadsOf(runs, "members") {
		fmt.Fprintln(to, spread)
	}
	state := s.folder.State(round.ID)
	fmt.Fprintf(to, "%s: %s\n", s.name, inWords(state, claims))
	fmt.Fprintln(to, "results in", fromHere(table))
	if state.Left > 0 && round.Job != "" && failed == 0 {
		fmt.Fprintf(to, "job %s is at work: the same call tells how far it is\n", round.Job)
		return nil
	}
	if state.Done < state.Members || claims > 0 {
		return errShown
	}
	return nil
}

// inWords is a state for a reader.
func inWords(s sweep.State, claims int) string {
	text := fmt.Sprintf("%d of %d members done", s.Done, s.Members)
	if s.Failed > 0 {
		text += fmt.Sprintf(", %d failed", s.Failed)
	}
	if claims > 0 {
		text += fmt.Sprintf(", %d claims failed", claims)
	}
	return text
}
