package sweep

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"sublunar/lib/notebook"
)

// A Round is what one call sets out to do.
type Round struct {
	ID string `json:"id"`
	// Names of the members that were not done when it began.
	Names []string `json:"names"`
	// Job is Slurm's, once submitted, of Tasks tasks.
	Job   string `json:"job,omitempty"`
	Tasks int    `json:"tasks,omitempty"`
}

// NewRound takes all members that are not done.
func (f *Folder) NewRound() (Round, error) {
	// Two calls within a second have different processes.
	r := Round{ID: fmt.Sprintf("%s-%d", time.Now().UTC().Format("20060102-150405"), os.Getpid())}
	for _, name := range f.names {
		if done, ok := f.record(name); !ok || !done.Whole {
			r.Names = append(r.Names, name)
		}
	}
	if len(r.Names) == 0 {
		return r, nil
	}
	return r, f.PutRound(r)
}

// PutRound writes a round for the workers to read.
func (f *Folder) PutRound(r Round) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return notebook.WriteWhole(f.at("rounds", r.ID+".json"), append(text, '\n'))
}

// Round reads one.
func (f *Folder) Round(id string) (r Round, err error) {
	text, err := os.ReadFile(f.at("rounds", id+".json"))
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// LastJob is the last round that was submitted to Slurm; ok is false where none was.
func (f *Folder) LastJob() (last Round, ok bool) {
	entries, err := os.ReadDir(f.at("rounds")) // sorted, and so by time
	if err != nil {
		return last, false
	}
	for i := len(entries) - 1; i >= 0; i-- {
		id, isRound := strings.CutSuffix(entries[i].Name(), ".json")
		if !isRound {
			continue
		}
		if r, err := f.Round(id); err == nil && r.Job != "" {
			return r, true
		}
	}
	return last, false
}
