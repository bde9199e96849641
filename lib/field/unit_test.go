package field

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseUnit(t *testing.T) {
	for text, want := range map[string]string{
		"": "1", "1": "1", "%": "1", "1000": "1", "m/s": "m s^-1", "km/h": "m s^-1", "m s-1": "m s^-1", "m s^-1": "m s^-1", "m·s⁻¹": "m s^-1",
		"m²/s": "m^2 s^-1", "m2/s": "m^2 s^-1", "kg m^-3": "g m^-3", "W/(m^2 K)": "K^-1 g s^-3", "J/kg/K": "K^-1 m^2 s^-2",
		"thousand pelts": "pelts", "thousand pelts/yr": "pelts s^-1", "°C": "K", "hPa": "g m^-1 s^-2", "mm/day": "m s^-1",
		"1/yr": "s^-1", "(m/s)^2": "m^2 s^-2", "mol/L": "m^-3 mol", "mM": "m^-3 mol", "N m": "g m^2 s^-2", "cells": "cells", "10^6 cells": "cells",
		"m/s^2": "m s^-2", "V A/W": "1", "F V/C": "1", "Ω A/V": "1", "T m^2/Wb": "1",
	} {
		d, err := ParseUnit(text)
		if err != nil || d.String() != want {
			t.Errorf("%q is read as %q (%v), want %q", text, d, err, want)
		}
	}
	for text, want := range map[string]string{
		"m//s": "two slashes", "m/": "slash", "(m": "closed", "m)": "left over", "m^x": "power", "m^1000": "power", "$": "can't be read",
		strings.Repeat("(", 50): "brackets",
	} {
		if d, err := ParseUnit(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is read as %q, error %v; want one with %q", text, d, err, want)
		}
	}
}

func ExampleParseUnit() {
	speed, _ := ParseUnit("km/h")
	length, _ := ParseUnit("m")
	time, _ := ParseUnit("s")
	fmt.Println(speed, speed.Equal(length.Times(1, time, -1)))
	// Output: m s^-1 true
}

// What is printed reads back the same, and nothing panics.
func FuzzParseUnit(f *testing.F) {
	for _, s := range []string{"m/s", "W/(m^2 K)", "m²/s", "10^6 cells/mL", "((", "m^-", "°C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseUnit(text)
		if err != nil {
			return
		}
		again, err := ParseUnit(d.String())
		if err != nil || !again.Equal(d) {
			t.Errorf("%q: %q reads back as %q (%v)", text, d, again, err)
		}
	})
}
