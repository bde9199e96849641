// Package own tells what is one's own from what is everybody's, where one person has set up for many: a folder .sublunar that
// its user may not write in, with Go's caches in it.
//
//	.sublunar/go/mod     modules; GOMODCACHE of all
//	.sublunar/go/build   what is compiled; looked into before one's own GOCACHE
package own

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// Folder is where a person's own files go, such as kept results and JupyterLab's settings: home, the .sublunar folder, where
// they may write in it, else a folder in their own cache.
func Folder(home string) string {
	if Writable(home) {
		return home
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // a user with no home
	}
	sum := sha256.Sum256([]byte(home)) // there may be several courses
	return filepath.Join(cache, "sublunar", hex.EncodeToString(sum[:4]))
}

// Caches are Go's, by the names of their variables.
type Caches struct{ GOCACHE, GOMODCACHE string }

// In gives those that lie in home, if any do.
func In(home string) (Caches, bool) {
	c := Caches{GOCACHE: filepath.Join(home, "go", "build"), GOMODCACHE: filepath.Join(home, "go", "mod")}
	for _, folder := range []string{c.GOCACHE, c.GOMODCACHE} {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return Caches{}, false
		}
	}
	return c, true
}

// CacheCommand is the launcher's argument that makes it the go command's GOCACHEPROG.
const CacheCommand = "cache"

// Variables are those by which the go command works with the caches in home: directly, or, for one who may not write in them, with
// their own gocache over the one that is everybody's, by the launcher. They are none where there are no caches in home.
func Variables(home, launcher, gocache string) map[string]string {
	caches, ok := In(home)
	switch {
	case !ok:
		return nil
	case Writable(home):
		return map[string]string{"GOMODCACHE": caches.GOMODCACHE, "GOCACHE": caches.GOCACHE}
	}
	layers := []string{quote(launcher), CacheCommand, quote(caches.GOCACHE), quote(gocache)}
	return map[string]string{"GOMODCACHE": caches.GOMODCACHE, "GOCACHEPROG": strings.Join(layers, " ")}
}

// quote protects spaces as the go command reads its settings; it knows no escape in quotes.
func quote(word string) string {
	switch {
	case !strings.ContainsAny(word, " \t'\""):
		return word
	case strings.Contains(word, "'"):
		return `"` + word + `"`
	}
	return "'" + word + "'"
}
