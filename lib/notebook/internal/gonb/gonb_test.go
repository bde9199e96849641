package gonb

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/wire"
)

// failure runs a cell on the real kernel and gives what the watch says of it. The kernel's own answer
// must be "ok": these are the failures that GoNB does not tell.
func failure(t *testing.T, k *wire.Kernel, source string) string {
	t.Helper()
	w, err := Prepare(source, filepath.Join(t.TempDir(), "status"))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := strings.Count(source, "\n"), strings.Count(w.Code, "\n"); a != b {
		t.Errorf("%d lines became %d", a+1, b+1)
	}
	reply, err := k.Execute(t.Context(), w.Code, func(wire.Event) {}, w.See)
	if err != nil || reply.Status != "ok" {
		t.Fatalf("%q: the kernel answered %+v, %v", source, reply, err)
	}
	return w.Failure()
}

func start(t *testing.T) *wire.Kernel {
	t.Helper()
	c := realkernel.Command(t)
	c.Dir = t.TempDir()
	k, err := wire.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

func TestFailuresOnTheRealKernel(t *testing.T) {
	k := start(t)
	for source, want := range map[string]string{
		"!exit 3":                                 "!exit 3 failed: exit status 3",
		"!false":                                  "!false failed: exit status 1",
		"!no-such-command-at-all":                 "exit status 127",
		"!echo 'an open quote":                    "exit status",
		"!if":                                     "exit status",
		"!exec false":                             "exit status 1",
		"!kill -9 $$":                             "signal: killed",
		"!trap 'echo mine' EXIT; false":           "exit status 1",
		"!true\n!false # why\n!true":              "!false # why failed: exit status 1",
		"!echo a; \\\n  false":                    "exit status 1",
		"//gonb:!false":                           "exit status 1",
		"!*ls no-such-file":                       "exit status 2",
		"! false":                                 "exit status 1",
		"! *false":                                "exit status 1",
		"!true\n%%\nfmt.Println(1)\n!false":       "exit status 1",
		"!set -x; false":                          "exit status 1",
		"!sleep 0.05 & exit 4":                    "exit status 4",
		"!echo 'exit status 0' >&2; exit 1":       "exit status 1",
		"%%bash\nfalse":                           "the bash script failed: exit status 1",
		"%%bash\nset -e\nfalse\ntrue":             "exit status 1",
		"%%bash\ntrap 'echo mine' EXIT\nexit 5":   "exit status 5",
		"%%bash\nexec false":                      "exit status 1",
		"%%bash\nfor i in 1 2":                    "exit status",
		"%%bash\n\n\nexit 6":                      "exit status 6",
		"%%sh\nfalse":                             "the sh script failed: exit status 1",
		"%%sh\nkill -9 $$":                        "signal: killed",
		"%%script bash\nexit 7":                   "exit status 7",
		"%%script bash -x\nexit 7":                "exit status 7",
		"%%script python3 -\nraise SystemExit(8)": "exit status 8",
		"%%script false\n":                        "exit status 1",
		"%%bash\nfalse\n# !true":                  "exit status 1",
		"%no_such_command":                        "unknown command %no_such_command",
		"%no_such_command with words\n%%\nfmt.Println(1)": "unknown command %no_such_command",
		"//gonb:%no_such_command":                         "unknown command",
	} {
		t.Run(source, func(t *testing.T) {
			if strings.Contains(source, "python3") {
				if _, err := exec.LookPath("python3"); err != nil {
					t.Skip("no python3")
				}
			}
			if got := failure(t, k, source); got == "" || !strings.Contains(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// What fails nothing must not be called failed, whatever it prints.
func TestNoFailuresOnTheRealKernel(t *testing.T) {
	k := start(t)
	for _, source := range []string{
		"!true",
		"!echo to stderr >&2",
		"!echo 'exit status 1' >&2",
		"!false || echo 'exit status 1' >&2",
		"!false; true",
		"!(exit 3) || true",
		"!set -x; true",
		"!bash -c 'exit 3' || true",
		"!true # false",
		"!cat <<< 'exit status 2' >&2",
		"%%bash\necho 'exit status 1' >&2",
		"%%bash\nfalse || true",
		"%%bash",
		"%%bash\n",
		"%%bash\ncat <<END\n!false\n%nothing\nEND",
		"%%sh\necho 'exit status 1' >&2\n",
		"%%script bash\nexit 0",
		"%%script cat\nexit status 1\n",
		"%%writefile f.txt\n!false\n%nothing\nexit status 1",
		"%env AB=1",
		"%%\nfmt.Fprintln(os.Stderr, \"exit status 1\")",
		"%%\nfmt.Fprint(os.Stderr, `\"%foo\" unknown or not implemented yet.`)",
		"//gonb:%%\nfmt.Println(1)",
		"func f() {}\n// !false\n//%foo",
		"%main\nfmt.Println(1)\n",
	} {
		t.Run(source, func(t *testing.T) {
			if got := failure(t, k, source); got != "" {
				t.Errorf("is called failed: %s", got)
			}
		})
	}
}

// The trap must not be seen: what a cell prints is what it printed before.
func TestTrapChangesNoOutput(t *testing.T) {
	k := start(t)
	for _, source := range []string{
		"!set -x; echo a; (exit 3); echo $?",
		"%%bash\nset -x\necho a\n(exit 3)\necho $?",
		"%%bash\necho $0 $# $BASH_SUBSHELL $-",
		"!echo $0 $#",
		"%%sh\nset -eux; echo a",
	} {
		texts := map[bool]string{}
		for _, wrapped := range []bool{false, true} {
			code := source
			if wrapped {
				w, err := Prepare(source, filepath.Join(t.TempDir(), "status"))
				if err != nil {
					t.Fatal(err)
				}
				if code = w.Code; code == source {
					t.Fatalf("%q has no trap", source)
				}
			}
			streams := map[string]string{}
			if _, err := k.Execute(t.Context(), code, func(e wire.Event) {
				if e.Output.Type == notebook.Stream {
					streams[e.Output.Name] += e.Output.Text
				}
			}); err != nil {
				t.Fatal(err)
			}
			texts[wrapped] = streams["stdout"] + "|" + streams["stderr"]
		}
		if texts[true] != texts[false] {
			t.Errorf("%q printed %q, with the trap %q", source, texts[false], texts[true])
		}
	}
}

// The control for the trap: by GoNB's line alone, a program that prints the same line and succeeds
// is called failed.
func TestLineAloneIsNotEnough(t *testing.T) {
	k := start(t)
	const source = "!echo 'exit status 1' >&2"
	blind, err := Prepare(source, "") // with no file to write to there is no trap
	if err != nil {
		t.Fatal(err)
	}
	if blind.Code != source {
		t.Fatalf("there is a trap: %q", blind.Code)
	}
	if _, err := k.Execute(t.Context(), blind.Code, func(wire.Event) {}, blind.See); err != nil {
		t.Fatal(err)
	}
	if blind.Failure() == "" {
		t.Error("the line alone does not call it failed: then the trap is not needed")
	}
}

func TestInputIsRefusedBeforeRunning(t *testing.T) {
	for source, name := range map[string]string{
		"%with_inputs\n!cat":            "%with_inputs",
		"%with_password\n!cat":          "%with_password",
		"//gonb:%with_inputs\n!cat":     "%with_inputs",
		"x := 1\n%with_inputs \n!cat":   "%with_inputs",
		"% with_inputs\n!cat":           "%with_inputs",
		"%main a \\\n  b\n%with_inputs": "%with_inputs",
	} {
		if _, err := Prepare(source, "status"); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: got %v", source, err)
		}
	}
	for _, source := range []string{"%%bash\n%with_inputs", "// %with_inputs", "%main \\\n%with_inputs", ""} {
		if _, err := Prepare(source, "status"); err != nil {
			t.Errorf("%q: %v", source, err)
		}
	}
}

// GoNB's own sources are the reference for its commands and lines: an upgrade that changes them fails
// here, whatever the cells above happen to show.
func TestGoNBSaysWhatWeLookFor(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	if err != nil {
		t.Skip("the sources of GoNB are not here: ", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "internal")
	for file, wants := range map[string][]string{
		"specialcmd/specialcmd.go": {`"\"%%%s\" unknown or not implemented yet."`, `case "with_inputs":`, `case "with_password":`, `"/bin/bash", "-c"`},
		"jpyexec/jpyexec.go":       {`exec.exitError.Error() + "\n"`, `"^C\n" + errMsg`},
		"goexec/parser.go":         {`"//gonb:"`},
		"specialcmd/cellmagic.go":  {`"%%writefile"`, `"%%script"`, `"%%bash"`, `"%%sh"`, `"%%gx"`},
	} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Skip("the sources of GoNB are not here: ", err)
		}
		for _, want := range wants {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s does not hold %s", file, want)
			}
		}
	}
}

// FuzzPrepare: preparing keeps a cell's lines, and never takes anything out of them.
func FuzzPrepare(f *testing.F) {
	for _, source := range []string{"!false", "%%bash\nfalse", "%%script x\n", "!*a \\\nb", "//gonb:! \\", "%", "!", "%%bash", "! \t*"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		w, err := Prepare(source, "/tmp/status")
		if err != nil {
			return
		}
		before, after := strings.Split(source, "\n"), strings.Split(w.Code, "\n")
		if len(before) != len(after) {
			t.Fatalf("%d lines became %d", len(before), len(after))
		}
		for i := range before {
			if before[i] == after[i] {
				continue
			}
			head, rest, ok := strings.Cut(after[i], "trap '{ printf ")
			_, tail, ok2 := strings.Cut(rest, "' EXIT; ")
			if !ok || !ok2 || head+tail != before[i] {
				t.Fatalf("%q became %q", before[i], after[i])
			}
		}
		w.Failure()
	})
}
