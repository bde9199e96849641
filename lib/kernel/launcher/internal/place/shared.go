package place

import (
	"maps"
	"path/filepath"

	"sublunar/lib/kernel/internal/own"
)

// shared are the variables by which a person works with what another has set up: modules come from there, compiled packages too
// if they are there, and their own go into their own folders. They are none where nothing is shared.
func (p Place) shared(base []string) map[string]string {
	values := map[string]string{}
	maps.Copy(values, own.Variables(p.Home, p.Self, p.gocache))
	if p.Own != p.Home && get(base, "SUBLUNAR_KEEP") == "" {
		values["SUBLUNAR_KEEP"] = filepath.Join(p.Own, "keep")
	}
	return values
}
