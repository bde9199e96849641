package sweep

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"
	"strconv"

	"sublunar/lib/notebook"
)

// What a member's row says of one that has no record.
const notRun = "not run"

// Summary is a table in CSV, a row a member in their order: its parameters, status, seconds, the commit of the code, then for each
// claim by name what came out and whether it held. What a member lacks is left empty.
func (f *Folder) Summary() ([]byte, error) {
	records := f.Records()
	parameters, claims := map[string]bool{}, []string{}
	for _, m := range f.Plan.Members {
		for name := range m {
			parameters[name] = true
		}
	}
	known := map[string]bool{}
	for _, r := range records {
		if r == nil {
			continue
		}
		for _, c := range r.Run.Claims {
			if !known[c.Name] {
				known[c.Name] = true
				claims = append(claims, c.Name)
			}
		}
	}
	names := slices.Sorted(maps.Keys(parameters))
	header := append(slices.Clone(names), "status", "seconds", "code")
	for _, c := range claims {
		header = append(header, c, c+": verdict")
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(header); err != nil {
		return nil, err
	}
	for i, m := range f.Plan.Members {
		var row []string
		for _, n := range names {
			row = append(row, m[n])
		}
		r := records[i]
		if r == nil {
			row = append(row, notRun, "", "")
			row = append(row, make([]string, 2*len(claims))...)
		} else {
			row = append(row, r.Run.Status, strconv.FormatFloat(r.Run.Seconds, 'f', 1, 64), r.Code)
			for _, name := range claims {
				value, verdict := "", ""
				for _, c := range r.Run.Claims {
					if c.Name == name {
						value, verdict = strconv.FormatFloat(float64(c.Got), 'g', -1, 64), c.Status
					}
				}
				row = append(row, value, verdict)
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// WriteSummary puts the summary into the folder, and returns its path.
func (f *Folder) WriteSummary() (string, error) {
	table, err := f.Summary()
	if err != nil {
		return "", err
	}
	path := f.at("summary.csv")
	return path, notebook.WriteWhole(path, table)
}
