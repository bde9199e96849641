package plot

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// A figure crosses to the kernel as a gob and to the page as JSON: nothing in it may be beyond either.
func TestVegaLiteCrosses(t *testing.T) {
	for name, f := range gallery() {
		data, err := f.bundle()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		plain(t, name, data[MIME])
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(&protocol.DisplayData{Data: data}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got protocol.DisplayData
		if err := gob.NewDecoder(&b).Decode(&got); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(got.Data, data) {
			t.Errorf("%s: what the kernel gets is not what was sent", name)
		}
		if _, err := json.Marshal(data[MIME]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// plain checks that a value is made of the types that VegaLite promises.
func plain(t *testing.T, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, w := range v {
			plain(t, path+"."+k, w)
		}
	case []any:
		for _, w := range v {
			plain(t, path+"[]", w)
		}
	case float64:
		if !finite(v) {
			t.Errorf("%s is %v", path, v)
		}
	case string, bool:
	default:
		t.Errorf("%s is a %T", path, v)
	}
}

// With VEGA=DIR, a folder whose node_modules holds vega 5 and vega-lite 5, every figure is compiled and
// rendered by them; a warning fails.
func TestVegaLiteCompiles(t *testing.T) {
	modules := os.Getenv("VEGA")
	if modules == "" {
		t.Skip("VEGA names no folder with vega and vega-lite in its node_modules")
	}
	dir := t.TempDir()
	args := []string{"testdata/compile.cjs", modules}
	for name, f := range gallery() {
		path := filepath.Join(dir, name+".vl.json")
		if err := f.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, err := exec.Command("node", args...).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "" {
		t.Errorf("%v\n%s", err, out)
	}
}
