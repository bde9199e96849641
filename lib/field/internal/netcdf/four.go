package netcdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"sublunar/lib/field/internal/hdf5"
)

// nameless begins the name of a dimension that no variable goes with.
const nameless = "This is a netCDF dimension but not a netCDF variable"

// hidden attributes are NetCDF-4's own.
var hidden = []string{"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_nc3_strict", "_NCProperties", "_NCCopied"}

// openHDF5 finds the dimensions and variables in an HDF5 file.
func openHDF5(r io.ReaderAt, size int64) (*File, error) {
	h, err := hdf5.Open(r, size)
	if err != nil {
		return nil, err
	}
	nodes, err := h.Nodes()
	if err != nil {
		return nil, err
	}
	f := &File{Format: "NetCDF-4"}
	scales := map[int64]Dimension{} // by address
	ids := map[int64]Dimension{}    // by the number that NetCDF-4 gives
	for _, n := range nodes {
		if n.Data == nil {
			if n.Path == "/" {
				f.Attributes = attributes(n)
			}
			continue
		}
		if class, _ := n.Attribute("CLASS"); len(class.Text) != 1 || class.Text[0] != "DIMENSION_SCALE" || len(n.Data.Shape) == 0 {
			continue
		}
		d := Dimension{Name: nameOf(n.Path), Length: n.Data.Shape[0], Unlimited: n.Data.Unlimited()}
		scales[n.Address] = d
		if id, ok := n.Attribute("_Netcdf4Dimid"); ok {
			for _, i := range integers(id) {
				ids[i] = d
			}
		}
		f.Dimensions = append(f.Dimensions, d)
	}
	for _, n := range nodes {
		if n.Data == nil {
			continue
		}
		if name, _ := n.Attribute("NAME"); len(name.Text) == 1 && strings.HasPrefix(name.Text[0], nameless) {
			continue
		}
		v := Variable{Name: nameOf(n.Path), Shape: slices.Clone(n.Data.Shape), Descr: n.Data.Descr, Attributes: attributes(n), Why: n.Why, size: n.Data.Size}
		axes(&v, n, scales, ids)
		d := part{n.Data}
		v.read = d.read
		if n.Data.IsText() && v.Descr != "|S1" {
			v.Descr, v.read, v.text = "", nil, n.Data.Text
		}
		f.Variables = append(f.Variables, v)
	}
	return f, nil
}

// nameOf is a path without the slash of the root, and without the mark of a variable that shares a dimension's name.
func nameOf(p string) string {
	folder, name := path.Split(strings.TrimPrefix(p, "/"))
	return folder + strings.TrimPrefix(name, "_nc4_non_coord_")
}

func attributes(n hdf5.Node) (all []Attribute) {
	for _, a := range n.Attributes {
		if slices.Contains(hidden, a.Name) || a.Text == nil && a.Raw == nil {
			continue
		}
		all = append(all, Attribute{Name: a.Name, Text: a.Text, Raw: a.Raw, Descr: a.Descr})
	}
	slices.SortFunc(all, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// integers of an attribute of 32 bits, as NetCDF-4 numbers dimensions.
func integers(a hdf5.Attribute) (all []int64) {
	if a.Descr != "<i4" && a.Descr != ">i4" {
		return nil
	}
	for i := 0; i+4 <= len(a.Raw); i += 4 {
		n := binary.LittleEndian.Uint32(a.Raw[i:])
		if a.Descr[0] == '>' {
			n = binary.BigEndian.Uint32(a.Raw[i:])
		}
		all = append(all, int64(int32(n)))
	}
	return all
}

// axes names those of a variable: by the dimension scales that it refers to, by numbers, or its own name where it is a scale.
func axes(v *Variable, n hdf5.Node, scales, ids map[int64]Dimension) {
	list, _ := n.Attribute("DIMENSION_LIST")
	numbers, _ := n.Attribute("_Netcdf4Coordinates")
	known := integers(numbers)
	own, scale := scales[n.Address]
	for k := range v.Shape {
		d := Dimension{Name: fmt.Sprint("axis ", k)}
		switch {
		case k < len(list.Objects) && len(list.Objects[k]) > 0:
			if s, ok := scales[list.Objects[k][0]]; ok {
				d = s
			}
		case scale && k < len(known) && len(known) == len(v.Shape):
			if s, ok := ids[known[k]]; ok {
				d = s
			}
		case scale && k == 0:
			d = own
		}
		v.Dimensions = append(v.Dimensions, d.Name)
		// Where others wrote more records, this variable has its fill value in them.
		if d.Length > v.Shape[k] && d.Unlimited {
			v.Shape[k] = d.Length
		}
	}
}

// part reads parts of an array that may be shorter than its dimensions.
type part struct{ d *hdf5.Dataset }

func (p part) read(first, count []int) ([]byte, error) {
	lo, n, short := slices.Clone(first), slices.Clone(count), false
	for k, have := range p.d.Shape {
		if first[k]+count[k] > have {
			lo[k], short = min(first[k], have), true
			n[k] = max(0, have-lo[k])
		}
	}
	got, err := p.d.Box(lo, n)
	if err != nil || !short {
		return got, err
	}
	total := int64(p.d.Size)
	for _, c := range count {
		total *= int64(c)
	}
	if total > 4096*max(p.d.FileSize(), 1<<16) {
		return nil, errors.New("it is thousands of times what was written of it; the file is broken, or hardly written")
	}
	return p.d.Padded(got, n, count), nil
}
