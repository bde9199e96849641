package claim

import (
	"encoding/gob"
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// MIME is the type under which a claim stands in a notebook's output.
const MIME = "application/vnd.sublunar.claim+json"

func init() {
	// A JSON object crosses to the kernel as a gob, which must know these types.
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

// show draws the claim for the reader, with the JSON in the same output.
func show(c Claim) Claim {
	if lesson.on {
		teach(c)
		return c
	}
	if !gonbui.IsNotebook {
		fmt.Println(c)
		return c
	}
	send(c.Name, c.bundle())
	return c
}

// send gives a display to the kernel, and waits until it is there: the kernel stops reading when the program ends.
func send(name string, bundle map[protocol.MIMEType]any) {
	gonbui.SendData(&protocol.DisplayData{Data: bundle})
	if err := gonbui.Error(); err != nil {
		// A claim that isn't shown isn't counted, and a run without it would pass.
		panic(fmt.Sprintf("claim: %q can't be shown: %v; run the cell again", name, err))
	}
	gonbui.Sync()
}

// bundle is the claim as a display: the same thing for a program, a page and a terminal.
func (c Claim) bundle() map[protocol.MIMEType]any {
	return map[protocol.MIMEType]any{
		MIME:                   c.object(),
		protocol.MIMETextHTML:  c.HTML(),
		protocol.MIMETextPlain: c.String(),
	}
}

// object is the claim as a JSON object.
func (c Claim) object() map[string]any {
	o := map[string]any{
		"name":   c.Name,
		"status": c.Status,
		"got":    jsonNumber(c.Got),
		"want":   jsonNumber(c.Want),
		"tolerance": map[string]any{
			"kind":  c.Tolerance.Kind,
			"size":  jsonNumber(c.Tolerance.Size),
			"words": c.Tolerance.words(c.Want),
		},
		"source": c.Source,
		"data":   c.Data,
	}
	if c.Reason != "" {
		o["reason"] = c.Reason
	}
	if c.hinted() {
		o["hint"] = c.Hint
	}
	return o
}

// jsonNumber is the number, or where JSON has none "NaN", "+Inf" or "-Inf".
func jsonNumber(f float64) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "+Inf"
	case math.IsInf(f, -1):
		return "-Inf"
	}
	return f
}

// HTML is the claim as a line of a page. Mark and word carry the verdict; the coloured edge only
// repeats it, in tones that stand out on white, on black and in print. The text takes the page's
// own colour.
func (c Claim) HTML() string {
	edge := map[string]string{Held: "#2a9d6f", Failed: "#d1495b", NotApplicable: "#8a8a8a"}[c.Status]
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="border-left: 4px solid %s; padding: 2px 10px; margin: 2px 0; line-height: 1.5">`, edge)
	fmt.Fprintf(&b, `<b>%s %s</b>: <i>%s</i> = %s`, c.mark(), c.Status, html.EscapeString(c.Name), html.EscapeString(c.verdict()))
	if c.Source != "" {
		fmt.Fprintf(&b, ` <span style="opacity: 0.7">(%s)</span>`, html.EscapeString(c.Source))
	}
	if c.hinted() {
		fmt.Fprintf(&b, `. Hint: %s`, html.EscapeString(c.Hint))
	}
	b.WriteString(`</div>`)
	return b.String()
}
