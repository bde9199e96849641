package field

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Nothing in a file makes a panic, an endless loop, or much memory of few bytes.
func FuzzReadNetCDF(f *testing.F) {
	for _, name := range []string{"cdf1.nc", "cdf5.nc", "hdf.nc", "record.nc", "times.nc"} {
		data, err := os.ReadFile(nc + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint32(0), byte(0))
		for at := 4; at < min(len(data), 9000); at += 1 + len(data)/100 {
			f.Add(data, uint32(at), byte(0x41))
			f.Add(data, uint32(at), byte(0xff))
		}
	}
	path := filepath.Join(f.TempDir(), "a.nc")
	f.Fuzz(func(t *testing.T, data []byte, at uint32, flip byte) {
		data = slices.Clone(data)
		if int(at) < len(data) {
			data[at] ^= flip
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		n, err := OpenNetCDF(path)
		if err != nil {
			return
		}
		defer n.Close()
		_ = n.String()
		for _, v := range n.Variables[:min(40, len(n.Variables))] {
			if size, ok := points(v.Shape); !ok || size > 1<<20 {
				continue
			}
			if g, err := n.Grid(v.Name); err == nil {
				if err := g.Check(); err != nil {
					t.Fatalf("read, but not sound: %v", err)
				}
			}
			_, _ = n.Text(v.Name)
		}
	})
}
