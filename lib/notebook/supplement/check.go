package supplement

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sublunar/lib/notebook/report"
)

var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  (\S.*)$`)

// Check compares each file of an unpacked supplement with its checksum: all that are there must be listed, and all that are listed there.
// Folders whose names begin with a dot hold what a reader's own runs have made, and are passed over.
func Check(folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, Sums))
	if err != nil {
		return fmt.Errorf("it has no list of checksums (%s), so it is no supplement, or a part of one", Sums)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		found := sumLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if found == nil {
			return fmt.Errorf("%s holds a line that is no checksum: %.80q", Sums, line)
		}
		if err := nameFits(found[2]); err != nil {
			return err
		}
		if _, twice := want[found[2]]; twice {
			return fmt.Errorf("%s lists %q twice", Sums, found[2])
		}
		want[found[2]] = found[1]
	}
	files, err := list(folder)
	if err != nil {
		return err
	}
	for _, name := range files {
		if name == Sums || strings.HasPrefix(name, ".") {
			continue
		}
		sum, listed := want[name]
		if !listed {
			return fmt.Errorf("%q has no checksum: it was added later", name)
		}
		got, err := report.SHA256File(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if got != sum {
			return fmt.Errorf("%q was changed: its SHA-256 is %s, not %s", name, got, sum)
		}
		delete(want, name)
	}
	for name := range want {
		if !strings.HasPrefix(name, ".") {
			return fmt.Errorf("%q is missing", name)
		}
	}
	if len(files) < 2 {
		return errors.New("it holds no files but the checksums")
	}
	return nil
}
