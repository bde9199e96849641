package field

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var nan = math.NaN()

func TestParseCSV(t *testing.T) {
	for _, c := range []struct {
		name, text string
		axis       Axis
		columns    []Column
	}{
		{"units in both brackets, comments, empty lines",
			"# Hudson's Bay\n\ntime (yr), hare [thousands]\n1900, 30\n # a word between\n1901, 47.2\n",
			Axis{"time", "yr", []float64{1900, 1901}}, []Column{{"hare", "thousands", []float64{30, 47.2}, nil}}},
		{"byte order mark, CRLF, semicolons, decimal commas, no newline at the end",
			"\uFEFFt (s);u (m/s)\r\n0,5;-1,25e3\r\n1;2",
			Axis{"t", "s", []float64{0.5, 1}}, []Column{{"u", "m/s", []float64{-1250, 2}, nil}}},
		{"tabs and an old Mac's line ends",
			"t\tu\r1\t2\r2\t\r", Axis{"t", "", []float64{1, 2}}, []Column{{"u", "", []float64{2, nan}, []bool{false, true}}}},
		{"quoted names with separators, quotes and spaces after commas",
			`"t, or ""time"" (s)", "x;y"` + "\n 1 , \"2\" \n", Axis{`t, or "time"`, "s", []float64{1}}, []Column{{"x;y", "", []float64{2}, nil}}},
		{"every word for missing",
			"t,u\n1,\n2,NA\n3,NaN\n4,-\n5,n/a\n6,null\n7,None\n8,--\n9,#N/A\n10,\"\"\n11,7\n",
			Axis{"t", "", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
			[]Column{{"u", "", []float64{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, 7},
				[]bool{true, true, true, true, true, true, true, true, true, true, false}}}},
		{"nested brackets and other hands' numbers",
			"z (m),q (W/(m^2 K)),r\n-1,\u22125,1.0D+03\n-2,1E2,-.5\n-3,inf,+7.\n",
			Axis{"z", "m", []float64{-1, -2, -3}},
			[]Column{{"q", "W/(m^2 K)", []float64{-5, 100, math.Inf(1)}, nil}, {"r", "", []float64{1000, -0.5, 7}, nil}}},
		{"what a spreadsheet leaves behind", "t,u,,\n1,2,,\n,,,\n2,3,,\n",
			Axis{"t", "", []float64{1, 2}}, []Column{{"u", "", []float64{2, 3}, nil}}},
		{"the row numbers of pandas", ",u\n0,5\n1,6\n", Axis{"index", "", []float64{0, 1}}, []Column{{"u", "", []float64{5, 6}, nil}}},
		{"days", "date (UTC),co2 (ppm)\n1958-03-29,316.19\n1958-04-05,317.31\n2358-03-29,1\n",
			Axis{"date", "days since 1958-03-29", []float64{0, 7, 146097}}, []Column{{"co2", "ppm", []float64{316.19, 317.31, 1}, nil}}},
		{"months", "month,u\n2000-01,1\n2000-03,2\n", Axis{"month", "days since 2000-01-01", []float64{0, 60}}, []Column{{"u", "", []float64{1, 2}, nil}}},
		{"times with zones and fractions", "t,u\n2000-01-01T00:00:00+01:00,1\n1999-12-31T23:00:00.25Z,2\n2000-01-01 00:00 UTC,3\n",
			Axis{"t", "seconds since 1999-12-31T23:00:00Z", []float64{0, 0.25, 3600}}, []Column{{"u", "", []float64{1, 2, 3}, nil}}},
		{"an axis alone", "time (yr)\n1\n2\n", Axis{"time", "yr", []float64{1, 2}}, nil},
	} {
		got, err := ParseCSV([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d := differ(got, Series{c.axis, c.columns}); d != "" {
			t.Errorf("%s: %s\n%v", c.name, d, got)
		}
	}
}

// differ says how two series differ, bit for bit, or "".
func differ(got, want Series) string {
	a, b := got.Axis, want.Axis
	switch {
	case a.Name != b.Name || a.Unit != b.Unit || !sameBits(a.Values, b.Values):
		return "the axis is " + a.Label() + ", want " + b.Label() + " or its values differ"
	case len(got.Columns) != len(want.Columns):
		return "the number of columns differs"
	}
	for i, c := range got.Columns {
		w := want.Columns[i]
		if c.Name != w.Name || c.Unit != w.Unit || !sameBits(c.Values, w.Values) || !slices.Equal(c.Missing, w.Missing) {
			return "column " + c.String() + " is not " + w.String()
		}
	}
	return ""
}

func TestParseCSVSaysWhere(t *testing.T) {
	for text, say := range map[string]string{
		"":                         "there is no table in it",
		"# only a comment\n":       "there is no table in it",
		"t,u\n":                    "line 1: no numbers follow the names",
		"1,2\n3,4\n":               "line 1: the first line holds numbers, not names",
		"t,u,v\n1,2,3\n2,oops,3\n": `line 3, column 2: (u) "oops" is not a number; write one, or leave the cell empty`,
		"# c\nt,u\n\n1,2\n2,3,4\n": "line 5: there are 3 cells, but the head names 2 columns",
		"t,u\n1;2\n":               `so divide the numbers by it too`,
		"t,u,t\n1,2,3\n":           `line 1, column 3: the name "t" is column 1's already`,
		"t,u\n1,2\n,3\n":           "line 3, column 1: (t) the axis has no value here",
		"t,u\n1,2\n3,3\n2,4\n":     "line 4, column 1: (t) the value does not follow on from line 3's: the first column is the axis and ascends",
		"t,u\n1,2\n1,3\n":          "put a column of line numbers before it",
		"t,u\ninf,2\n":             "the axis is infinite here",
		"t,u\n1,1e999\n":           "too large for a float64",
		"t,u\n1,0x10\n":            `"0x10" is not a number`,
		"t;u\n1;1.5\n2;2,5\n":      "a number with a decimal point at line 2",
		"t;u\n1;2,5\n2;1.5\n":      "a number with a decimal comma at line 2",
		"t;u\n1;1,234,567\n":       "no separator of thousands",
		"t,u,\n1,2,3\n":            "column 3 has values but no name",
		"t,\"u\n1,2\n":             "line 1, column 2: the quote is not closed",
		"t,\"u\"x\n1,2\n":          `"x" follows the closing quote`,
		"time hare lynx\n1 2 3\n":  "put commas, semicolons or tabs between the names",
		"t,u\n03/04/2001,1\n":      `"03/04/2001" is neither a number nor an ISO date`,
		"t,u\n2001-02-30,1\n":      "neither a number nor an ISO date",
		"t,u\n2001-02-03,1\n4,2\n": `line 3, column 1: (t) "4" is not an ISO date`,
		"t,u\n2001-02-03T00:00Z,1\n2001-02-03T01:00,2\n": "line 3, column 1: some times have a zone and some have none",
		"\xff\xfet\x00":      "UTF-16",
		"PK\x03\x04":         "zip or spreadsheet",
		"t,u\n1,\x00\n":      "line 2: a zero byte",
		"t,u\n\n1,caf\xe9\n": "line 3: byte 0xe9 is not UTF-8",
	} {
		_, err := ParseCSV([]byte(text))
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%q: the error is %v; want one that says %q", text, err, say)
		}
	}
}

func TestReadCSVNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "pelts.csv")
	if err := os.WriteFile(path, []byte("t,u\n1,x\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCSV(path); err == nil || !strings.Contains(err.Error(), "pelts.csv: line 2, column 2: (u)") {
		t.Errorf("a bad number: %v", err)
	}
	if _, err := ReadCSV(dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := ReadCSV(path + "x"); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("no file: %v", err)
	}
	// A file larger than memory costs nothing: its size alone refuses it. It is sparse on disk.
	huge := filepath.Join(dir, "huge.csv")
	f, err := os.Create(huge)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 40); err != nil {
		t.Skipf("the file system keeps no sparse file: %v", err)
	}
	if _, err := ReadCSV(huge); err == nil || !strings.Contains(err.Error(), "split the table") {
		t.Errorf("a terabyte: %v", err)
	}
}
