package runner

import (
	"regexp"
	"strings"

	"sublunar/lib/notebook"
)

// A tidier takes out of error texts what belongs to one machine or one run: folders, GoNB's names for a cell's program,
// addresses. A notebook committed with its outputs then names no reader's home, and differs only where a result does.
type tidier struct {
	rules []rule
}

type rule struct {
	pattern *regexp.Regexp
	with    string
}

// newTidier knows the kernel's private folder and the checkout's.
func newTidier(kernel, checkout string) *tidier {
	var t tidier
	add := func(pattern, with string) { t.rules = append(t.rules, rule{regexp.MustCompile(pattern), with}) }
	own := regexp.QuoteMeta(kernel) + `/t/(?:[\w-]+/)?`
	add(own+`bin/`, "")
	add(own+`gonb_[0-9a-f]+/gonb_[0-9a-f]+`, "cell")
	add(own+`gonb_[0-9a-f]+/`, "")
	add(own+`gonb_[0-9a-f]+`, "cell")
	add(`\bgonb_[0-9a-f]{8}\b`, "cell")
	if checkout != "" {
		add(regexp.QuoteMeta(strings.TrimSuffix(checkout, "/")+"/"), "")
	}
	// In a stack, the module cache and Go's own sources say no more than the package's path behind them.
	add(`(^|[\s"])/\S*?/pkg/mod/`, "$1")
	add(`(^|[\s"])/\S*?/go/src/`, "$1")
	add(` \+0x[0-9a-f]+`, "")
	add(`0x[0-9a-f]{6,}`, "0x…")
	return &t
}

// TidyPage gives what tidies outputs that a kernel made for a page: its private folder is then one of those that the launcher makes.
// home is the reader's, "" to leave it.
func TidyPage(checkout, home string) func(*notebook.Output) {
	t := tidier{rules: []rule{
		{regexp.MustCompile(`(?:/[^\s/:"]+)*/sublunar-\d+/gonb_[0-9a-f]+/gonb_[0-9a-f]+`), "cell"},
		{regexp.MustCompile(`(?:/[^\s/:"]+)*/sublunar-\d+/gonb_[0-9a-f]+/`), ""},
	}}
	t.rules = append(t.rules, newTidier("/no/such/folder", checkout).rules...)
	if home != "" && home != "/" {
		t.rules = append(t.rules, rule{regexp.MustCompile(regexp.QuoteMeta(home) + `\b`), "~"})
	}
	return t.output
}

func (t *tidier) text(s string) string {
	for _, r := range t.rules {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	return s
}

// output tidies what tells of an error: stderr, errors, and GoNB's own drawing of them.
func (t *tidier) output(o *notebook.Output) {
	switch o.Type {
	case notebook.Stream:
		if o.Name == "stderr" {
			o.Text = t.text(o.Text)
		}
	case notebook.Error:
		o.ErrorName, o.ErrorValue = t.text(o.ErrorName), t.text(o.ErrorValue)
		for i := range o.Traceback {
			o.Traceback[i] = t.text(o.Traceback[i])
		}
	case notebook.DisplayData, notebook.ExecuteResult:
		if html, ok := o.Data.Text("text/html"); ok && strings.Contains(html, "gonb_") {
			o.Data.SetText("text/html", t.text(html))
		}
	}
}
