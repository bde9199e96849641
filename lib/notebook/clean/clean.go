package clean

import (
	"encoding/json"
	"os"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/runner"
)

// volatile are the fields of metadata that pages write as a person scrolls, folds and runs.
var (
	volatileInCell = []string{"execution", "ExecuteTime", "scrolled", "collapsed", "vscode", "trusted"}
	volatileInPage = []string{"widgets", "signature", "vscode", "toc", "toc-autonumbering", "toc-showcode", "varInspector", "ExecuteTime", "orig_nbformat", "celltoolbar"}
)

// vega is the picture that JupyterLab draws anew, and beside which it saves a PNG.
const vega = "application/vnd.vegalite.v5+json"

// Clean cleans a notebook. checkout is a folder from which paths in error texts are then given; it may be "".
//
// It renumbers the cells that have run in their order; drops fields of metadata that pages write by themselves, states of widgets
// and their views, and the PNG beside a Vega-Lite figure; and takes folders and addresses of this machine out of error texts.
func Clean(nb *notebook.Notebook, checkout string) {
	for _, field := range volatileInPage {
		delete(nb.Metadata, field)
	}
	home, _ := os.UserHomeDir()
	tidy := runner.TidyPage(checkout, home)
	count := 0
	for _, c := range nb.Cells {
		for _, field := range volatileInCell {
			delete(c.Metadata, field)
		}
		if c.Type != notebook.Code {
			continue
		}
		if c.ExecutionCount != nil {
			count++
			n := count
			c.ExecutionCount = &n
		}
		kept := c.Outputs[:0]
		for _, o := range c.Outputs {
			tidy(&o)
			if output(&o, c.ExecutionCount) {
				kept = append(kept, o)
			}
		}
		c.Outputs = kept
	}
}

// output cleans one output, and says whether anything of it is left.
func output(o *notebook.Output, count *int) bool {
	if o.Type == notebook.ExecuteResult && o.ExecutionCount != nil {
		o.ExecutionCount = count
	}
	if o.Data == nil {
		return true
	}
	if _, drawn := o.Data[vega]; drawn {
		delete(o.Data, "image/png")
		delete(o.Metadata, "image/png")
	}
	if _, widget := o.Data["application/vnd.jupyter.widget-view+json"]; widget {
		delete(o.Data, "application/vnd.jupyter.widget-view+json")
		return hasMore(o.Data)
	}
	return true
}

// hasMore says whether a bundle says more than the name of a widget.
func hasMore(data notebook.MIMEBundle) bool {
	for mime, raw := range data {
		var text string
		if mime != "text/plain" || json.Unmarshal(raw, &text) == nil && !strings.Contains(text, "(") {
			return true
		}
	}
	return false
}
