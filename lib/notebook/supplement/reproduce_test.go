package supplement

import (
	"strings"
	"testing"

	"sublunar/lib/notebook/report"
)

// REPRODUCE.md says what the archive can do, and no more.
func TestReproduceGoesByWhatIsCarried(t *testing.T) {
	m := report.Manifest{
		Versions: map[string]string{"go": "go1.26.5"}, Backend: report.Backend{Name: "xla:cpu", Version: "PJRT 0.115"},
		Machine:   report.Machine{OS: "Debian", CPU: "EPYC", Cores: 2, GPUs: []string{"H100"}},
		Code:      report.Commit{Commit: "abc", Dirty: true},
		Notebooks: []report.Run{{Name: "notebooks/n.ipynb", Seconds: 12}},
	}
	const (
		plain = "\n    go tool sublunar verify .\n"
		alone = "\n    GOPROXY=file://$PWD/vendored/proxy go tool sublunar verify .\n"
		image = "docker build -f docker/Dockerfile"
	)
	for _, c := range []struct {
		vendored, image bool
		has, lacks      []string
	}{
		{false, false, []string{plain, "a C compiler", "xla:cpu (PJRT 0.115) on EPYC, 2 cores, H100, Debian, go1.26.5", "abc, with changes", "| notebooks/n.ipynb | 12 | 0 |"}, []string{alone, image, "vendored"}},
		{true, false, []string{alone, "vendored/LICENCES.md"}, []string{plain, image}},
		{false, true, []string{plain, image, "--network none"}, []string{alone}},
	} {
		text := Reproduce(Citation{Title: "A gyre"}, m, c.vendored, c.image)
		for _, s := range c.has {
			if !strings.Contains(text, s) {
				t.Errorf("vendored %v, image %v: it lacks %q:\n%s", c.vendored, c.image, s, text)
			}
		}
		for _, s := range c.lacks {
			if strings.Contains(text, s) {
				t.Errorf("vendored %v, image %v: it says %q:\n%s", c.vendored, c.image, s, text)
			}
		}
	}
}
