package fastbuild

import (
	"os"
	"syscall"
	"time"
)

// A Stamp tells whether a file or folder is the one it was. The change time is the file system's
// own and can't be set, so an older file moved or copied into place shows too; a folder's stamp
// changes when a file is added, removed or renamed in it.
type Stamp struct {
	Path    string
	Missing bool
	Size    int64
	Inode   uint64
	Modify  int64 // ns
	Change  int64 // ns
}

func stampOf(path string) Stamp {
	info, err := os.Stat(path)
	if err != nil {
		return Stamp{Path: path, Missing: true}
	}
	stamp := Stamp{Path: path, Modify: info.ModTime().UnixNano()}
	if !info.IsDir() {
		stamp.Size = info.Size()
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		stamp.Inode = stat.Ino
		stamp.Change = changeTime(stat).UnixNano()
	}
	return stamp
}

func (s Stamp) holds() bool { return stampOf(s.Path) == s }

// tick bounds the step of file systems' clocks. A file that changed within a tick of being looked
// at can change again and bear the same time.
const tick = 100 * time.Millisecond

// since says whether the file changed after, or so near to, the time that one can't tell.
func (s Stamp) since(start time.Time) bool {
	limit := start.Add(-tick).UnixNano()
	return s.Change >= limit || s.Modify >= limit
}
