package keep

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A Kept is one result in the store.
type Kept struct {
	Name string
	Type string // the Go type
	// By says what stood for the function: "source of main.solve", "the whole program" where its
	// source was not found, or "put" for what Put kept.
	By   string
	Size int64         // bytes on disk
	Made time.Time     // when it was computed
	Took time.Duration // how long that took
}

// A Listing is what the store holds; it prints as a table.
type Listing []Kept

// List returns what is kept, by name, then by age. Results under one name have different inputs.
func List() (Listing, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"+entryExt))
	if err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	var all Listing
	for _, file := range files {
		k, err := readHead(file)
		switch {
		case err == nil:
			all = append(all, k)
		case errors.Is(err, errDamaged), errors.Is(err, fs.ErrNotExist):
			// A damaged file counts as none; one that went since Glob is gone.
		default:
			return nil, fmt.Errorf("keep: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b Kept) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return a.Made.Compare(b.Made)
	})
	return all, nil
}

// readHead reads the head of a file, not its value.
func readHead(file string) (Kept, error) {
	f, err := os.Open(file)
	if err != nil {
		return Kept{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Kept{}, err
	}
	r := bufio.NewReader(f)
	if _, err := r.Discard(sumLen + 1); err != nil {
		return Kept{}, errDamaged
	}
	line, err := r.ReadBytes('\n')
	var h head
	if err != nil || json.Unmarshal(line, &h) != nil {
		return Kept{}, errDamaged
	}
	return Kept{Name: h.Name, Type: h.Type, By: h.By, Size: info.Size(), Made: h.Made, Took: h.Took}, nil
}

// String is a table: name, type, size, age, how long it took, and what stood for its function.
func (l Listing) String() string {
	if len(l) == 0 {
		return "nothing is kept"
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "name\ttype\tsize\tage\ttook\tdepends on")
	for _, k := range l {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", k.Name, k.Type, bytesOf(k.Size), since(time.Since(k.Made)), since(k.Took), k.By)
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

// bytesOf is a size as people say it: "1.2 MB".
func bytesOf(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	f, unit := float64(n)/1000, 0
	for f >= 999.5 && unit < 3 {
		f, unit = f/1000, unit+1
	}
	return fmt.Sprintf("%.3g %cB", f, "kMGT"[unit])
}

// since is a duration to one unit: "41 s", "3 min".
func since(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
