package sweep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseAxis(t *testing.T) {
	for text, want := range map[string]string{
		"seed=1:4":            "1 2 3 4",
		"seed=7":              "7",
		"seed=3:3":            "3",
		"n=10:1:-3":           "10 7 4 1",
		"k=0:0.3:0.1":         "0.0 0.1 0.2 0.3",
		"k=0:1:0.3":           "0.0 0.3 0.6 0.9",
		"k=1e-3:3e-3:1e-3":    "0.001 0.002 0.003",
		"scheme=upwind, a":    "upwind a",
		`file="a,b.csv",c`:    "a,b.csv c",
		"time=12:30h":         "12:30h",
		"k=-1:1":              "-1 0 1",
		"data=/tmp/a:b/c.csv": "/tmp/a:b/c.csv",
	} {
		a, err := ParseAxis(text)
		if got := strings.Join(a.Values, " "); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", text, got, err, want)
		}
	}
	for text, say := range map[string]string{
		"seed":           "write it as name=1:1000",
		"=1:3":           "write it as",
		"seed=":          "write it as",
		"seed=3:1":       "no step of 1 leads from 3 to 1",
		"k=0:1:0":        "no step of 0",
		"seed=1:1000000": "more than 100000 values",
		"s=a,b,a":        "a comes twice",
		`s="a`:           "s=",
	} {
		if _, err := ParseAxis(text); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: the error is %v, want one that says %q", text, err, say)
		}
	}
}

func FuzzParseAxis(f *testing.F) {
	for _, s := range []string{"seed=1:4", "k=0:1:0.1", "s=a,b", "k=1e300:-1e300:-1", "k=0x1p-2:4", "k=NaN:1", `s="a`, "s=:::", "k=1_0:2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAxis(text)
		if err == nil && (a.Name == "" || len(a.Values) == 0 || len(a.Values) > mostMembers && !strings.Contains(text, ",")) {
			t.Errorf("%q gives %d values of %q", text, len(a.Values), a.Name)
		}
	})
}

func TestProduct(t *testing.T) {
	members, err := Product(Axis{"a", []string{"1", "2"}}, Axis{"b", []string{"x", "y", "z"}})
	if err != nil || len(members) != 6 || Label(members[1]) != "a=1 b=y" || Label(members[5]) != "a=2 b=z" {
		t.Errorf("%v, %v", members, err)
	}
	if _, err := Product(Axis{"a", []string{"1"}}, Axis{"a", []string{"2"}}); err == nil || !strings.Contains(err.Error(), "a is swept twice") {
		t.Errorf("the error is %v", err)
	}
	many := Axis{Name: "a", Values: make([]string, 1000)}
	if _, err := Product(many, Axis{"b", make([]string, 101)}); err == nil || !strings.Contains(err.Error(), "more than 100000 members") {
		t.Errorf("the error is %v", err)
	}
}

func TestReadTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "design.csv")
	for text, want := range map[string]string{
		"a, b\n1, 2\n3,4\n": "a=1 b=2; a=3 b=4",
		"a\n":               "a row of names",
		"a,a\n1,2\n":        "none twice",
		"a,\n1,2\n":         "must name each column",
		"a,b\n1\n":          "wrong number of fields",
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		members, err := ReadTable(path)
		var got []string
		for _, m := range members {
			got = append(got, Label(m))
		}
		if err != nil {
			got = []string{err.Error()}
		}
		if all := strings.Join(got, "; "); !strings.Contains(all, want) {
			t.Errorf("%q gives %s, want %s", text, all, want)
		}
	}
}

// Names are files' names, and no two members share one, whatever is in their values.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range []map[string]string{{"a": "1"}, {"a": "1 "}, {"a": "/1"}, {"a": "_1"}, {"a": "1", "b": "2"}, {"a": "1,b=2"}, {"a": "../../x"}, {"a": "\x00"},
		{"a": "é"}, {"a": strings.Repeat("9", 500)}, {"a": strings.Repeat("9", 501)}, {}} {
		n := Name(m)
		if seen[n] || len(n) > 120 || strings.ContainsAny(n, "/\x00 ") || !strings.HasPrefix(n, "m-") {
			t.Errorf("%q is named %q", m, n)
		}
		seen[n] = true
	}
}
