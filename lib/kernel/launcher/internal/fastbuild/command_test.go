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

// Go may lie in a folder with a space in its name: the path of a tool is then printed in quotes.
func TestReadCommands(t *testing.T) {
	for _, goroot := range []string{"/usr/local/go", "/media/a stick/go"} {
		tool := func(name string) string {
			if strings.Contains(goroot, " ") {
				return `"` + goroot + "/pkg/tool/linux_amd64/" + name + `"`
			}
			return goroot + "/pkg/tool/linux_amd64/" + name
		}
		printed := tool("compile") + ` -o $WORK/b002/_pkg_.a -p other -importcfg $WORK/b002/importcfg -pack ./other.go` + "\n" +
			tool("compile") + ` -o $WORK/b001/_pkg_.a -trimpath "$WORK/b001=>" -p main -complete -importcfg $WORK/b001/importcfg -pack ./main.go` + "\n" +
			`modinfo "path\tq"` + "\n" +
			`GOROOT='` + goroot + `' ` + tool("link") + ` -o $WORK/b001/exe/a.out -importcfg $WORK/b001/importcfg.link -buildmode=exe -extld=gcc $WORK/b001/_pkg_.a` + "\n"
		var s Snapshot
		if err := s.readCommands([]byte(printed)); err != nil {
			t.Fatalf("in %s: %v", goroot, err)
		}
		if s.Compile.Tool != goroot+"/pkg/tool/linux_amd64/compile" || s.Link.Tool != goroot+"/pkg/tool/linux_amd64/link" || !reflect.DeepEqual(s.Link.Env, []string{"GOROOT=" + goroot}) {
			t.Errorf("in %s: %+v and %+v", goroot, s.Compile, s.Link)
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
