package layers

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A folder is a GOCACHE: for each action a file AA/AAAA-a that names an output, and for each output a file OO/OOOO-d.
type folder string

// An entry is what an action came to.
type entry struct {
	output []byte
	size   int64
	when   time.Time
	path   string // of the output
}

func (f folder) action(id []byte) string { return f.file(id, "-a") }
func (f folder) output(id []byte) string { return f.file(id, "-d") }

func (f folder) file(id []byte, ending string) string {
	name := hex.EncodeToString(id)
	return filepath.Join(string(f), name[:2], name+ending)
}

// get looks an action up. What is not as the go command writes it counts as not there.
func (f folder) get(action []byte) (entry, bool) {
	text, err := os.ReadFile(f.action(action))
	if err != nil {
		return entry{}, false
	}
	e, ok := parse(string(text), action)
	if !ok {
		return e, false
	}
	e.path = f.output(e.output)
	info, err := os.Stat(e.path)
	return e, err == nil && info.Mode().IsRegular() && info.Size() == e.size
}

// parse reads "v1 ACTION OUTPUT SIZE TIME".
func parse(text string, action []byte) (entry, bool) {
	fields := strings.Fields(text)
	if len(fields) != 5 || fields[0] != "v1" || fields[1] != hex.EncodeToString(action) {
		return entry{}, false
	}
	output, err := hex.DecodeString(fields[2])
	size, err2 := strconv.ParseInt(fields[3], 10, 64)
	when, err3 := strconv.ParseInt(fields[4], 10, 64)
	if err != nil || err2 != nil || err3 != nil || len(output) == 0 || size < 0 {
		return entry{}, false
	}
	return entry{output: output, size: size, when: time.Unix(0, when)}, true
}

// mark tells the go command, which removes what nobody has used for days, that an entry was used. It looks at hours.
func (f folder) mark(action []byte, e entry) {
	now := time.Now()
	for _, path := range []string{f.action(action), e.path} {
		if info, err := os.Stat(path); err == nil && now.Sub(info.ModTime()) > time.Hour {
			os.Chtimes(path, now, now)
		}
	}
}

// put keeps what an action came to: the output first, so that an action never names one that is not there.
func (f folder) put(action, output, body []byte) (string, error) {
	path := f.output(output)
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(body)) {
		if err := writeWhole(path, body); err != nil {
			return "", err
		}
	}
	line := fmt.Sprintf("v1 %x %x %20d %20d\n", action, output, len(body), time.Now().UnixNano())
	return path, writeWhole(f.action(action), []byte(line))
}

// writeWhole writes a file that other processes see whole or not at all.
func writeWhole(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(text)
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}
