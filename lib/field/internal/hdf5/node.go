package hdf5

import (
	"slices"
	"strings"
)

// A Node is a group or an array of a file, with what describes it.
type Node struct {
	// Path from the root, which is "/".
	Path string
	// Address by which other objects refer to it.
	Address int64
	// Attributes in no order.
	Attributes []Attribute
	// Data is nil for a group; Why says of an array what can't be read.
	Data *Dataset
	Why  error
}

// Attribute of a name.
func (n Node) Attribute(name string) (Attribute, bool) {
	i := slices.IndexFunc(n.Attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return n.Attributes[i], true
}

// Nodes lists all groups and arrays, in the order of the alphabet. Arrays may hold text here: Dataset.Text reads it.
func (f *File) Nodes() ([]Node, error) {
	f.begin()
	seen := map[int64]bool{}
	var all []Node
	var visit func(address int64, path string, depth int) error
	visit = func(address int64, path string, depth int) error {
		if seen[address] || depth > 100 || len(seen) > 100_000 {
			return nil
		}
		seen[address] = true
		o, err := f.object(address)
		if err != nil {
			return err
		}
		n := Node{Path: path, Address: address}
		if n.Attributes, err = f.attributes(o); err != nil {
			return err
		}
		if o.isDataset() {
			n.Data, n.Why = f.anyDataset(o)
			if n.Data == nil {
				n.Data = &Dataset{f: f}
			}
			all = append(all, n)
			return nil
		}
		all = append(all, n)
		links, err := f.links(o)
		if err != nil {
			return err
		}
		for _, l := range links {
			if err := visit(l.address, strings.TrimSuffix(path, "/")+"/"+l.name, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := visit(f.root, "/", 0); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Node) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// IsText says whether the array holds text.
func (d *Dataset) IsText() bool { return d.class == fixedText || d.class == freeText }

// Text reads a part of an array of text, as Box reads numbers.
func (d *Dataset) Text(first, count []int) ([]string, error) {
	raw, err := d.Box(first, count)
	if err != nil {
		return nil, err
	}
	d.f.begin()
	var all []string
	for i := 0; i+d.Size <= len(raw) && d.Size > 0; i += d.Size {
		one := raw[i : i+d.Size]
		if d.class == freeText {
			if one, err = d.f.free(one, 1); err != nil {
				return nil, err
			}
		}
		all = append(all, textOf(one))
	}
	return all, nil
}
