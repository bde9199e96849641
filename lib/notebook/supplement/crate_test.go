package supplement

import (
	"encoding/json"
	"testing"
	"time"

	"sublunar/lib/notebook/report"
)

// The rules of RO-Crate 1.1 that can be told without its context: a descriptor, a root with what it must say, an entity for each reference, each once.
func TestCrateIsWhole(t *testing.T) {
	c := Citation{Title: "A gyre", License: "Apache-2.0", Authors: []Author{{Name: "The authors"}, {Family: "Berg", Given: "A.", Affiliation: "The authors"}}}
	m := report.Manifest{Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Versions: map[string]string{"go": "go1.26.5"}, Notebooks: []report.Run{{Name: "notebooks/n.ipynb", Status: "ok"}}}
	text, err := Crate(folder(t), c, m)
	if err != nil {
		t.Fatal(err)
	}
	var crate struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(text, &crate); err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]any{}
	for _, e := range crate.Graph {
		id := e["@id"].(string)
		if known[id] != nil {
			t.Errorf("%s stands there twice", id)
		}
		known[id] = e
	}
	root := known["./"]
	for _, what := range []string{"name", "description", "datePublished", "license", "author", "hasPart", "mentions"} {
		if root[what] == nil {
			t.Errorf("the root has no %s", what)
		}
	}
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				look(x)
			}
		case map[string]any:
			if id, is := v["@id"].(string); is && len(v) == 1 && known[id] == nil && id[0] != 'h' {
				t.Errorf("%s is named, and isn't there", id)
			}
			for _, x := range v {
				look(x)
			}
		}
	}
	for _, e := range crate.Graph {
		look(e)
	}
	for _, name := range []string{"lib/", "notebooks/n.ipynb", "results/manifest.json", Sums} {
		if known[name] == nil {
			t.Errorf("%s is not described", name)
		}
	}
}
