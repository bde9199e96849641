package image

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const validate = `
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read())
sys.exit(str(wrong)[:2000] if wrong else 0)
`

// TestSBOM: the image's bill of materials obeys CycloneDX's schema and names what is known to be there.
func TestSBOM(t *testing.T) {
	c := theImage(t).container(t)
	text := c.ok(how{bare: true}, "cat", "/usr/local/share/sbom.cdx.json")
	file := filepath.Join(checkout(), ".sublunar", "image", "sbom.cdx.json")
	must(t, "write", os.WriteFile(file, []byte(text), 0o644))
	python := checker(t, "python")
	if out, err := exec.Command(python, "-c", validate, file).CombinedOutput(); err != nil {
		t.Errorf("it does not obey the schema: %s", out)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	must(t, "write", os.WriteFile(broken, []byte(strings.Replace(text, `"type": "library"`, `"type": "book"`, 1)), 0o644))
	if exec.Command(python, "-c", validate, broken).Run() == nil {
		t.Error("the schema's validator finds nothing wrong with a broken one")
	}
	var bill struct {
		Components []struct{ Name, Version, PURL string }
	}
	must(t, "parse", json.Unmarshal([]byte(text), &bill))
	counts, names := map[string]int{}, map[string]string{}
	for _, x := range bill.Components {
		kind, _, _ := strings.Cut(x.PURL, "/")
		counts[kind]++
		names[x.Name] = x.Version
	}
	t.Logf("%d components: %v", len(bill.Components), counts)
	for _, name := range []string{"gcc", "tini", "jupyterlab", "jupyterhub", "github.com/gomlx/gomlx", "github.com/janpfeifer/gonb",
		"golang.org/x/tools/gopls", "go", "lammps-jax-pjrt-cpu"} {
		if names[name] == "" {
			t.Errorf("%s is not in it", name)
		}
	}
}
