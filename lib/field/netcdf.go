package field

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"sublunar/lib/field/internal/netcdf"
)

// The format is read here, as no Go library for it was to be had that is kept up.

// A NetCDF is an open NetCDF file, of the classic format (CDF-1, 2 and 5) or NetCDF-4. Values are read when they are asked for, and only those:
// a film larger than memory may be read map by map.
//
// Values come as the CF conventions say (Eaton and others, https://cfconventions.org): scale_factor and add_offset are applied; _FillValue,
// missing_value, the format's own fill value and what lies outside valid_range, valid_min or valid_max are missing; _Unsigned is obeyed. Units
// of longitude and latitude are written degrees_east and degrees_north, and times "days since 1950-01-01" or "seconds since
// 1950-01-01T00:00:00Z", as [ReadCSV] has them: [Axis.Times] gives their instants.
type NetCDF struct {
	// Format is CDF-1, CDF-2, CDF-5 or NetCDF-4.
	Format string
	// Attributes of the file: text, or []float64.
	Attributes map[string]any
	// Variables in the order of the file; NetCDF-4 has them by the alphabet, those of groups as "group/name".
	Variables []NetCDFVariable

	path string
	file *os.File
	head *netcdf.File
}

// A NetCDFVariable is what a file says of an array in it.
type NetCDFVariable struct {
	Name string
	// Dimensions name its axes, as long as Shape says.
	Dimensions []string
	Shape      []int
	// Attributes are text, or []float64.
	Attributes map[string]any
}

// OpenNetCDF reads what the file at path says of itself, and keeps it open: Close it.
func OpenNetCDF(path string) (*NetCDF, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	info, err := file.Stat()
	var head *netcdf.File
	if err == nil {
		head, err = netcdf.Open(file, info.Size())
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("field: %s: %w", path, err)
	}
	n := &NetCDF{Format: head.Format, Attributes: meanings(head.Attributes), path: path, file: file, head: head}
	for _, v := range head.Variables {
		n.Variables = append(n.Variables, NetCDFVariable{v.Name, v.Dimensions, v.Shape, meanings(v.Attributes)})
	}
	return n, nil
}

// Close closes the file.
func (n *NetCDF) Close() error { return n.file.Close() }

// ReadNetCDF reads the named variables of a file whole, or all that hold numbers over one axis or more where none is named. At most 1 GiB of
// each is read: [NetCDF.Grid] reads parts.
func ReadNetCDF(path string, names ...string) (map[string]Grid, error) {
	n, err := OpenNetCDF(path)
	if err != nil {
		return nil, err
	}
	defer n.Close()
	out := map[string]Grid{}
	every := len(names) == 0
	if every {
		for _, v := range n.head.Variables {
			if v.Why == nil && v.Descr != "" && v.Descr != "|S1" && len(v.Shape) > 0 {
				names = append(names, v.Name)
			}
		}
	}
	for _, name := range names {
		if out[name], err = n.Grid(name); err != nil {
			if every {
				return nil, fmt.Errorf("%w; or name the variables that you want", err)
			}
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("field: %s: no variable of numbers is in it", path)
	}
	return out, nil
}

// Variable of a name, with what the file says of it. The error lists the names there are.
func (n *NetCDF) Variable(name string) (NetCDFVariable, error) {
	i := slices.IndexFunc(n.Variables, func(v NetCDFVariable) bool { return v.Name == name })
	if i < 0 {
		var all []string
		for _, v := range n.Variables {
			all = append(all, v.Name)
		}
		return NetCDFVariable{}, fmt.Errorf("field: %s: there is no variable %s; there is %s", n.path, clip(name), quoted(all))
	}
	return n.Variables[i], nil
}

// Array reads a variable's numbers without axes: count values along each axis from first on; all of them where both are nil. What is missing
// is NaN.
func (n *NetCDF) Array(name string, first, count []int) (Array, error) {
	if _, err := n.Variable(name); err != nil {
		return Array{}, err
	}
	v, _ := n.head.Variable(name)
	if first == nil && count == nil {
		first, count = make([]int, len(v.Shape)), v.Shape
	}
	p, err := packingOf(v)
	if err == nil {
		var raw []byte
		if raw, err = v.Read(first, count); err == nil {
			a := Array{Shape: slices.Clone(count), Values: make([]float64, len(raw)/p.dtype.size)}
			if err = p.unpack(raw, a.Values); err == nil {
				return a, nil
			}
		}
	}
	return Array{}, fmt.Errorf("field: %s: %s: %w", n.path, name, err)
}

// Text reads a variable of text. Letters along a last axis are strings, without the blanks that fill them up: PLATFORM_NUMBER of an Argo file, of
// 67 x 8 letters, is 67 strings.
func (n *NetCDF) Text(name string) ([]string, error) {
	if _, err := n.Variable(name); err != nil {
		return nil, err
	}
	v, _ := n.head.Variable(name)
	count := v.Shape
	if v.Descr == "|S1" && len(count) > 0 {
		count = count[:len(count)-1]
	}
	all, err := v.Text(make([]int, len(count)), count)
	if err != nil {
		return nil, fmt.Errorf("field: %s: %s: %w", n.path, name, err)
	}
	return all, nil
}

// Letters reads a variable of single letters, row-major, such as quality flags: of an Argo file TEMP_QC, 67 x 1013 of them.
func (n *NetCDF) Letters(name string) ([]byte, error) {
	if _, err := n.Variable(name); err != nil {
		return nil, err
	}
	v, _ := n.head.Variable(name)
	var all []byte
	err := fmt.Errorf("it holds no letters")
	if v.Descr == "|S1" {
		all, err = v.Read(make([]int, len(v.Shape)), v.Shape)
	}
	if err != nil {
		return nil, fmt.Errorf("field: %s: %s: %w", n.path, name, err)
	}
	return all, nil
}

// String lists the variables with their axes and units, and the file's title.
func (n *NetCDF) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d variables", n.Format, len(n.Variables))
	if title, ok := n.Attributes["title"].(string); ok {
		fmt.Fprintf(&b, ": %s", clip(title))
	}
	for _, v := range n.Variables {
		fmt.Fprintf(&b, "\n  %s", v.Name)
		for k, d := range v.Dimensions {
			fmt.Fprintf(&b, "%s%s = %d", map[bool]string{true: "(", false: ", "}[k == 0], d, v.Shape[k])
		}
		if len(v.Dimensions) > 0 {
			b.WriteString(")")
		}
		if unit, ok := v.Attributes["units"].(string); ok {
			fmt.Fprintf(&b, " %s", clip(unit))
		}
	}
	return b.String()
}

// meanings are attributes as text or numbers.
func meanings(all []netcdf.Attribute) map[string]any {
	out := make(map[string]any, len(all))
	for _, a := range all {
		if a.Text != nil {
			out[a.Name] = strings.Join(a.Text, "\n")
			continue
		}
		if numbers, err := numbersOf(a); err == nil {
			out[a.Name] = numbers
		}
	}
	return out
}

// numbersOf an attribute, the nearest that float64 has.
func numbersOf(a netcdf.Attribute) ([]float64, error) {
	dt, err := dtypeOf(a.Descr)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(a.Raw)/dt.size)
	for i := range out {
		out[i], _ = dt.read(a.Raw[i*dt.size:])
	}
	return out, nil
}
