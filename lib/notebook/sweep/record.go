package sweep

import (
	"encoding/json"
	"os"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// A Record is what came of one member.
type Record struct {
	Parameters map[string]string `json:"parameters"`
	// Whole: every cell has run, and the member is done.
	Whole bool `json:"whole"`
	// Round is the call that did it.
	Round string `json:"round"`
	// Code is the commit of the checkout, with a + where files differ from it; Host the machine.
	Code     string     `json:"code,omitempty"`
	Host     string     `json:"host,omitempty"`
	Finished time.Time  `json:"finished"`
	Run      report.Run `json:"run"`
}

// record reads a member's; ok is false where there is none that can be read: such a member is not done.
func (f *Folder) record(name string) (r Record, ok bool) {
	if r, ok = f.whole[name]; ok {
		return r, true
	}
	text, err := os.ReadFile(f.at("members", name+".json"))
	if err != nil || json.Unmarshal(text, &r) != nil || Name(r.Parameters) != name {
		return Record{}, false
	}
	if r.Whole {
		f.whole[name] = r
	}
	return r, true
}

// Put writes a member's record, whole or not at all. A record that is whole is never replaced by one that isn't.
func (f *Folder) Put(r Record) error {
	name := Name(r.Parameters)
	if was, ok := f.record(name); ok && was.Whole && !r.Whole {
		return nil
	}
	host, _ := os.Hostname()
	r.Host, r.Finished = host, time.Now().UTC().Truncate(time.Second)
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return notebook.WriteWhole(f.at("members", name+".json"), append(text, '\n'))
}

// NotebookPath is where a member's executed notebook is kept.
func (f *Folder) NotebookPath(member map[string]string) string {
	return f.at("members", Name(member)+".ipynb")
}

// Log is the place of a worker's log.
func (f *Folder) Log(name string) string { return f.at("logs", name+".log") }

// A State is how far a round is.
type State struct {
	Members int // of the sweep
	Done    int // whole, in this round or before
	Failed  int // tried in this round, and not whole
	Left    int // neither
}

// State counts.
func (f *Folder) State(round string) State {
	s := State{Members: len(f.Plan.Members)}
	for _, name := range f.names {
		switch r, ok := f.record(name); {
		case ok && r.Whole:
			s.Done++
		case ok && r.Round == round:
			s.Failed++
		default:
			s.Left++
		}
	}
	return s
}

// Records are those of all members, in their order; nil for one without.
func (f *Folder) Records() []*Record {
	out := make([]*Record, len(f.Plan.Members))
	for i, name := range f.names {
		if r, ok := f.record(name); ok {
			out[i] = &r
		}
	}
	return out
}
