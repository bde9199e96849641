package keep

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// storeLimit is how many bytes the store may hold, 2 GiB. A variable, so that a test can fill it.
var storeLimit int64 = 2 << 30

// makeRoom brings the store under its limit by dropping what has not been read for longest, but not
// the file just written. It also drops what crashes left half-written. It never fails: another
// process may be at the same work, and a file that stays costs only disk.
func makeRoom(written string) {
	type kept struct {
		path string
		size int64
		used time.Time
	}
	var files []kept
	var total int64
	dir := filepath.Dir(filepath.Dir(written))
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		switch {
		case strings.HasPrefix(d.Name(), tempStart):
			if time.Since(info.ModTime()) > time.Hour {
				_ = os.Remove(path)
			}
		case strings.HasSuffix(d.Name(), entryExt):
			files = append(files, kept{path, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return nil
	})
	slices.SortFunc(files, func(a, b kept) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if total <= storeLimit {
			return
		}
		if f.path != written && os.Remove(f.path) == nil {
			total -= f.size
		}
	}
}
