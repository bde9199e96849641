package datasets

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/field"
)

// Floats are what many floats measured at one pressure: one row a dive.
//
// Argo's data are freely available under CC-BY 4.0; cite Argo (2000), "Argo float data and metadata from Global Data Assembly Centre (Argo GDAC)",
// doi:10.17882/42182, and the month that they are from.
type Floats struct {
	// Name and Unit of the quantity: "temperature" in °C.
	Name, Unit string
	// Pressure at which it was measured, in dbar: about as many metres down. NaN: not known.
	Pressure float64
	// Float is the number of each (WMO's).
	Float []int
	// Lon and Lat in degrees east and north.
	Lon, Lat []float64
	// Time in the unit TimeUnit, "days since 1950-01-01".
	Time     []float64
	TimeUnit string
	Values   []float64
}

// Len is the number of rows.
func (f Floats) Len() int { return len(f.Values) }

// Count is the number of floats.
func (f Floats) Count() int {
	seen := map[int]bool{}
	for _, p := range f.Float {
		seen[p] = true
	}
	return len(seen)
}

// Tracks are the paths, each float's in the order of time, as plot.Tracks takes them.
func (f Floats) Tracks() (paths [][][2]float64) {
	rows := make([]int, f.Len())
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.Float[a], f.Float[b]), cmp.Compare(f.Time[a], f.Time[b]))
	})
	for k, i := range rows {
		if k == 0 || f.Float[i] != f.Float[rows[k-1]] {
			paths = append(paths, nil)
		}
		last := len(paths) - 1
		paths[last] = append(paths[last], [2]float64{f.Lon[i], f.Lat[i]})
	}
	return paths
}

// String says how many rows, floats and days there are, and where.
func (f Floats) String() string {
	if f.Len() == 0 {
		return "no floats"
	}
	at := ""
	if !math.IsNaN(f.Pressure) {
		at = fmt.Sprintf(" at %g dbar", f.Pressure)
	}
	return fmt.Sprintf("%s (%s)%s of %d floats: %d dives, %.4g to %.4g %s, %.4g to %.4g degrees east, %.4g to %.4g north; %.4g to %.4g %s", f.Name, f.Unit, at, f.Count(), f.Len(),
		slices.Min(f.Time), slices.Max(f.Time), f.TimeUnit, slices.Min(f.Lon), slices.Max(f.Lon), slices.Min(f.Lat), slices.Max(f.Lat), slices.Min(f.Values), slices.Max(f.Values), f.Unit)
}

// take is the rows with these numbers.
func (f Floats) take(rows []int) Floats {
	out := f
	out.Float, out.Lon, out.Lat, out.Time, out.Values = nil, nil, nil, nil, nil
	for _, i := range rows {
		out.Float, out.Lon, out.Lat = append(out.Float, f.Float[i]), append(out.Lon, f.Lon[i]), append(out.Lat, f.Lat[i])
		out.Time, out.Values = append(out.Time, f.Time[i]), append(out.Values, f.Values[i])
	}
	return out
}

// A Pick is what is wanted of the floats' measurements. The zero value picks temperature at 100 dbar, everywhere.
type Pick struct {
	// Parameter by Argo's name: TEMP, PSAL, DOXY. Default: TEMP. A table's rows are of one quantity already.
	Parameter string
	// Pressure in dbar. Default: 100. Values are interpolated linearly between the levels above and below where those lie no farther apart than 25 dbar
	// and a tenth of the pressure; other dives are left out.
	Pressure float64
	// West, East, South and North in degrees. All 0: everywhere. Longitudes are brought to run from -180 to 180, or east of West where East is above 180.
	West, East, South, North float64
}

