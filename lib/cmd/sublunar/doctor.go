package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
)

func doctorCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what was found, what will be used, and what to do about what is missing",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			home, err := kernel.Find("")
			if err != nil {
				return err
			}
			findings := home.Doctor(c.Context())
			if asJSON {
				e := json.NewEncoder(c.OutOrStdout())
				e.SetIndent("", "  ")
				err = e.Encode(findings)
			} else {
				for _, f := range findings {
					fmt.Fprintln(c.OutOrStdout(), show(f))
				}
			}
			if err == nil && !kernel.Healthy(findings) {
				return errShown
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

var marks = map[kernel.Verdict]string{kernel.Good: "✓", kernel.Lacking: "!", kernel.Broken: "✗"}

func show(f kernel.Finding) string {
	line := fmt.Sprintf("%s %-42s %s", marks[f.Verdict], f.About, f.Found)
	if f.Do != "" {
		line += fmt.Sprintf("\n  %-42s → %s", "", f.Do)
	}
	return line
}
