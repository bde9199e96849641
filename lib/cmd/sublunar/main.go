// Command sublunar sets up, opens and executes the project's notebooks. In the checkout it is called as
//
//	go tool sublunar lab       set up what is missing, then open JupyterLab on the notebooks
//	go tool sublunar run       execute notebooks headlessly, and check their claims
//	go tool sublunar sweep     execute one with many sets of parameters, on this machine or by Slurm
//	go tool sublunar supplement  make one archive of notebooks and all that they need, for a paper
//	go tool sublunar verify    run such an archive again, and say what came out as before
//	go tool sublunar gallery   make a page of notebooks as they stand, with figures and claims
//	go tool sublunar pictures  make a README's pictures anew from what notebooks show
//	go tool sublunar export    make a Go package and a static binary of a fitted model
//	go tool sublunar workshop  make students' copies of notebooks, the teacher's, and a course for nbgrader
//	go tool sublunar diff      say what changed in notebooks, here or in git
//	go tool sublunar filter    take out of notebooks what is noise in a commit
//	go tool sublunar setup     set up what lab and run need, and warm it
//	go tool sublunar new       begin a project of one's own, where all of these work too
//	go tool sublunar pack      put the project and all that it needs into one archive, for machines with no network
//	go tool sublunar doctor    what was found, what will be used, what to do about what is missing
//
// It ends with 0 when all is well, 1 when something failed, 2 for wrong use, and 130 when interrupted.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	ctx = endWithGo(ctx)
	code := exitCode(ctx, newCommand().ExecuteContext(ctx))
	stop()
	os.Exit(code)
}

func newCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "sublunar",
		Short:         "Machine learning for physics below the moon, in notebooks",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(labCommand(), runCommand(), setupCommand(), doctorCommand())
	root.AddCommand(sweepCommand(), sweepWorkerCommand())
	root.AddCommand(supplementCommand(), verifyCommand(), confinedCommand(), galleryCommand(), picturesCommand(), workshopCommand())
	root.AddCommand(newProjectCommand(), packCommand(), exportCommand(), diffCommand(), filterCommand())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return wrongUse{err} })
	for _, c := range root.Commands() {
		c.Args = asWrongUse(c.Args)
	}
	root.Args = asWrongUse(root.Args)
	return root
}

// wrongUse is an error in how the command was called.
type wrongUse struct{ error }

func (w wrongUse) Unwrap() error { return w.error }

// asWrongUse makes wrong use of what cobra says of arguments, and of flags that are missing, which it looks at after them.
func asWrongUse(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cmp.Or(check(c, args), c.ValidateRequiredFlags()); err != nil {
			return wrongUse{err}
		}
		return nil
	}
}

// errShown says that what went wrong has been printed already.
var errShown = errors.New("")

const (
	exitFailed      = 1
	exitWrongUse    = 2
	exitInterrupted = 130 // as shells say of SIGINT
)

// exitCode prints an error as one line, and gives the code to end with.
func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "sublunar: interrupted")
		return exitInterrupted
	}
	if !errors.Is(err, errShown) {
		fmt.Fprintln(os.Stderr, "sublunar:", err)
	}
	if _, wrong := errors.AsType[wrongUse](err); wrong {
		return exitWrongUse
	}
	return exitFailed
}
