package report

import (
	"fmt"
	"html"
	"strings"

	"sublunar/lib/notebook"
)

const vegaLiteMIME = "application/vnd.vegalite.v5+json"

// shown writes one output as HTML: the richest form of it that can be shown safely.
func (p *pageBuilder) shown(o notebook.Output) (string, error) {
	switch o.Type {
	case notebook.Stream:
		class := "stream"
		if o.Name == "stderr" {
			class += " stderr"
		}
		if strings.TrimSpace(o.Text) == "" {
			return "", nil
		}
		return `<pre class="` + class + `">` + ansiHTML(strings.TrimRight(o.Text, "\n")) + `</pre>`, nil
	case notebook.Error:
		text := strings.Join(o.Traceback, "\n")
		if head := o.ErrorName + ": " + o.ErrorValue; text == "" || !strings.Contains(escapes.ReplaceAllString(text, ""), firstWords(o.ErrorValue)) {
			text = strings.TrimRight(head+"\n"+text, "\n")
		}
		return `<pre class="stream error" role="alert">` + ansiHTML(text) + `</pre>`, nil
	}
	return p.bundle(o)
}

// bundle picks among the formats of a display, best first.
func (p *pageBuilder) bundle(o notebook.Output) (string, error) {
	b := o.Data
	if claim, ok, err := ReadClaim(b); err != nil {
		return "", err
	} else if ok {
		return claimHTML(claim), nil
	}
	still, alt := p.still(b, o.Metadata)
	if spec, ok := b[vegaLiteMIME]; ok {
		p.page.Vega = true
		if still == "" {
			still = `<pre class="stream">` + ansiHTML(alt) + `</pre>`
		}
		return figure(spec, still, alt), nil
	}
	if still != "" {
		return `<figure class="figure"><div class="still">` + still + `</div></figure>`, nil
	}
	if text, ok := b.Text("text/html"); ok {
		s := sanitiser{image: newMarkdowner(nil).image}
		clean, dropped := s.clean(text)
		if plain, has := b.Text("text/plain"); has && strings.TrimSpace(clean) == "" {
			clean = `<pre class="stream">` + ansiHTML(plain) + `</pre>`
		}
		return `<div class="html">` + clean + `</div>` + leftOut(dropped), nil
	}
	if text, ok := b.Text("text/markdown"); ok {
		clean, dropped, err := p.markdown.render(text, nil)
		return `<div class="prose">` + clean + `</div>` + leftOut(dropped), err
	}
	if text, ok := b.Text("text/latex"); ok {
		return `<div class="maths">` + maths(strings.Trim(strings.TrimSpace(text), "$"), true) + `</div>`, nil
	}
	if text, ok := b.Text("text/plain"); ok && text != "" {
		return `<pre class="stream">` + ansiHTML(strings.TrimRight(text, "\n")) + `</pre>`, nil
	}
	if raw, ok := b["application/json"]; ok {
		return `<pre class="stream">` + html.EscapeString(string(raw)) + `</pre>`, nil
	}
	if types := b.Types(); len(types) > 0 {
		return `<p class="missing">[an output of type ` + html.EscapeString(strings.Join(types, ", ")) + `, which this page can't show]</p>`, nil
	}
	return "", nil
}

// still is the picture in a bundle, in an <img>, where an SVG can run no script; "" without one.
// alt is the text in its place.
func (p *pageBuilder) still(b notebook.MIMEBundle, meta notebook.Metadata) (img, alt string) {
	alt, _ = b.Text("text/plain")
	alt = strings.TrimSpace(alt)
	for _, t := range []string{"image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"} {
		data, ok := b.Text(t)
		if !ok {
			continue
		}
		var size struct{ Width, Height float64 }
		attr := ""
		if ok, err := meta.Get(t, &size); ok && err == nil && size.Width > 0 {
			attr = fmt.Sprintf(` width="%.0f"`, size.Width)
		}
		return fmt.Sprintf(`<img src="%s" alt="%s"%s>`, html.EscapeString(dataURL(t, data)), html.EscapeString(shorten(alt, 300)), attr), alt
	}
	return "", alt
}

func leftOut(dropped []string) string {
	if len(dropped) == 0 {
		return ""
	}
	return `<p class="missing">[left out of this page, as it could run a program: ` + html.EscapeString(strings.Join(dropped, ", ")) + `]</p>`
}

// claimHTML draws a claim from its JSON, not from the HTML beside it: what is counted is what is shown.
func claimHTML(c Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div class="claim %s"><span class="mark" aria-hidden="true">%s</span><div><p class="what"><b>%s</b> <span class="status">%s</span></p><p class="numbers">`,
		statusClass(c.Status), statusMark(c.Status), html.EscapeString(c.Name), html.EscapeString(c.Status))
	if c.Status != ClaimNotApplicable {
		fmt.Fprintf(&b, `got <b>%s</b>, wanted %s`, c.Got, html.EscapeString(c.Wanted()))
	}
	if c.Data != "" {
		fmt.Fprintf(&b, ` <span class="quiet">on %s</span>`, html.EscapeString(c.Data))
	}
	b.WriteString(`</p>`)
	if c.Source != "" {
		fmt.Fprintf(&b, `<p class="source">%s</p>`, html.EscapeString(c.Source))
	}
	b.WriteString(`</div></div>`)
	return b.String()
}

func statusClass(status string) string {
	switch status {
	case ClaimHeld:
		return "held"
	case ClaimFailed:
		return "failed"
	}
	return "aside"
}

func statusMark(status string) string {
	switch status {
	case ClaimHeld:
		return "✓"
	case ClaimFailed:
		return "✗"
	}
	return "–"
}

func firstWords(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return shorten(line, 40)
}
