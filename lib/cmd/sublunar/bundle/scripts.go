package bundle

import (
	_ "embed"
	"strings"
)

//go:embed restore.sh
var restore string

//go:embed environment.sh
var environment string

//go:embed command.sh
var command string

//go:embed readme.txt
var readme string

// What differs between archives, for their scripts.
type What struct {
	System string   // as uname -sm has it
	Go     string   // version that is needed
	HasGo  bool     // it lies in the archive
	Python []string // minor versions that JupyterLab's packages are for; none where they are not in the archive
}

// AddScripts adds what a person calls.
func (w *Writer) AddScripts(what What) error {
	carried := ""
	if what.HasGo {
		carried = "yes"
	}
	marks := strings.NewReplacer("@SYSTEM@", what.System, "@GO@", what.Go, "@HASGO@", carried, "@PYTHON@", strings.Join(what.Python, " "))
	for _, f := range []struct {
		name, text string
		executable bool
	}{{"restore", restore, true}, {"sublunar", command, true}, {"environment", environment, false}, {"README.txt", readme, false}} {
		if err := w.AddText(f.name, marks.Replace(f.text), f.executable); err != nil {
			return err
		}
	}
	return nil
}
