package report

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

// Vega draws both figures of the fixture from inside the page: marks, a slider, no error, no network.
func TestFiguresAreDrawnInABrowser(t *testing.T) {
	v := startOutside(t).open(t, dropPage(t))
	if got := strings.Count(v.dom, `class="figure vega drawn"`); got != 2 {
		t.Errorf("%d figures are drawn, not 2", got)
	}
	if strings.Contains(v.dom, "data-problem") || len(v.console) > 0 {
		t.Errorf("the page has problems: %q", v.console)
	}
	for what, mark := range map[string]string{
		"a line":           "mark-line role-mark",
		"points":           "mark-symbol role-mark",
		"a slider":         `type="range"`,
		"a title, escaped": "Speed of the drop &lt;/script&gt;&lt;b&gt;",
	} {
		if !strings.Contains(v.dom, mark) {
			t.Errorf("the page lacks %s", what)
		}
	}
}

// A figure "as wide as its place" is that wide, and one that Vega can't read keeps its still picture.
func TestWideAndBrokenFigures(t *testing.T) {
	wide, broken := notebook.MIMEBundle{}, notebook.MIMEBundle{}
	spec := map[string]any{"width": "container", "height": 100, "data": map[string]any{"values": []any{1, 2}}, "mark": "bar",
		"encoding": map[string]any{"x": map[string]any{"field": "data", "type": "quantitative"}}}
	if err := wide.SetJSON(vegaLiteMIME, spec); err != nil {
		t.Fatal(err)
	}
	if err := broken.SetJSON(vegaLiteMIME, map[string]any{"mark": 7}); err != nil {
		t.Fatal(err)
	}
	broken.SetText("text/plain", "what the figure would show")
	c := notebook.NewCode("x")
	c.SetOutputs(1, notebook.NewDisplay(wide, nil), notebook.NewDisplay(broken, nil))
	page, err := HTML(notebook.New(c), Meta{})
	if err != nil {
		t.Fatal(err)
	}
	v := startOutside(t).open(t, page)
	m := regexp.MustCompile(`<svg[^>]* class="marks" width="(\d+)`).FindStringSubmatch(v.dom)
	if len(m) < 2 {
		t.Fatal("the wide figure is not drawn")
	}
	if width, _ := strconv.Atoi(m[1]); width < 400 {
		t.Errorf("the wide figure has %d pixels", width)
	}
	if n := strings.Count(v.dom, `class="live`); n != 1 || !strings.Contains(v.dom, "data-problem") || !strings.Contains(v.dom, "what the figure would show") {
		t.Errorf("%d figures are alive; the broken one should have kept its text", n)
	}
}

// hostileHTML tries to run a script, or to reach the outside, in the ways that HTML has.
func hostileHTML(url string) string {
	run := `document.documentElement.setAttribute('data-ran','1')`
	return strings.NewReplacer("RUN", run, "URL", url).Replace(`
<script>RUN</script><SCRIPT SRC="URL/script.js"></SCRIPT ><script/x>RUN</script>
<img src=x onerror="RUN"><img src="URL/img.png"><img/src=x/onerror=RUN>
<svg onload="RUN"><script>RUN</script></svg><svg><style><img src=x onerror=RUN></style></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;">
<iframe srcdoc="<script>parent.RUN</script>"></iframe><iframe src="URL/frame"></iframe>
<object data="URL/object"></object><embed src="URL/embed"><link rel="stylesheet" href="URL/style.css">
<style>@import "URL/import.css"; body { background: url(URL/background) }</style>
<div style="background-image:url(URL/style-attribute)">x</div>
<body onload="RUN"><details open ontoggle="RUN"><summary>x</summary></details>
<a href="javascript:RUN" id="go">x</a><a href="java&#10;script:RUN">y</a><base href="URL/">
<meta http-equiv="refresh" content="0;url=URL/refresh">
<video src="URL/video" autoplay></video><audio src="URL/audio" autoplay></audio>
<input autofocus onfocus="RUN"><form action="URL/form" id="f"><input type=image src="URL/image-input"></form>
<noscript><p title="</noscript><img src=x onerror=RUN>"></noscript>
<textarea><img title="</textarea><img src=x onerror=RUN>"></textarea>
<!--><img src=x onerror=RUN>--><![CDATA[><img src=x onerror=RUN>]]>
<x-slot n="0"></div></section></main><b id="broke-out">`)
}

