package sweep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// programs puts shell scripts of these names first in the PATH.
func programs(t *testing.T, scripts map[string]string) {
	t.Helper()
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("no /bin/sh to play Slurm")
	}
	folder := t.TempDir()
	for name, text := range scripts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// What sbatch is given, word by word; the real one is asked in lib/cmd/sublunar.
func TestSubmit(t *testing.T) {
	programs(t, map[string]string{
		"sbatch": `for a in "$@"; do printf '%s\n' "$a"; done >"$SEEN"; echo '77;cluster'`,
		"squeue": `printf 'PENDING\nRUNNING\nPENDING\nCOMPLETED\nCOMPLETING\n'`,
	})
	seen := filepath.Join(t.TempDir(), "seen")
	t.Setenv("SEEN", seen)
	f := begun(t, "1:700")
	r, err := f.NewRound()
	if err != nil {
		t.Fatal(err)
	}
	r, err = Slurm{AtOnce: 8, Options: []string{"--mem=4G"}}.Submit(t.Context(), f, r, []string{"/a b/it's", "--x"})
	if err != nil || r.Job != "77" || r.Tasks != 500 {
		t.Fatalf("%v: job %s of %d tasks", err, r.Job, r.Tasks)
	}
	words, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"--array=0-499%8", "--mem=4G", "--requeue", "--output=" + f.at("logs") + "/%A_%a.log", "--chdir=" + f.Path} {
		if !strings.Contains(string(words), want+"\n") {
			t.Errorf("sbatch was not given %s, but %s", want, words)
		}
	}
	lines := strings.Fields(string(words))
	script, err := os.ReadFile(lines[len(lines)-1])
	if err != nil || !strings.Contains(string(script), `exec '/a b/it'\''s' '--x' --part "$SLURM_ARRAY_TASK_ID/500"`) {
		t.Errorf("%v; the script is %s", err, script)
	}
	last, ok := f.LastJob()
	if !ok || last.Job != "77" || last.ID != r.ID {
		t.Errorf("the last job is %v, %t", last, ok)
	}
	if w, n, err := Queued(t.Context(), "77"); w != 2 || n != 2 || err != nil {
		t.Errorf("%d wait and %d run, %v", w, n, err)
	}
}

func TestSlurmFails(t *testing.T) {
	f := begun(t, "1:3")
	r, err := f.NewRound()
	if err != nil {
		t.Fatal(err)
	}
	programs(t, map[string]string{
		"sbatch": "echo 'sbatch: error: invalid partition' >&2; exit 1",
		"squeue": "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1",
	})
	if _, err := (Slurm{}).Submit(t.Context(), f, r, nil); err == nil || !strings.Contains(err.Error(), "invalid partition") {
		t.Errorf("the error is %v", err)
	}
	if _, ok := f.LastJob(); ok {
		t.Error("a job that was refused counts")
	}
	if w, n, err := Queued(t.Context(), "77"); w+n != 0 || err != nil {
		t.Errorf("a job that is long gone: %d, %d, %v", w, n, err)
	}
	programs(t, map[string]string{"sbatch": "exit 0", "squeue": "echo 'Unable to contact slurm controller' >&2; exit 1"})
	if _, err := (Slurm{}).Submit(t.Context(), f, r, nil); err == nil || !strings.Contains(err.Error(), "no job's number") {
		t.Errorf("the error is %v", err)
	}
	if _, _, err := Queued(t.Context(), "77"); err == nil || !strings.Contains(err.Error(), "Unable to contact") {
		t.Errorf("the error is %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := (Slurm{}).Submit(t.Context(), f, r, nil); err == nil || !strings.Contains(err.Error(), "sbatch, which isn't installed here") {
		t.Errorf("the error is %v", err)
	}
}
