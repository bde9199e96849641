package fastbuild

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseCommand(t *testing.T) {
	for _, test := range []struct {
		line string
		want Command
	}{
		{
			`/go/compile -o $WORK/b001/_pkg_.a -trimpath "$WORK/b001=>" -p main -lang=go1.26 -complete -buildid x/x -goversion go1.26.8 -c=2 -nolocalimports -importcfg $WORK/b001/importcfg -pack ./main.go`,
			Command{Tool: "/go/compile", Flags: strings.Fields("-p main -lang=go1.26 -complete -goversion go1.26.8 -c=2 -nolocalimports -pack")},
		},
		{
			`GOROOT='/usr/local/go' /go/link -o $WORK/a.out -importcfg $WORK/importcfg.link -buildmode=exe -buildid=a/b -s -w '-extldflags=-a -b' -extld=gcc $WORK/b001/_pkg_.a`,
			Command{Tool: "/go/link", Env: []string{"GOROOT=/usr/local/go"}, Flags: []string{"-buildmode=exe", "-s", "-w", "-extldflags=-a -b", "-extld=gcc"}},
		},
	} {
		got, err := parseCommand(test.line)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s\n gives %+v (%v),\n want %+v", test.line, got, err, test.want)
		}
	}
	for _, bad := range []string{
		``, `compile x`, `/go/compile`, `/go/compile -x "open y`, `/go/compile -o`, `/go/compile -x a\ b y`,
		`/go/compile -asmhdr $WORK/b001/go_asm.h x`, `/go/compile a.go b.go`,
	} {
		if got, err := parseCommand(bad); err == nil {
			t.Errorf("%q gives %+v, want an error", bad, got)
		}
	}
}

// Whatever is printed, splitting it neither panics nor makes up text.
func FuzzSplitWords(f *testing.F) {
	for _, seed := range []string{`a 'b c' "d"`, `x=""`, `'`, `a\b`, "\t é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := splitWords(line)
		if err != nil {
			return
		}
		rest := strings.Map(func(r rune) rune {
			if strings.ContainsRune("'\" \t", r) {
				return -1
			}
			return r
		}, line)
		joined := strings.Map(func(r rune) rune {
			if strings.ContainsRune("'\" \t", r) {
				return -1
			}
			return r
		}, strings.Join(words, ""))
		if strings.ToValidUTF8(rest, "") != strings.ToValidUTF8(joined, "") && rest != joined {
			t.Errorf("%q splits into %q", line, words)
		}
	})
}
