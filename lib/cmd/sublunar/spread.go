package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// A spread is how far one claim's number comes out apart over seeds: tolerances are chosen from it.
type spread struct {
	Notebook  string          `json:"notebook"`
	Claim     string          `json:"claim"`
	Want      report.Number   `json:"want"`
	Tolerance string          `json:"tolerance"` // in words
	Held      int             `json:"held"`
	Least     report.Number   `json:"least"`
	Median    report.Number   `json:"median"`
	Most      report.Number   `json:"most"`
	Got       []report.Number `json:"got"` // in the order of the seeds

	over string // what there is one of each of: seeds
}

func (s spread) String() string {
	return fmt.Sprintf("%s: %q over %d %s: %.4g to %.4g, median %.4g; wanted %s; held %d times",
		strings.TrimSuffix(s.Notebook, ".ipynb"), s.Claim, len(s.Got), s.over, s.Least, s.Most, s.Median, s.Tolerance, s.Held)
}

// spreads gathers the claims of notebooks that were run with several seeds.
func spreads(tasks []*task) []spread {
	var runs []report.Run
	for _, t := range tasks {
		if t.run.Seed != nil {
			runs = append(runs, t.run)
		}
	}
	return spreadsOf(runs, "seeds")
}

// spreadsOf gathers the claims of several runs.
func spreadsOf(runs []report.Run, over string) []spread {
	type key struct{ notebook, claim string }
	at := map[key]int{}
	var all []spread
	for _, run := range runs {
		for _, c := range run.Claims {
			k := key{run.Name, c.Name}
			if _, seen := at[k]; !seen {
				at[k] = len(all)
				all = append(all, spread{over: over, Notebook: run.Name, Claim: c.Name, Want: c.Want, Tolerance: c.Wanted()})
			}
			s := &all[at[k]]
			s.Got = append(s.Got, c.Got)
			if c.Status == report.ClaimHeld {
				s.Held++
			}
		}
	}
	for i := range all {
		s := &all[i]
		// NaN sorts before all other numbers, and so shows as the least.
		v := slices.Sorted(slices.Values(s.Got))
		s.Least, s.Most = v[0], v[len(v)-1]
		s.Median = (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	return all
}

// writeSpreads puts them beside the manifest, which has each run for itself.
func writeSpreads(path string, all []spread) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return notebook.WriteWhole(path, append(text, '\n'))
}
