package plot

import (
	"fmt"
	"html"
	"math"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"sublunar/lib/field"
)

// Bar returns an Observe function that draws how much is done and about how long is left, in one
// output, at most four times a second. Headless, and outside a notebook, it does as [Live] does, and
// leaves times out so that the output is the same each time.
func Bar(name string) func(field.Progress) error {
	return newBar(newOutput(), name).observe
}

type bar struct {
	*output
	name  string
	state field.Progress
	from  int // the first step seen
	any   bool
}

func newBar(o *output, name string) *bar {
	b := &bar{output: o, name: name}
	o.draw = b.bundle
	return b
}

func (b *bar) observe(p field.Progress) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.any {
		b.from, b.any = p.Step, true
	}
	b.state = p
	return b.update(p.Step, p.Total)
}

func (b *bar) bundle() (map[protocol.MIMEType]any, error) {
	text := b.name + ": " + b.state.String() + b.times()
	part := 0.0
	if b.state.Total > 0 {
		part = min(max(float64(b.state.Step)/float64(b.state.Total), 0), 1)
	}
	page := fmt.Sprintf(`<div style="max-width: 540px"><div>%s</div><div style="height: 8px; border-radius: 4px; background: #8883">`+
		`<div style="height: 8px; border-radius: 4px; width: %.1f%%; background: %s"></div></div></div>`,
		html.EscapeString(text), 100*part, categories[0])
	return map[protocol.MIMEType]any{protocol.MIMETextHTML: page, protocol.MIMETextPlain: text}, nil
}

// times says how long it took and how long is left, if the steps to come take as long as those seen.
func (b *bar) times() string {
	if b.headless || !b.notebook {
		return ""
	}
	took := b.now().Sub(b.start)
	if took <= 0 {
		return ""
	}
	text := ", " + rough(took)
	if done := b.state.Step - b.from; done > 0 && b.state.Total > b.state.Step {
		left := time.Duration(float64(took) / float64(done) * float64(b.state.Total-b.state.Step))
		text += ", about " + rough(left) + " left"
	}
	return text
}

// rough is a time as one says it: 4.2 s, 38 s, 2 min 5 s, 3 h 12 min.
func rough(d time.Duration) string {
	s := d.Seconds()
	switch whole := int(math.Round(s)); {
	case s < 9.95:
		return fmt.Sprintf("%.1f s", s)
	case whole < 60:
		return fmt.Sprintf("%d s", whole)
	case whole < 3600:
		return fmt.Sprintf("%d min %d s", whole/60, whole%60)
	default:
		return fmt.Sprintf("%d h %d min", whole/3600, whole%3600/60)
	}
}
