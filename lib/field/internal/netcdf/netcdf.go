// Package netcdf reads the variables of NetCDF files: the classic format in its three versions (CDF-1, 2 and 5; Unidata, NetCDF Classic Format
// Specification) and NetCDF-4, which is HDF5 with conventions of its own for dimensions (Unidata, NetCDF-4 File Format). It gives bytes and
// attributes; what they mean is up to package field.
//
// Files of strangers are read: no length in a file is believed beyond the bytes that there are. What can't be read is an error that says so.
package netcdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// A Dimension is a named length that variables share.
type Dimension struct {
	Name      string
	Length    int
	Unlimited bool
}

// An Attribute describes a variable or the file: text or numbers.
type Attribute struct {
	Name string
	Text []string // nil where it holds numbers
	// Raw numbers of the type Descr, as numpy writes it.
	Raw   []byte
	Descr string
}

// A Variable is an array with names for its axes.
type Variable struct {
	Name       string
	Dimensions []string
	Shape      []int
	// Descr is the type as numpy writes it: ">f4", "|i1"; "|S1" for letters, and "" where it is text of any length or can't be read.
	Descr      string
	Attributes []Attribute
	// Why the variable can't be read; nil where it can.
	Why error

	size int // of a value in bytes
	read func(first, count []int) ([]byte, error)
	text func(first, count []int) ([]string, error) // of text of any length
}

// A File is the header of an open file.
type File struct {
	// Format is CDF-1, CDF-2, CDF-5 or NetCDF-4.
	Format     string
	Dimensions []Dimension
	Variables  []Variable
	Attributes []Attribute
}

// most bytes of a part that is read at once.
const most = 1 << 30

// Open reads the header.
func Open(r io.ReaderAt, size int64) (*File, error) {
	head := make([]byte, 4)
	if n, _ := r.ReadAt(head, 0); n < len(head) {
		return nil, errors.New("the file is too short to be NetCDF")
	}
	if bytes.HasPrefix(head, []byte("CDF")) {
		return openClassic(r, size, int(head[3]))
	}
	f, err := openHDF5(r, size)
	if err != nil {
		return nil, fmt.Errorf("this is neither classic NetCDF nor NetCDF-4: %w", err)
	}
	return f, nil
}

// Variable of a name.
func (f *File) Variable(name string) (*Variable, bool) {
	i := slices.IndexFunc(f.Variables, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return nil, false
	}
	return &f.Variables[i], true
}

// Attribute of a name.
func (v *Variable) Attribute(name string) (Attribute, bool) {
	i := slices.IndexFunc(v.Attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return v.Attributes[i], true
}

// Read reads a part: count values along each axis from first on, row-major, of the type Descr.
func (v *Variable) Read(first, count []int) ([]byte, error) {
	if err := v.fits(first, count); err != nil {
		return nil, err
	}
	if v.read == nil {
		return nil, errors.New("it holds text of any length, not numbers")
	}
	return v.read(first, count)
}

// Text reads a part of a variable of text. Letters come as one string for each row of the last axis, which first and count leave out.
func (v *Variable) Text(first, count []int) ([]string, error) {
	if v.text != nil {
		if err := v.fits(first, count); err != nil {
			return nil, err
		}
		return v.text(first, count)
	}
	if v.Descr != "|S1" {
		return nil, errors.New("it holds numbers, not text")
	}
	if len(v.Shape) == 0 {
		raw, err := v.Read(nil, nil)
		return []string{clean(raw)}, err
	}
	letters := v.Shape[len(v.Shape)-1]
	raw, err := v.Read(append(slices.Clone(first), 0), append(slices.Clone(count), letters))
	if err != nil {
		return nil, err
	}
	n := 1
	for _, c := range count {
		n *= c
	}
	all := make([]string, n)
	for i := range all {
		all[i] = clean(raw[i*letters : (i+1)*letters])
	}
	return all, nil
}

// clean is letters without the zeros and blanks that fill their row.
func clean(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	return string(bytes.ToValidUTF8(bytes.TrimRight(b, " "), []byte("\uFFFD")))
}

func (v *Variable) fits(first, count []int) error {
	if v.Why != nil {
		return v.Why
	}
	if len(first) != len(v.Shape) || len(count) != len(v.Shape) {
		return fmt.Errorf("a part of %d axes; it has %d", len(count), len(v.Shape))
	}
	size := int64(v.size)
	for k, n := range v.Shape {
		if first[k] < 0 || count[k] < 0 || first[k] > n || count[k] > n-first[k] {
			return fmt.Errorf("%d values from %d on along %s, which has %d", count[k], first[k], v.Dimensions[k], n)
		}
		if count[k] > 0 && size > math.MaxInt32/int64(count[k]) {
			return tooLarge(count)
		}
		size *= int64(count[k])
	}
	if size > most {
		return tooLarge(count)
	}
	return nil
}

func tooLarge(count []int) error {
	return fmt.Errorf("a part of %v values is more than %d bytes; read a smaller one", count, most)
}
