package report

import (
	"slices"
	"strings"
	"testing"
)

func cleaned(src string) (string, []string) {
	s := sanitiser{image: newMarkdowner(nil).image}
	return s.clean(src)
}

func TestSanitiser(t *testing.T) {
	for src, want := range map[string]string{
		"plain & <b>bold</b> &amp; &eacute;":                       "plain &amp; <b>bold</b> &amp; é",
		"1 < 2":                                                    "1 &lt; 2",
		"a<script>alert(1)</script>b":                              "ab",
		"a<script>alert(1)":                                        "a",
		"<p onclick=x>y":                                           "<p>y</p>",
		"</div></main><b>x":                                        "<b>x</b>",
		"<b><i>x</b>y":                                             "<b><i>x</i></b>y",
		"<unknown>x</unknown>":                                     "x",
		"<!-- <b> -->x<!DOCTYPE html>y<?php z ?>":                  "xy",
		`<a href="https://a.b/?x=1&amp;y">l</a>`:                   `<a href="https://a.b/?x=1&amp;y" rel="noopener noreferrer">l</a>`,
		`<a href=" JaVa` + "\t\n" + `Script:alert(1)">l</a>`:       `<a>l</a>`,
		`<a href="&#106;avascript:alert(1)">l</a>`:                 `<a>l</a>`,
		`<a href="data:text/html,x">l</a>`:                         `<a>l</a>`,
		`<a href="vbscript:x">l</a>`:                               `<a>l</a>`,
		`<a href="#part">l</a>`:                                    `<a href="#part" rel="noopener noreferrer">l</a>`,
		`<a href="02-next.ipynb">l</a>`:                            `<a href="02-next.ipynb" rel="noopener noreferrer">l</a>`,
		`<td colspan=2 class=x title='"q"'>y`:                      `<td colspan="2" title="&#34;q&#34;">y</td>`,
		`<p style="color:red;position:fixed;background:url(x)">`:   `<p style="color:red"></p>`,
		`<p style="margin-top:-500px;text-align:right">`:           `<p style="text-align:right"></p>`,
		`<img src="https://a.b/c.png" alt=pic>`:                    `<a class="missing" href="https://a.b/c.png" rel="noopener noreferrer">[picture not in this page: pic https://a.b/c.png]</a>`,
		`<img src="data:image/png;base64,AA==" alt="x" onerror=y>`: `<img src="data:image/png;base64,AA==" alt="x">`,
		`<img src="data:text/html,<script>">`:                      `<span class="missing">[picture not in this page:  data:text/html,&lt;script&gt;]</span>`,
		`<input type=text value=x><input type=checkbox checked>`:   `<input type="checkbox" disabled checked>`,
		`<svg><b>x</b></svg>y`:                                     "y",
		`<title><b>x</title>y`:                                     "y",
		"<b":                                                       "<b></b>",
		"<":                                                        "&lt;",
		"</":                                                       "&lt;/",
	} {
		if got, _ := cleaned(src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
	_, dropped := cleaned(`<iframe></iframe><b onclick=x><a href="javascript:x">`)
	if !slices.Equal(dropped, []string{"<iframe>", "a link", "onclick"}) {
		t.Errorf("told of %q", dropped)
	}
}

// checkClean reads the output as strictly as can be: every "<" begins a tag on the list, with
// attributes on the list, all tags are closed in order, and nothing but text is between them.
func checkClean(t *testing.T, src, out string) {
	t.Helper()
	var open []string
	for rest := out; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			break
		}
		tag, after, ok := readTag(rest[i:])
		if !ok || !strings.HasSuffix(rest[i:len(rest)-len(after)], ">") {
			t.Fatalf("%q gives a broken tag: %q", src, rest[i:])
		}
		rest = after
		attributes, known := allowedTags[tag.name]
		if !known {
			t.Fatalf("%q lets <%s> through", src, tag.name)
		}
		switch {
		case tag.end:
			if len(open) == 0 || open[len(open)-1] != tag.name {
				t.Fatalf("%q closes <%s> out of turn: %q", src, tag.name, out)
			}
			open = open[:len(open)-1]
		case !voidTags[tag.name]:
			open = append(open, tag.name)
		}
		for _, a := range tag.attributes {
			ours := []string{"style", "rel", "class", "src", "type", "disabled", "checked"}
			if !slices.Contains(attributes, a.name) && !slices.Contains(globalAttributes, a.name) && !slices.Contains(ours, a.name) {
				t.Fatalf("%q lets %s through", src, a.name)
			}
			if a.name == "src" && !strings.HasPrefix(a.value, "data:image/") || a.name == "href" && !safeLink(a.value) {
				t.Fatalf("%q lets %s=%q through", src, a.name, a.value)
			}
			if a.name == "style" && strings.Contains(strings.ToLower(a.value), "url") {
				t.Fatalf("%q lets the style %q through", src, a.value)
			}
		}
	}
	if len(open) > 0 {
		t.Fatalf("%q leaves <%s> open", src, open[0])
	}
}

// The control: checkClean does see what is wrong, so that the fuzz test can fail.
func TestCheckCleanSeesWhatIsWrong(t *testing.T) {
	for _, bad := range []string{"<script>", "<b", "<b>", "</b>", "<b onclick='x'></b>", `<img src="http://x">`, `<a href="javascript:x"></a>`, "<b><i></b></i>", "1 < 2"} {
		saw := false
		func() {
			defer func() { _ = recover() }()
			probe := &testing.T{}
			done := make(chan bool)
			go func() { // Fatalf ends its goroutine
				defer close(done)
				checkClean(probe, "", bad)
			}()
			<-done
			saw = probe.Failed()
		}()
		if !saw {
			t.Errorf("%q passes", bad)
		}
	}
}

func FuzzSanitiser(f *testing.F) {
	f.Add(hostileHTML("http://x"))
	f.Add(`<p style="color:red"><a href=x>y<table><tr><td>z`)
	f.Fuzz(func(t *testing.T, src string) {
		out, _ := cleaned(src)
		checkClean(t, src, out)
		if again, _ := cleaned(out); again != out && !strings.Contains(out, "missing") {
			t.Fatalf("cleaned twice it differs:\n%q\n%q", out, again)
		}
	})
}

// Markdown from anywhere gives a page part that passes the same strict reading.
func FuzzMarkdown(f *testing.F) {
	f.Add("# a $x^2$\n\n$$\ny\n+ z\n$$\n\n```go\nfunc f() {}\n```\n\n| a |\n|--|\n| b |\n\n- [x] c <b onclick=x>\n[^1]\n\n[^1]: note")
	f.Add("\\begin{align}\na &= b\n\\end{align}\n<div>$a<b$")
	f.Fuzz(func(t *testing.T, src string) {
		m := newMarkdowner(nil)
		out, _, err := m.render(src, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range m.slots { // trusted parts have their own tests
			out = strings.ReplaceAll(out, s, "")
		}
		checkClean(t, src, out)
	})
}
