package runner

import (
	"testing"

	"sublunar/lib/notebook"
)

func TestTidy(t *testing.T) {
	const folder = "/tmp/slkernel-12-34"
	tidy := newTidier(folder, "/home/ada/sublunar")
	for _, c := range []struct{ raw, want string }{
		{`failed to run "/tmp/slkernel-12-34/t/sublunar-5/bin/go build -o /tmp/slkernel-12-34/t/sublunar-5/gonb_3a05f674/gonb_3a05f674": exit status 1`,
			`failed to run "go build -o cell": exit status 1`},
		{"/tmp/slkernel-12-34/t/gonb_3a05f674/main.go:3:1: expected declaration", "main.go:3:1: expected declaration"},
		{"# gonb_3a05f674\n./main.go:7:2: declared and not used: x", "# cell\n./main.go:7:2: declared and not used: x"},
		{"\t/root/go/pkg/mod/github.com/janpfeifer/must@v0.2.0/must.go:41 +0xbd\n", "\tgithub.com/janpfeifer/must@v0.2.0/must.go:41\n"},
		{"\t/usr/local/go/src/runtime/proc.go:290\n", "\truntime/proc.go:290\n"},
		{"\t/home/ada/sublunar/lib/field/csv.go:9 +0x1\n", "\tlib/field/csv.go:9\n"},
		{"main.f(0xc000012345)", "main.f(0x…)"},
		{"a depth of 12 m, and /data/sea.csv", "a depth of 12 m, and /data/sea.csv"},
	} {
		if got := tidy.text(c.raw); got != c.want {
			t.Errorf("%q\n became %q\n not    %q", c.raw, got, c.want)
		}
	}
}

// TestTidyLeavesResults shows that what a program prints is its own affair.
func TestTidyLeavesResults(t *testing.T) {
	const printed = "read /home/ada/sublunar/data.csv at 0xc000012345\n"
	tidy := newTidier("/tmp/slkernel-12-34", "/home/ada/sublunar")
	o := notebook.NewStream("stdout", printed)
	tidy.output(&o)
	if o.Text != printed {
		t.Errorf("stdout became %q", o.Text)
	}
}
