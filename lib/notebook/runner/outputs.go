package runner

import (
	"sync"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/wire"
)

// A book collects what the cells of one run show, as Jupyter's own clients do: text that follows
// text of the same stream joins it; an update changes every output shown under its display id, in
// whatever cell; clearing empties a cell, now or when it next shows something.
//
// Events of one cell come one at a time; those of two cells, where one has sent its last late, may
// come at once.
type book struct {
	mu    sync.Mutex
	shown map[string][]place // where each display id has been shown
}

// A page is one cell's outputs.
type page struct {
	outputs  []notebook.Output
	clearing bool // before the next output is shown
	claims   []claimed
	shared   bool // another cell has changed what it shows
}

type place struct {
	page   *page
	output int
}

// A claimed is a claim as it was printed, or why it can't be read.
type claimed struct {
	id    string // of its display
	claim report.Claim
	err   error
}

func newBook() *book { return &book{shown: map[string][]place{}} }

// apply does what an event of a cell says.
func (b *book) apply(p *page, e wire.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Kind == wire.Clear {
		if e.Wait {
			p.clearing = true
		} else {
			b.clear(p)
		}
		return
	}
	p.claim(e)
	if e.DisplayID != "" {
		for _, at := range b.shown[e.DisplayID] {
			at.page.shared = at.page.shared || at.page != p
			o := &at.page.outputs[at.output]
			o.Data, o.Metadata = e.Output.Data.Clone(), e.Output.Clone().Metadata
		}
	}
	if e.Kind == wire.Update {
		return
	}
	if p.clearing {
		b.clear(p)
	}
	if last := len(p.outputs) - 1; e.Output.Type == notebook.Stream && last >= 0 {
		if o := &p.outputs[last]; o.Type == notebook.Stream && o.Name == e.Output.Name {
			o.Text += e.Output.Text
			return
		}
	}
	if e.DisplayID != "" {
		b.shown[e.DisplayID] = append(b.shown[e.DisplayID], place{p, len(p.outputs)})
	}
	p.outputs = append(p.outputs, e.Output)
}

func (b *book) clear(p *page) {
	p.outputs, p.clearing = nil, false
	for id, places := range b.shown {
		kept := places[:0]
		for _, at := range places {
			if at.page != p {
				kept = append(kept, at)
			}
		}
		b.shown[id] = kept
	}
}

// claim notes the claim that an event shows. One that is cleared away later has been made all the
// same; an update of a claim's display takes its place.
func (p *page) claim(e wire.Event) {
	c, ok, err := report.ReadClaim(e.Output.Data)
	if !ok {
		return
	}
	made := claimed{id: e.DisplayID, claim: c, err: err}
	if e.Kind == wire.Update {
		for i := range p.claims {
			if p.claims[i].id == e.DisplayID {
				p.claims[i] = made
				return
			}
		}
	}
	p.claims = append(p.claims, made)
}
