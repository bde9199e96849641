package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
)

func setupCommand() *cobra.Command {
	var cuda, noLab, shared bool
	c := &cobra.Command{
		Use:   "setup",
		Short: "Set up what lab and run need, and warm it",
		Long: "Set up what lab and run need: the kernel and its tools, XLA's plugin, JupyterLab in an environment of its own, the kernelspec.\n" +
			"It does only what is missing. All of it lies in .sublunar; delete that folder and it is undone.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			home, err := kernel.Find("")
			if err != nil {
				return err
			}
			part := kernel.ForLab
			switch {
			case cuda && noLab:
				return wrongUse{errors.New("--cuda and --no-lab: a GPU's set-up has JupyterLab's beside it; leave one out")}
			case cuda:
				part = kernel.ForGPU
			case noLab:
				part = kernel.ForRun
			}
			setup := home.Setup
			if shared {
				setup = home.SetupForAll
			}
			if err := setup(c.Context(), part, say(c)); err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), "Set up in", home.Dir())
			if shared {
				fmt.Fprintf(c.OutOrStdout(), "Every user of this machine may now call:  %s lab\n", home.Bin("sublunar"))
			}
			if !cuda && home.LacksCUDA() {
				fmt.Fprintln(c.OutOrStdout(), "There is an NVIDIA GPU: setup --cuda fetches what XLA needs to use it (2.4 GB).")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&cuda, "cuda", false, "fetch XLA's CUDA plugin and NVIDIA's libraries too (2.4 GB; driver 580 or later)")
	c.Flags().BoolVar(&noLab, "no-lab", false, "only what run needs: no Python and no JupyterLab")
	c.Flags().BoolVar(&shared, "shared", false, "set up for all users of this machine, who may then read all of it and write none of it")
	return c
}

// say prints set-up's lines as they come.
func say(c *cobra.Command) kernel.Observe {
	return func(line string) { fmt.Fprintln(c.ErrOrStderr(), line) }
}
