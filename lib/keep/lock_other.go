//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package keep

// lock does nothing here: two processes that want one result both compute it, and the last to end
// is kept. Neither reads half a file.
func lock(string) (unlock func(), err error) { return func() {}, nil }