func hostileSVG(url string) string {
	return strings.ReplaceAll(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.document.documentElement.setAttribute('data-ran','svg')">`+
		`<script>document.documentElement.setAttribute('data-ran','svg')</script><image href="URL/in-svg.png" width="9" height="9"/></svg>`, "URL", url)
}

func hostileSpec(url string) map[string]any {
	return map[string]any{
		"$schema": "https://vega.github.io/schema/vega-lite/v5.json",
		"data":    map[string]any{"url": url + "/data.json"},
		"layer": []any{
			map[string]any{"mark": "point", "encoding": map[string]any{"x": map[string]any{"field": "a", "type": "quantitative"}}},
			map[string]any{"data": map[string]any{"values": []any{map[string]any{"u": url + "/mark.png"}}},
				"mark": "image", "encoding": map[string]any{"url": map[string]any{"field": "u"}}},
		},
		"usermeta": map[string]any{"embedOptions": map[string]any{"loader": map[string]any{"baseURL": url}},
			"x": "</script><script>document.documentElement.setAttribute('data-ran','json')</script><!--"},
	}
}

// hostileExpression tries to get at JavaScript's Function from a Vega expression.
var hostileExpression = map[string]any{
	"data":     map[string]any{"values": []any{1}},
	"params":   []any{map[string]any{"name": "p", "expr": `[].constructor.constructor("document.documentElement.setAttribute('data-ran','vega')")()`}},
	"mark":     map[string]any{"type": "point", "href": "javascript:document.documentElement.setAttribute('data-ran','href')"},
	"encoding": map[string]any{"x": map[string]any{"value": map[string]any{"expr": "p"}}},
}

