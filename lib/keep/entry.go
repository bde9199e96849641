package keep

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A kept file is three parts:
//
//	the SHA-256 of all that follows, in hexadecimal, and a newline
//	the head, as one line of JSON
//	the value, as encoding/gob writes it
//
// It is written beside its place and renamed into it, so that a crash leaves the old file or the new.

// head says what a file holds.
type head struct {
	Name string        `json:"name"`
	Type string        `json:"type"`
	Key  string        `json:"key"` // digest of all that the value depends on
	By   string        `json:"by"`  // what stood for the function in it
	Made time.Time     `json:"made"`
	Took time.Duration `json:"took"`
}

const (
	entryExt  = ".kept"
	tempStart = ".writing-"
	sumLen    = 2 * sha256.Size
)

var errDamaged = errors.New("the file is damaged")

// readEntry reads a file and checks its sum.
func readEntry(file string) (head, []byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return head{}, nil, err
	}
	if len(data) < sumLen+1 || data[sumLen] != '\n' {
		return head{}, nil, errDamaged
	}
	rest := data[sumLen+1:]
	if sum := sha256.Sum256(rest); hex.EncodeToString(sum[:]) != string(data[:sumLen]) {
		return head{}, nil, errDamaged
	}
	line, payload, ok := bytes.Cut(rest, []byte("\n"))
	var h head
	if !ok || json.Unmarshal(line, &h) != nil {
		return head{}, nil, errDamaged
	}
	return h, payload, nil
}

// writeEntry writes a file whole or not at all: it reaches the disk before it gets its name.
func writeEntry(file string, h head, payload []byte) (err error) {
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	rest := append(append(line, '\n'), payload...)
	sum := sha256.Sum256(rest)

	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("%w; set SUBLUNAR_KEEP to a folder that can be written", err)
	}
	temp, err := os.CreateTemp(dir, tempStart+"*")
	if err != nil {
		return fmt.Errorf("%w; set SUBLUNAR_KEEP to a folder that can be written", err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	if _, err := temp.WriteString(hex.EncodeToString(sum[:]) + "\n"); err != nil {
		return err
	}
	if _, err := temp.Write(rest); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), file); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// syncDir makes a rename last through a power cut, where the system can: not all can sync a folder,
// and the file itself is sound either way.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}

// touch notes that a file was read: makeRoom drops what was not read for longest.
func touch(file string) {
	now := time.Now()
	_ = os.Chtimes(file, now, now)
}
