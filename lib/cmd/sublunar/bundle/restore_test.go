package bundle

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The command that stands in for sublunar writes down how it was called.
const standIn = `#!/bin/sh
echo "$* GOPROXY=$GOPROXY SUBLUNAR_HOME=$SUBLUNAR_HOME PIP_FIND_LINKS=$PIP_FIND_LINKS" >>"$(dirname "$0")/calls"
case "$*" in "setup") exit ${SETUP_ENDS_WITH:-0} ;; esac
`

const python = `#!/bin/sh
case "$2" in *print*) echo VERSION ;; esac
`

// TestRestore runs the script itself, beside programs that stand in for Go, Python and sublunar, on machines good and bad.
func TestRestore(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("archives are restored on Linux")
	}
	out, err := exec.Command("uname", "-sm").Output()
	if err != nil {
		t.Skip(err)
	}
	here := What{System: strings.TrimSpace(string(out)), Go: "1.26.5", HasGo: true, Python: []string{"3.12", "3.13"}}
	noWheels, noGo, elsewhere := here, here, here
	noWheels.Python, noGo.HasGo, elsewhere.System = nil, false, "Plan9 386"
	for _, c := range []struct {
		name    string
		what    What
		python  string
		spoil   string
		env     string
		fails   bool
		says    string
		setup   string // how sublunar is called
		without string // what it doesn't say
	}{
		{name: "all as it should be", what: here, python: "3.13", says: "./sublunar lab", setup: "setup"},
		{name: "another Python", what: here, python: "3.11", says: "for Python 3.12 3.13, and this machine has 3.11", setup: "setup --no-lab", without: "./sublunar lab"},
		{name: "no Python", what: here, says: "this machine has none", setup: "setup --no-lab", without: "./sublunar lab"},
		{name: "packed without JupyterLab", what: noWheels, python: "3.13", says: "JupyterLab is not in this archive", setup: "setup --no-lab", without: "./sublunar lab"},
		{name: "no venv module", what: here, python: "3.13", env: "SETUP_ENDS_WITH=1", says: "JupyterLab could not be set up", setup: "setup --no-lab", without: "./sublunar lab"},
		{name: "another machine", what: elsewhere, python: "3.13", fails: true, says: "this archive is for Plan9 386"},
		{name: "a file that was changed", what: here, spoil: "project/notebook", fails: true, says: "project/notebook"},
		{name: "a file that is gone", what: here, spoil: "-project/notebook", fails: true, says: "copy the archive again"},
		{name: "packed without Go, and none here", what: noGo, fails: true, says: "Go 1.26.5 or later is not in this archive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := unpacked(t, c.what)
			tools := t.TempDir()
			for _, tool := range []string{"sh", "dirname", "uname", "sha256sum", "grep", "head", "rm", "mkdir", "sed", "gcc"} {
				path, err := exec.LookPath(tool)
				if err != nil {
					path = "/bin/true"
				}
				if err := os.Symlink(path, filepath.Join(tools, tool)); err != nil {
					t.Fatal(err)
				}
			}
			if c.python != "" {
				put(t, filepath.Join(tools, "python3"), strings.Replace(python, "VERSION", c.python, 1), 0o755)
			}
			if name, gone := strings.CutPrefix(c.spoil, "-"); gone {
				if err := os.Remove(filepath.Join(root, name)); err != nil {
					t.Fatal(err)
				}
			} else if name != "" {
				put(t, filepath.Join(root, name), "changed", 0o644)
			}
			restore := exec.Command(filepath.Join(root, "restore"))
			restore.Dir = "/"
			restore.Env = []string{"PATH=" + tools, "HOME=/nowhere", "VIRTUAL_ENV=/nowhere", c.env}
			out, err := restore.CombinedOutput()
			if (err != nil) != c.fails || !strings.Contains(string(out), c.says) {
				t.Errorf("it ended with %v, and said\n%s\nwhich lacks %q", err, out, c.says)
			}
			if c.without != "" && strings.Contains(string(out), c.without) {
				t.Errorf("it says %q all the same:\n%s", c.without, out)
			}
			calls, _ := os.ReadFile(filepath.Join(root, "bin", "calls"))
			if c.fails && len(calls) > 0 {
				t.Errorf("it set up all the same: %s", calls)
			}
			if last := lastOf(string(calls)); !c.fails && (!strings.HasPrefix(last, c.setup+" GOPROXY=off SUBLUNAR_HOME="+root+"/project/.sublunar ") || !strings.Contains(last, "a%20stick/x/wheels")) {
				t.Errorf("it called sublunar as %q", last)
			}
		})
	}
}

func lastOf(lines string) string {
	all := strings.Split(strings.TrimSpace(lines), "\n")
	return all[len(all)-1]
}

// unpacked is an archive of stand-ins as tar leaves it, in a folder with a space in its name.
func unpacked(t *testing.T, what What) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "a stick")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "x.tar.gz")
	w, err := Create(out, "x")
	if err != nil {
		t.Fatal(err)
	}
	err = w.AddScripts(what)
	for name, text := range map[string]string{"bin/sublunar": standIn, "go/bin/go": "#!/bin/sh\n", "project/notebook": "as packed", "wheels/a.whl": ""} {
		if err == nil && (what.HasGo || name != "go/bin/go") {
			err = w.AddText(name, text, strings.Contains(name, "bin/"))
		}
	}
	if err == nil {
		err = w.Close(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("tar", "-xf", out, "-C", folder).CombinedOutput(); err != nil {
		t.Skipf("tar can't unpack: %v: %s", err, text)
	}
	return filepath.Join(folder, "x")
}
