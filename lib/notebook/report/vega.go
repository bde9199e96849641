package report

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"sync"
)

// The scripts that draw figures, as their makers published them on npm, compressed. LICENSES.txt
// beside them holds their licences, and every page that carries them carries it too.
//
//go:embed vega/*.gz vega/LICENSES.txt
var vegaFiles embed.FS

// vegaScripts in the order in which they must run, with the SHA-256 of each unpacked file.
var vegaScripts = []struct{ name, version, sha256 string }{
	{"vega", "5.33.1", "463f3db6a40b20e9747b4ed38f37ed0add508838f9141b1cf8366784b07b30c8"},
	{"vega-lite", "5.23.0", "58c27358e26f2d319cf62f45bc17a4c8362f08645001df2ec8d341eee4097c7f"},
	{"vega-interpreter", "1.2.1", "ee191cf04168e0c043214cea7c4e5ef80e908daa0e757c19c8061df5f898cf89"},
	{"vega-tooltip", "0.35.2", "13e83b07d7d1a07cb1ba0517593a1c9a1e7b59efe7745aa933622431b4bb2259"},
}

// vegaSources unpacks the scripts, once.
var vegaSources = sync.OnceValues(func() ([]string, error) {
	var out []string
	for _, s := range vegaScripts {
		packed, err := vegaFiles.ReadFile("vega/" + s.name + ".min.js.gz")
		if err != nil {
			return nil, err
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		src, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if got := SHA256(src); got != s.sha256 {
			return nil, fmt.Errorf("%s is not version %s: its SHA-256 is %s", s.name, s.version, got)
		}
		out = append(out, string(src))
	}
	return out, nil
})

func vegaLicences() string {
	text, err := vegaFiles.ReadFile("vega/LICENSES.txt")
	if err != nil {
		return "" // embedded: can't be
	}
	return string(text)
}

// figure writes a Vega-Lite figure: its specification as data that no browser runs, and the still
// picture that stands until (and unless) page.js has drawn it.
func figure(spec json.RawMessage, still, alt string) string {
	var data bytes.Buffer
	json.HTMLEscape(&data, spec) // so that no "</script>" or "<!--" can end the element early
	return fmt.Sprintf(`<figure class="figure vega" role="group" aria-label="%s"><div class="still">%s</div>`+
		`<script type="application/json">%s</script></figure>`, html.EscapeString(shorten(alt, 300)), still, data.String())
}