// ReadFloats reads what floats measured: a table (.csv) with the columns float, time, lon, lat and one more, or Argo's own files (.nc: profiles of
// one float or of one day), or a folder of these. Of Argo's files it takes what is flagged good or probably good (1 and 2) in position, time,
// pressure and value, adjusted where there are adjusted values (data mode A or D), and one dive once.
func ReadFloats(path string, pick Pick) (Floats, error) {
	if pick.Parameter == "" {
		pick.Parameter = "TEMP"
	}
	if pick.Pressure == 0 {
		pick.Pressure = 100
	}
	if !(pick.Pressure > 0) || pick.West > pick.East || pick.South > pick.North {
		return Floats{}, fmt.Errorf("datasets: floats at %g dbar, %g to %g degrees east, %g to %g north; give a pressure above 0, west before east and south before north",
			pick.Pressure, pick.West, pick.East, pick.South, pick.North)
	}
	files, err := floatFiles(path)
	if err != nil {
		return Floats{}, err
	}
	var all Floats
	if strings.EqualFold(filepath.Ext(files[0]), ".csv") {
		all, err = readFloatTable(files[0])
	} else {
		all, err = readArgo(files, pick)
	}
	if err != nil {
		return Floats{}, err
	}
	out := all.within(pick)
	if out.Len() == 0 {
		return Floats{}, fmt.Errorf("datasets: %s: none of %d dives lies in %g to %g degrees east, %g to %g north, with a good %s at %g dbar", path, all.Len(),
			pick.West, pick.East, pick.South, pick.North, pick.Parameter, pick.Pressure)
	}
	return out, nil
}

// floatFiles are the file, or those of a folder.
func floatFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	if !info.IsDir() {
		if ext := strings.ToLower(filepath.Ext(path)); ext != ".csv" && ext != ".nc" {
			return nil, fmt.Errorf("datasets: %s: floats are read from .csv, .nc, or a folder of .nc", path)
		}
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(path, "*.nc"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("datasets: the folder %s holds no .nc file", path)
	}
	return files, nil
}

// within are the rows in the picked box.
func (f Floats) within(p Pick) Floats {
	var rows []int
	for i := range f.Lon {
		x := field.Between180(f.Lon[i])
		if p.East > 180 && x < p.West {
			x += 360
		}
		f.Lon[i] = x
		if everywhere := p.West == 0 && p.East == 0 && p.South == 0 && p.North == 0; everywhere || x >= p.West && x <= p.East && f.Lat[i] >= p.South && f.Lat[i] <= p.North {
			rows = append(rows, i)
		}
	}
	return f.take(rows)
}

// readFloatTable reads a table: rows in any order, columns by their names.
func readFloatTable(path string) (Floats, error) {
	columns, err := field.ReadColumns(path)
	if err != nil {
		return Floats{}, err
	}
	f := Floats{Pressure: math.NaN()}
	var names []string
	var numbers []float64
	for _, c := range columns {
		names = append(names, c.Name)
		switch strings.ToLower(c.Name) {
		case "float", "platform", "platform_number", "wmo":
			numbers = c.Values
		case "lon", "longitude":
			f.Lon = c.Values
		case "lat", "latitude":
			f.Lat = c.Values
		case "time", "juld", "day", "days":
			f.Time, f.TimeUnit = c.Values, c.Unit
		case "pressure", "pres":
			f.Pressure = c.Values[0]
		case "cycle":
		default:
			f.Name, f.Unit, f.Values = c.Name, c.Unit, c.Values
		}
	}
	if numbers == nil || f.Lon == nil || f.Lat == nil || f.Time == nil || f.Values == nil {
		return f, fmt.Errorf("datasets: %s has the columns %s; name them float, time, lon, lat, and one of values", path, strings.Join(names, ", "))
	}
	var rows []int
	for i, n := range numbers {
		f.Float = append(f.Float, int(n))
		if sum := n + f.Lon[i] + f.Lat[i] + f.Time[i] + f.Values[i]; !math.IsNaN(sum) && !math.IsInf(sum, 0) {
			rows = append(rows, i)
		}
	}
	return f.take(rows), nil
}

// CSV is the table as [ReadFloats] reads it, with lines of comment before it.
func (f Floats) CSV(comments ...string) []byte {
	var b bytes.Buffer
	for _, c := range comments {
		fmt.Fprintf(&b, "# %s\n", c)
	}
	fmt.Fprintf(&b, "float,time (%s),lon (degrees_east),lat (degrees_north),%s (%s)\n", f.TimeUnit, f.Name, f.Unit)
	for i := range f.Values {
		fmt.Fprintf(&b, "%d", f.Float[i])
		for _, v := range []float64{f.Time[i], f.Lon[i], f.Lat[i], f.Values[i]} {
			b.WriteByte(',')
			b.WriteString(strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
