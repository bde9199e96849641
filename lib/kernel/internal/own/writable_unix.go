//go:build unix

package own

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

// Writable says whether a folder may be written in. One that is not there yet counts as one's own to make.
func Writable(folder string) bool {
	err := unix.Access(folder, unix.W_OK)
	return err == nil || errors.Is(err, fs.ErrNotExist)
}
