//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sublunar/lib/notebook/wire"
)

// What tells the test binary that it plays the student, and where the teacher's checkout is.
const asStudent = "SUBLUNAR_TEST_STUDENT"

// TestSharedWithAnotherUser has one user set up, and another, who may only read that, run cells.
func TestSharedWithAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to become another user")
	}
	// Where all may enter, unlike the folders that tests get.
	above, err := os.MkdirTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { exec.Command("chmod", "-R", "u+w", above).Run(); os.RemoveAll(above) })
	if err := os.Chmod(above, 0o755); err != nil {
		t.Fatal(err)
	}
	checkout := filepath.Join(above, "teacher's")
	shared := teach(t, checkout)
	before := listing(t, checkout)

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	playing := filepath.Join(above, "launcher.test")
	copyFile(t, self, playing, 0o755)
	const somebody = 54321
	home := filepath.Join(above, "student")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home, somebody, somebody); err != nil {
		t.Fatal(err)
	}
	as := func(name string, args ...string) *exec.Cmd {
		c := exec.CommandContext(t.Context(), name, args...)
		c.Dir = home
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: somebody, Gid: somebody}}
		return c
	}
	if err := as("go", "version").Run(); err != nil {
		t.Skipf("Go is where other users can't reach it: %v", err)
	}
	student := as(playing, "-test.run=^TestStudent$", "-test.v")
	student.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", asStudent + "=" + shared}, offline...)
	if printed, err := student.CombinedOutput(); err != nil {
		t.Fatalf("as another user: %v\n%s", err, printed)
	}
	if after := listing(t, checkout); after != before {
		t.Errorf("what the teacher set up was changed; before\n%s\nafter\n%s", before, after)
	}
}

// teach sets up a checkout for all users, and gives its .sublunar folder.
func teach(t *testing.T, checkout string) string {
	t.Helper()
	built, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(checkout, ".sublunar")
	for _, folder := range []string{"bin", "go/build", "go/mod"} {
		if err := os.MkdirAll(filepath.Join(shared, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"launcher", "gonb"} {
		copyFile(t, filepath.Join(built, name), filepath.Join(shared, "bin", name), 0o755)
	}
	// With no other modules there is little to compile.
	write(t, filepath.Join(checkout, "go.mod"), "module sublunar\n\ngo 1.26\n")
	write(t, filepath.Join(checkout, "go.sum"), "")
	write(t, filepath.Join(checkout, "lib", "wave", "wave.go"), waveSource)
	warm := exec.Command(filepath.Join(shared, "bin", "launcher"), "warm")
	warm.Env = append(append(os.Environ(), "SUBLUNAR_HOME=", "SUBLUNAR_GO="), offline...)
	if out, err := warm.CombinedOutput(); err != nil {
		t.Fatalf("launcher warm: %v\n%s", err, out)
	}
	return shared
}

// TestStudent is what the other user does.
func TestStudent(t *testing.T) {
	shared := os.Getenv(asStudent)
	if shared == "" {
		t.Skip("a part of TestSharedWithAnotherUser")
	}
	if err := os.WriteFile(filepath.Join(shared, "mine"), nil, 0o644); err == nil {
		t.Fatal("the student may write in what is the teacher's: this shows nothing")
	}
	home := os.Getenv("HOME")
	s := begin(t, func(c *wire.Command) {
		c.Argv = []string{filepath.Join(shared, "bin", "launcher"), "kernel", "{connection_file}"}
		c.Dir = home
	})
	s.want("import \"sublunar/lib/wave\"\n%%\nfmt.Println(wave.Height())", "1.5\n")
	printed, _ := s.run("%%\nlog, _ := os.ReadFile(filepath.Join(os.TempDir(), \"launcher.log\"))\nfmt.Println(string(log))")
	if !strings.Contains(printed, "built in") || strings.Contains(printed, "by the go command") {
		t.Errorf("the first cell was not built from what the teacher had compiled:\n%s", printed)
	}
	// What the teacher has not compiled the student does, for themselves.
	s.want("import \"container/ring\"\n%%\nfmt.Println(ring.New(3).Len())", "3\n")
	if own, _ := filepath.Glob(filepath.Join(home, ".cache", "go-build", "*", "*-d")); len(own) == 0 {
		t.Error("nothing was compiled into the student's own cache")
	}
	s.want("%%\nfmt.Println(strings.HasPrefix(os.Getenv(\"SUBLUNAR_KEEP\"), os.Getenv(\"HOME\")))", "true\n")
}

// listing names every file below a folder, with its size and time.
func listing(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all.WriteString(strings.TrimPrefix(path, folder) + " " + info.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
