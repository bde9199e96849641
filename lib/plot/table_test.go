package plot

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

func col(name string, values ...float64) field.Column {
	return field.Column{Name: name, Values: values}
}

func TestTableNumbers(t *testing.T) {
	for want, values := range map[string][]float64{
		"1|2|300":                  {1, 2, 300},
		"−0.5|0.0|0.5":             {-0.5, 0, 0.5},
		"1.235×10⁹|2.000×10⁻³|0":   {1.23456e9, 2e-3, 0},
		"3.142|–    |∞    |−∞    ": {math.Pi, math.NaN(), math.Inf(1), math.Inf(-1)},
		"1.000×10⁻⁵|2.000×10⁻⁵":    {1e-5, 2e-5},
		"–":                        {math.NaN()},
		"1900|1920":                {1900, 1920},
		"0.100|0.250|1.125":        {0.1, 0.25, 1.125},
		"1234.6|5.0":               {1234.567, 5},
		"0":                        {math.Copysign(0, -1)},
		"1.798×10³⁰⁸|4.941×10⁻³²⁴": {math.MaxFloat64, 5e-324},
		"1.235×10⁷":                {12345678.9},
	} {
		var got []string
		for _, n := range numbersOf(col("c", values...), 4) {
			got = append(got, n.text())
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%v: %q, want %q", values, s, want)
		}
	}
}

// The decimal points of a column stand under each other.
func TestTableAligns(t *testing.T) {
	text := Table(col("v", 1.5, -20.25, 300, math.NaN())).Rows("row", "a", "a long name", "測", "").String()
	at := -1
	for _, line := range strings.Split(text, "\n")[2:5] {
		r := []rune(line)
		if i := slices.Index(r, '.'); at >= 0 && i != at || i < 0 {
			t.Errorf("the points don't align:\n%s", text)
		} else {
			at = i
		}
	}
}

func TestTableCSV(t *testing.T) {
	s := hares()
	third := 1.0 / 3
	tab := Table(s.Columns[0], field.Column{Name: `q "x", y`, Unit: "m", Values: append([]float64{third, math.NaN(), math.Inf(-1)}, make([]float64, 18)...)}).Rows("year, AD", make([]string, 21)...)
	text, err := tab.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], []string{"year, AD", "hare (thousands)", `q "x", y (m)`}) || rows[1][2] != "0.3333333333333333" || rows[2][2] != "" || rows[3][2] != "-Inf" || len(rows) != 22 {
		t.Errorf("%q", rows[:4])
	}
	// Numbers alone read back as a series, bit for bit.
	plain, err := Table(field.Column{Name: "time", Unit: "yr", Values: s.Axis.Values}, s.Columns[0], s.Columns[1]).CSV()
	if err != nil {
		t.Fatal(err)
	}
	back, err := field.ParseCSV([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Columns[1].Values, s.Columns[1].Values) || back.Columns[1].Unit != "thousands" || back.Axis.Name != "time" {
		t.Errorf("%v", back)
	}
}

func TestTableHTML(t *testing.T) {
	page, err := Table(field.Column{Name: "<b>", Unit: `"&`, Values: []float64{1, -2.5}}).Rows(hostile, hostile, "b").Title("<i>").HTML()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(strings.Map(printable, page))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, page)
		}
		if e, ok := token.(xml.StartElement); ok {
			cells[e.Name.Local]++
		}
	}
	if cells["th"] != 2 || cells["td"] != 4 || cells["b"]+cells["i"]+cells["script"] > 0 || !strings.Contains(page, "−2.5") {
		t.Errorf("%v\n%s", cells, page)
	}
}

func TestLaTeXText(t *testing.T) {
	for in, want := range map[string]string{
		`50% & more_#1 {x}$`: `50\% \& more\_\#1 \{x\}\$`,
		`a\b~c^`:             `a\textbackslash{}b\textasciitilde{}c\textasciicircum{}`,
		`u (m/s^2)`:          `u (m/s$^{2}$)`,
		`W m^-2 K^-1`:        `W m$^{-2}$ K$^{-1}$`,
		`[opt] <a|b>`:        `{[}opt] $<$a$|$b$>$`,
		"two\nlines":         `two lines`,
		`10^-`:               `10\textasciicircum{}-`,
	} {
		if got := latexText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	text, err := Table(col("x", -1.5, math.NaN(), math.Inf(1)), col("y", 2e-9, 3, -4)).LaTeX()
	want := "\\begin{tabular}{rr}\n\\toprule\nx & y \\\\\n\\midrule\n$-1.5$ & $2.000\\times10^{-9}$ \\\\\n-- & $3.000\\times10^{0}$ \\\\\n$\\infty$ & $-4.000\\times10^{0}$ \\\\\n\\bottomrule\n\\end{tabular}\n"
	if err != nil || text != want {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestTableRefuses(t *testing.T) {
	for say, tab := range map[string]*Tabular{
		"a table of no columns":                   Table(),
		`the column "b" has 1 values but "a" has`: Table(col("a", 1, 2), col("b", 1)),
		"Rows got 1 names for 2 rows":             Table(col("a", 1, 2)).Rows("", "x"),
		"Digits(0)":                               Table(col("a", 1)).Digits(0),
		"a mask of 2":                             Table(field.Column{Name: "a", Values: []float64{1}, Missing: make([]bool, 2)}),
	} {
		_, html := tab.HTML()
		_, csv := tab.CSV()
		_, latex := tab.LaTeX()
		for _, err := range []error{html, csv, latex, tab.Err()} {
			if err == nil || !strings.Contains(err.Error(), say) {
				t.Errorf("%v, want %q", err, say)
			}
		}
		if !strings.Contains(tab.String(), say) {
			t.Errorf("it prints %q", tab.String())
		}
	}
	if got := Table(col("a")).String(); !strings.HasPrefix(got, "a\n") {
		t.Errorf("a table without rows prints %q", got)
	}
}

func FuzzLaTeXText(f *testing.F) {
	f.Add(`\^2{}$`)
	f.Add("a_b^-12%")
	f.Fuzz(func(t *testing.T, s string) {
		// No character of TeX's own is left bare, and braces and dollars balance.
		out := latexText(s)
		depth, dollars := 0, 0
		for i := 0; i < len(out); i++ {
			switch out[i] {
			case '\\':
				i++ // the next is escaped, or begins a command's name
			case '{':
				depth++
			case '}':
				depth--
			case '$':
				dollars++
			case '%', '&', '#', '_', '~':
				t.Fatalf("%q leaves %q bare", out, out[i])
			case '^':
				if dollars%2 == 0 {
					t.Fatalf("%q raises outside of maths", out)
				}
			}
			if depth < 0 {
				t.Fatalf("%q closes a brace too many", out)
			}
		}
		if depth != 0 || dollars%2 != 0 {
			t.Fatalf("%q doesn't balance", out)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	s := hares()
	for b.Loop() {
		if _, err := Table(s.Columns...).HTML(); err != nil {
			b.Fatal(err)
		}
	}
}
