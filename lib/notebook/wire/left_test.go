package wire_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook/wire"
)

// marked gives the processes that carry the mark of a kernel whose folder begins with prefix, as
// "pid name". It looks by itself, not by the code under test.
func marked(prefix string) []string {
	var found []string
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		text, err := os.ReadFile(path)
		if err == nil && bytes.Contains(text, []byte("SUBLUNAR_KERNEL="+prefix)) {
			name, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "comm"))
			found = append(found, strings.Split(path, "/")[2]+" "+strings.TrimSpace(string(name)))
		}
	}
	return found
}

// nothingLeft fails the test if anything of a closed kernel is still there.
func nothingLeft(t testing.TB, k *wire.Kernel) {
	t.Helper()
	if left := marked(k.Folder()); len(left) > 0 {
		t.Errorf("processes are left: %q", left)
	}
	if _, err := os.Stat(k.Folder()); !os.IsNotExist(err) {
		t.Errorf("the folder %s is left (%v)", k.Folder(), err)
	}
}