// A notebook from a stranger runs nothing and reaches nothing, whichever way it tries.
func TestHostileNotebookDoesNothing(t *testing.T) {
	world := startOutside(t)
	html := hostileHTML(world.url)
	nb := notebook.New(
		notebook.NewMarkdown("# <img src=x onerror=\"document.documentElement.setAttribute('data-ran','h')\">Title\n"+
			"[link](javascript:alert(1)) ![p]("+world.url+"/markdown.png)\n\n$\\text{</math><img src=x onerror=\"document.documentElement.setAttribute('data-ran','m')\">}$\n\n"+html),
		notebook.NewCode("// </code></pre><script>document.documentElement.setAttribute('data-ran','c')</script>\n"),
		notebook.NewMarkdown("after the attack"),
	)
	data := notebook.MIMEBundle{}
	data.SetText("text/html", html)
	svg := notebook.MIMEBundle{}
	svg.SetText("image/svg+xml", hostileSVG(world.url))
	vega := notebook.MIMEBundle{}
	if err := vega.SetJSON(vegaLiteMIME, hostileSpec(world.url)); err != nil {
		t.Fatal(err)
	}
	expression := notebook.MIMEBundle{}
	if err := expression.SetJSON(vegaLiteMIME, hostileExpression); err != nil {
		t.Fatal(err)
	}
	script := notebook.MIMEBundle{}
	script.SetText("application/javascript", "document.documentElement.setAttribute('data-ran','js')")
	nb.Cells[1].SetOutputs(1,
		notebook.NewDisplay(data, nil), notebook.NewDisplay(svg, nil), notebook.NewDisplay(vega, nil), notebook.NewDisplay(expression, nil), notebook.NewDisplay(script, nil),
		notebook.NewStream("stdout", "<script>document.documentElement.setAttribute('data-ran','out')</script>\x1b[31m<img src=x onerror=alert(1)>"),
		notebook.NewError("<b>", "<img src=x onerror=alert(1)>", []string{"<script>document.documentElement.setAttribute('data-ran','tb')</script>"}))
	if err := nb.Metadata.Set("title", "</title><script>document.documentElement.setAttribute('data-ran','title')</script>"); err != nil {
		t.Fatal(err)
	}

	page, err := HTML(nb, Meta{Name: `"><script>document.documentElement.setAttribute('data-ran','name')</script>`})
	if err != nil {
		t.Fatal(err)
	}
	// Each layer must hold alone: with the policy, and with it taken away.
	naked := policy.ReplaceAllString(string(page), "")
	if naked == string(page) {
		t.Fatal("the page has no policy")
	}
	for name, p := range map[string]string{"the page": string(page), "the page without its policy": naked} {
		v := world.open(t, []byte(p))
		if ran(v) != "" || len(v.hits) > 0 {
			t.Errorf("%s ran %q and asked for %q", name, ran(v), v.hits)
		}
		if !strings.Contains(v.dom, "data-refused") || strings.Contains(v.dom, "vega drawn") {
			t.Errorf("%s: the figure that wants data from the web is not refused", name)
		}
		if strings.Count(v.dom, "</main>") != 1 || !strings.Contains(v.dom, `id="cell-3"><p>after the attack`) {
			t.Errorf("%s: a cell broke out of its place", name)
		}
	}
	// And the policy alone: the hostile HTML as it is, under our policy.
	tag := policy.FindString(string(page))
	if v := world.open(t, []byte("<!DOCTYPE html><html><head>"+tag+"</head><body>"+withoutRefresh(html)+"</body></html>")); ran(v) != "" || len(v.hits) > 0 {
		t.Errorf("the policy alone let %q run and %q be asked for", ran(v), v.hits)
	}
}

// The control: with no protection the same content does run and does reach out, so the test above
// can fail.
func TestHostileContentWorksUnprotected(t *testing.T) {
	world := startOutside(t)
	v := world.open(t, []byte("<!DOCTYPE html><html><body>"+withoutRefresh(hostileHTML(world.url))+hostileSVG(world.url)+"</body></html>"))
	if ran(v) == "" {
		t.Error("the hostile HTML ran nothing")
	}
	for _, want := range []string{"/script.js", "/img.png", "/import.css", "/style-attribute", "/in-svg.png"} {
		if !strings.Contains(strings.Join(v.hits, " "), want) {
			t.Errorf("the hostile HTML did not ask for %s, only for %q", want, v.hits)
		}
	}
	sources, err := vegaSources()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := json.Marshal(hostileSpec(world.url))
	if err != nil {
		t.Fatal(err)
	}
	v = world.open(t, fmt.Appendf(nil, `<!DOCTYPE html><html><body><div id="v"></div><script>%s</script><script>%s</script>
<script>new vega.View(vega.parse(vegaLite.compile(%s).spec), {renderer: 'svg', container: '#v'}).runAsync()</script></body></html>`, sources[0], sources[1], spec))
	if !strings.Contains(strings.Join(v.hits, " "), "/data.json") {
		t.Errorf("the hostile figure did not ask for its data, only for %q", v.hits)
	}
}

// withoutRefresh leaves out what would take the browser away from the page that is looked at.
func withoutRefresh(html string) string {
	return strings.ReplaceAll(html, `http-equiv="refresh"`, `name="refresh"`)
}

// ran is the mark that a script leaves, or "".
func ran(v visit) string {
	tag, _, _ := strings.Cut(v.dom[max(0, strings.Index(v.dom, "<html")):], ">")
	if _, mark, ok := strings.Cut(tag, "data-ran="); ok {
		return mark
	}
	return ""
}
