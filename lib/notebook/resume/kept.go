package resume

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"sublunar/lib/kernel"
)

// A store is what package keep has on disk: files that are replaced whole, never written into. So a second name for each is a
// snapshot.
type store map[string]os.FileInfo

// seen lists a store.
func seen(dir string) store {
	files := store{}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(path) == ".lock" {
			return nil // a lock belongs to who holds it
		}
		if info, err := d.Info(); err == nil {
			if name, err := filepath.Rel(dir, path); err == nil {
				files[name] = info
			}
		}
		return nil
	})
	return files
}

// snapshot gives a second name, below to, to what was kept since before.
func snapshot(dir string, before, now store, to string) error {
	for name, info := range now {
		if old, was := before[name]; was && os.SameFile(old, info) && old.Size() == info.Size() {
			continue
		}
		if err := kernel.Link(filepath.Join(dir, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// restore puts cells' snapshots into a store, in the cells' order.
func restore(from string, cells int, dir string) error {
	for i := range cells {
		folder := filepath.Join(from, strconv.Itoa(i))
		for name := range seen(folder) {
			to := filepath.Join(dir, name)
			if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
				return err
			}
			if err := kernel.Link(filepath.Join(folder, name), to); err != nil {
				return err
			}
		}
	}
	return nil
}
