package field

import (
	"errors"
	"fmt"
	"time"
)

// The ISO 8601 forms that the first column may hold, with their fractions of a second.
var (
	dateForms  = []string{"2006-01-02", "2006-01"}
	clockForms = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"}
	zoneForms  = []string{"Z07:00", "Z0700", " Z07:00", " Z0700", " UTC"}
)

// An instant is a point in time, and how it was written.
type instant struct {
	time.Time
	clock, zone bool
}

// parseInstant reads an ISO date, or date and time of day. With no zone it is taken as UTC.
func parseInstant(s string) (instant, bool) {
	if len(s) < len("2006-01") || s[4] != '-' || s[0] < '0' || s[0] > '9' {
		return instant{}, false // most cells are numbers: don't try ten forms on each
	}
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil {
			return instant{Time: t}, true
		}
	}
	for _, form := range clockForms {
		if t, err := time.Parse(form, s); err == nil {
			return instant{Time: t, clock: true}, true
		}
		for _, zone := range zoneForms {
			if t, err := time.Parse(form+zone, s); err == nil {
				return instant{Time: t.UTC(), clock: true, zone: true}, true
			}
		}
	}
	return instant{}, false
}

// elapsed turns instants into an axis: days since the first where all are dates alone, else
// seconds. The unit is the one that netCDF's CF conventions use: "days since 1958-03-29".
func elapsed(at []instant) (values []float64, unit string, fault int, err error) {
	clock := false
	for i, t := range at {
		clock = clock || t.clock
		// Local time beside UTC shifts part of the record by hours, in silence.
		if t.clock && t.zone != at[0].zone && at[0].clock {
			return nil, "", i, errors.New("some times have a zone and some have none; write each with its zone (Z for UTC), or none with any")
		}
	}
	values = make([]float64, len(at))
	for i, t := range at {
		// Not Time.Sub: its Duration ends after 292 years.
		seconds, nanos := t.Unix()-at[0].Unix(), t.Nanosecond()-at[0].Nanosecond()
		if clock {
			values[i] = float64(seconds) + float64(nanos)/1e9
		} else {
			values[i] = float64(seconds / 86400)
		}
	}
	if !clock {
		return values, "days since " + at[0].Format("2006-01-02"), 0, nil
	}
	return values, fmt.Sprintf("seconds since %s", at[0].Format("2006-01-02T15:04:05.999999999Z")), 0, nil
}
