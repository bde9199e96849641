package field

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// cfTimes turns times in the units of the CF conventions, "hours since 1900-01-01 00:00", into days or seconds since an instant in UTC, in place.
// Days stay days; all else becomes seconds. Calendars that aren't the world's stand behind the unit in brackets.
func cfTimes(values []float64, units, calendar string) (unit string, err error) {
	every, since, _ := strings.Cut(strings.TrimSpace(units), " since ")
	seconds, ok := map[string]float64{
		"d": 86400, "day": 86400, "h": 3600, "hr": 3600, "hour": 3600, "min": 60, "minute": 60, "s": 1, "sec": 1, "second": 1,
		"ms": 1e-3, "msec": 1e-3, "millisec": 1e-3, "millisecond": 1e-3, "us": 1e-6, "microsec": 1e-6, "microsecond": 1e-6,
	}[singular(every)]
	if !ok {
		return "", fmt.Errorf("its unit is %s: %s have no one length; write days since or seconds since", clip(units), clip(every))
	}
	d, err := parseReference(since)
	if err != nil {
		return "", err
	}
	suffix := ""
	switch c := strings.ToLower(strings.TrimSpace(calendar)); c {
	case "", "standard", "gregorian":
		// Before 15 October 1582 it is the Julian calendar, in which old files count from the year 1. Such times are counted from 1970.
		if d.year*10000+d.month*100+d.day < 15821015 {
			shift := (julianDay(d.year, d.month, d.day) - 2440588) * 86400
			for i := range values {
				values[i] = (values[i]*seconds + float64(shift) + d.seconds) / seconds
			}
			d = reference{year: 1970, month: 1, day: 1}
		}
	case "proleptic_gregorian":
	case "noleap", "365_day", "all_leap", "366_day", "360_day":
		suffix = " (" + c + " calendar)"
	default:
		return "", fmt.Errorf("its calendar is %s; standard, gregorian, proleptic_gregorian, noleap, 365_day, all_leap, 366_day and 360_day are read", clip(calendar))
	}
	if suffix == "" && !d.exists() {
		return "", fmt.Errorf("its times count from %s, which is no day of the calendar", clip(since))
	}
	at := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	whole := math.Floor(d.seconds)
	clock := at.Add(time.Duration(whole)*time.Second + time.Duration(math.Round((d.seconds-whole)*1e9)))
	unit = "days"
	if seconds != 86400 {
		unit = "seconds"
		for i := range values {
			values[i] *= seconds
		}
	}
	if suffix != "" { // such a day may not exist here: keep its own words
		return unit + " since " + strings.TrimSpace(since) + suffix, nil
	}
	form := "2006-01-02T15:04:05.999999999Z"
	if unit == "days" && clock.Equal(clock.Truncate(24*time.Hour)) {
		form = "2006-01-02"
	}
	return unit + " since " + clock.Format(form), nil
}

func singular(unit string) string {
	unit = strings.ToLower(strings.TrimSpace(unit))
	if len(unit) > 2 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return unit
}

// A reference is the instant that times count from.
type reference struct {
	year, month, day int
	seconds          float64 // of the day, in UTC
}

// exists says whether the day is one of the Gregorian calendar.
func (d reference) exists() bool {
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Year() == d.year && int(t.Month()) == d.month && t.Day() == d.day
}

// parseReference reads "1950-1-1", "1950-01-01 00:00:0.0", "1950-01-01T00:00:00Z", "2000-01-01 00:00:00 +02:00", "1950-01-01 00:00:00 UTC".
func parseReference(text string) (d reference, err error) {
	fault := fmt.Errorf("its times count from %s, which isn't understood; write it as 1950-01-01T00:00:00Z", clip(text))
	rest := strings.TrimSpace(text)
	rest = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(rest, "Z"), "UTC"), "GMT"))
	date, clock, _ := strings.Cut(strings.Replace(rest, "T", " ", 1), " ")
	clock = strings.TrimSpace(clock)
	parts := strings.Split(date, "-")
	if len(parts) != 3 {
		return d, fault
	}
	for i, to := range []*int{&d.year, &d.month, &d.day} {
		if *to, err = strconv.Atoi(parts[i]); err != nil || *to < 0 {
			return d, fault
		}
	}
	if d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return d, fault
	}
	zone := 0.0
	if i := strings.LastIndexAny(clock, "+-"); i >= 0 {
		z := strings.TrimLeft(clock[i:], "+-")
		if len(z) == 4 && !strings.Contains(z, ":") { // +0200
			z = z[:2] + ":" + z[2:]
		}
		if zone, err = clockSeconds(z); err != nil {
			return d, errors.Join(fault, err)
		}
		if clock[i] == '-' {
			zone = -zone
		}
		clock = strings.TrimSpace(clock[:i])
	}
	if clock != "" {
		if d.seconds, err = clockSeconds(clock); err != nil {
			return d, fault
		}
	}
	d.seconds -= zone
	return d, nil
}

// clockSeconds reads hours, minutes and seconds of a day.
func clockSeconds(text string) (float64, error) {
	sum, unit := 0.0, 3600.0
	parts := strings.Split(text, ":")
	for i, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || !(v >= 0 && v <= 60) || i > 2 {
			return 0, fmt.Errorf("%s is no time of day", clip(text))
		}
		sum, unit = sum+v*unit, unit/60
	}
	return sum, nil
}

// julianDay counts the days of the Julian calendar (Meeus 1998, Astronomical Algorithms, chapter 7); 2440588 begins at noon of 1 January 1970.
func julianDay(year, month, day int) int {
	if month < 3 {
		year, month = year-1, month+12
	}
	return int(math.Floor(365.25*float64(year+4716))) + int(30.6001*float64(month+1)) + day - 1524
}

// Times are the instants of an axis whose unit is "days since" or "seconds since" one, as [ReadCSV] and [OpenNetCDF] write it; in UTC. Other
// units, and calendars that aren't the world's, are errors.
func (a Axis) Times() ([]time.Time, error) {
	every, since, ok := strings.Cut(a.Unit, " since ")
	step := map[string]float64{"days": 86400, "seconds": 1}[every]
	if !ok || step == 0 || strings.Contains(since, "calendar") {
		return nil, fmt.Errorf("field: axis %q is in %s; instants need days since or seconds since a date of the world's calendar", a.Name, clip(a.Unit))
	}
	d, err := parseReference(since)
	if err != nil {
		return nil, fmt.Errorf("field: axis %q: %w", a.Name, err)
	}
	zero := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Unix()
	all := make([]time.Time, len(a.Values))
	for i, v := range a.Values {
		seconds := v*step + d.seconds
		whole := math.Floor(seconds)
		if !(math.Abs(whole) < 1e12) {
			return nil, fmt.Errorf("field: axis %q: value %d is %g %s, beyond any date", a.Name, i, v, every)
		}
		all[i] = time.Unix(zero+int64(whole), int64(math.Round((seconds-whole)*1e9))).UTC()
	}
	return all, nil
}
