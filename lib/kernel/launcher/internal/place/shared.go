package place

import (
	"path/filepath"
	"strings"

	"sublunar/lib/kernel/internal/own"
)

// CacheCommand is the launcher's argument that makes it the go command's GOCACHEPROG.
const CacheCommand = "cache"

// shared are the variables by which a person works with what another has set up: modules come from there, compiled packages too
// if they are there, and their own go into their own folders. They are none where nothing is shared.
func (p Place) shared(base []string) map[string]string {
	values := map[string]string{}
	if caches, ok := own.In(p.Home); ok {
		values["GOMODCACHE"] = caches.GOMODCACHE
		if p.Own == p.Home {
			values["GOCACHE"] = caches.GOCACHE
		} else {
			values["GOCACHEPROG"] = quote(p.Self) + " " + CacheCommand + " " + quote(caches.GOCACHE) + " " + quote(p.gocache)
		}
	}
	if p.Own != p.Home && get(base, "SUBLUNAR_KEEP") == "" {
		values["SUBLUNAR_KEEP"] = filepath.Join(p.Own, "keep")
	}
	return values
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
