package datasets

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"sublunar/lib/field"
)

// The format is that of Argo's user's manual (Argo Data Management Team 2023, doi:10.13155/29825), version 3.1: profiles as rows of
// levels, each with a letter that says how good it is.

// adjusted ends the names of what was corrected after it was sent.
const adjusted = "_ADJUSTED"

// readArgo reads all files' dives.
func readArgo(files []string, pick Pick) (Floats, error) {
	all := Floats{Name: map[string]string{"TEMP": "temperature", "PSAL": "salinity", "DOXY": "oxygen"}[pick.Parameter], Pressure: pick.Pressure}
	if all.Name == "" {
		all.Name = pick.Parameter
	}
	seen := map[string]bool{}
	for _, path := range files {
		if err := readArgoFile(path, pick, &all, seen); err != nil {
			return all, fmt.Errorf("datasets: %s: %w", filepath.Base(path), err)
		}
	}
	return all, nil
}

// A rack is what a file has of its profiles.
type rack struct {
	file            *field.NetCDF
	parameter       string
	levels          int
	mode, direction []byte
	placed, timed   []byte               // flags
	numbers         map[string][]float64 // of all levels, by Argo's names: PRES, PRES_ADJUSTED and so on
	flags           map[string][]byte
}

// good says whether a flag is 1, good, or 2, probably good.
func good(flag byte) bool { return flag == '1' || flag == '2' }

func readArgoFile(path string, pick Pick, all *Floats, seen map[string]bool) error {
	n, err := field.OpenNetCDF(path)
	if err != nil {
		return err
	}
	defer n.Close()
	platforms, err := n.Text("PLATFORM_NUMBER")
	if err != nil {
		return err
	}
	r := rack{file: n, parameter: pick.Parameter}
	columns := map[string][]float64{}
	for _, name := range []string{"CYCLE_NUMBER", "JULD", "LATITUDE", "LONGITUDE"} {
		a, err := n.Array(name, nil, nil)
		if err == nil && len(a.Values) != len(platforms) {
			err = fmt.Errorf("%s has %d values for %d profiles", name, len(a.Values), len(platforms))
		}
		if err != nil {
			return err
		}
		columns[name] = a.Values
	}
	for _, l := range []struct {
		name string
		to   *[]byte
	}{{"DATA_MODE", &r.mode}, {"DIRECTION", &r.direction}, {"POSITION_QC", &r.placed}, {"JULD_QC", &r.timed}} {
		if *l.to, err = n.Letters(l.name); err == nil && len(*l.to) != len(platforms) {
			err = fmt.Errorf("%s has %d letters for %d profiles", l.name, len(*l.to), len(platforms))
		}
		if err != nil {
			return err
		}
	}
	if err := r.read(len(platforms)); err != nil {
		return err
	}
	if all.Unit, all.TimeUnit, err = r.units(); err != nil {
		return err
	}
	for i, platform := range platforms {
		number, err := strconv.Atoi(platform)
		lon, lat, day := columns["LONGITUDE"][i], columns["LATITUDE"][i], columns["JULD"][i]
		if err != nil || !good(r.placed[i]) || !good(r.timed[i]) || math.IsNaN(lon+lat+day) {
			continue
		}
		key := fmt.Sprint(number, " ", columns["CYCLE_NUMBER"][i], string(r.direction[i]))
		v := r.at(i, pick.Pressure)
		if seen[key] || math.IsNaN(v) {
			continue
		}
		seen[key] = true
		all.Float, all.Lon, all.Lat = append(all.Float, number), append(all.Lon, lon), append(all.Lat, lat)
		all.Time, all.Values = append(all.Time, day), append(all.Values, v)
	}
	return nil
}

// read reads the levels, raw and adjusted, with their flags.
func (r *rack) read(profiles int) error {
	r.numbers, r.flags = map[string][]float64{}, map[string][]byte{}
	for _, name := range []string{"PRES", r.parameter, "PRES" + adjusted, r.parameter + adjusted} {
		a, err := r.file.Array(name, nil, nil)
		if err != nil {
			return err
		}
		if len(a.Shape) != 2 || a.Shape[0] != profiles || r.levels > 0 && a.Shape[1] != r.levels {
			return fmt.Errorf("%s has the shape %v for %d profiles", name, a.Shape, profiles)
		}
		flags, err := r.file.Letters(name + "_QC")
		if err != nil {
			return err
		}
		if len(flags) != len(a.Values) {
			return fmt.Errorf("%s_QC has %d letters for %d x %d levels", name, len(flags), profiles, a.Shape[1])
		}
		r.numbers[name], r.flags[name], r.levels = a.Values, flags, a.Shape[1]
	}
	return nil
}

// units of value and time.
func (r *rack) units() (unit, time string, err error) {
	juld, err := r.file.Variable("JULD")
	if err != nil {
		return "", "", err
	}
	if units, _ := juld.Attributes["units"].(string); units != "days since 1950-01-01 00:00:00 UTC" {
		return "", "", fmt.Errorf("JULD is in %q; Argo's is days since 1950-01-01 00:00:00 UTC", units)
	}
	v, err := r.file.Variable(r.parameter)
	unit, _ = v.Attributes["units"].(string)
	if unit == "degree_Celsius" {
		unit = "°C"
	}
	return unit, "days since 1950-01-01", err
}

// at interpolates a profile's value at a pressure; NaN where there is none.
func (r *rack) at(profile int, pressure float64) float64 {
	suffix := ""
	if r.mode[profile] == 'A' || r.mode[profile] == 'D' {
		suffix = adjusted
	}
	pressures, values := r.numbers["PRES"+suffix], r.numbers[r.parameter+suffix]
	pressureFlags, valueFlags := r.flags["PRES"+suffix], r.flags[r.parameter+suffix]
	type level struct{ p, v float64 }
	var levels []level
	for k := profile * r.levels; k < (profile+1)*r.levels; k++ {
		l := level{pressures[k], values[k]}
		if good(pressureFlags[k]) && good(valueFlags[k]) && !math.IsNaN(l.p+l.v) {
			levels = append(levels, l)
		}
	}
	slices.SortStableFunc(levels, func(a, b level) int { return cmp.Compare(a.p, b.p) })
	k := slices.IndexFunc(levels, func(l level) bool { return l.p >= pressure })
	switch {
	case k < 0:
		return math.NaN()
	case levels[k].p == pressure:
		return levels[k].v
	case k == 0 || levels[k].p-levels[k-1].p > 25+0.1*pressure:
		return math.NaN()
	}
	a, b := levels[k-1], levels[k]
	return a.v + (pressure-a.p)/(b.p-a.p)*(b.v-a.v)
}
