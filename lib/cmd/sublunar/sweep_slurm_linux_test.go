package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// slurmHere starts a cluster of Slurm's own daemons on this machine, with all they write in a folder of the test's, and returns the
// environment in which its programs find it.
func slurmHere(t *testing.T) []string {
	t.Helper()
	// Debian puts the daemons where not everyone's PATH leads.
	path := os.Getenv("PATH") + string(os.PathListSeparator) + "/usr/sbin"
	t.Setenv("PATH", path)
	for _, program := range []string{"slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scancel"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("Slurm's %s is not here; on Debian: apt-get install slurm-wlm", program)
		}
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	me, err := user.Current()
	if err != nil {
		t.Skip("Slurm needs a user's name: ", err)
	}
	folder := t.TempDir()
	for _, sub := range []string{"state", "spool"} {
		if err := os.Mkdir(filepath.Join(folder, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	conf := filepath.Join(folder, "slurm.conf")
	write(t, conf, fmt.Sprintf(`ClusterName=sublunar
SlurmctldHost=%[1]s(127.0.0.1)
SlurmUser=%[2]s
SlurmdUser=%[2]s
AuthType=auth/none
CredType=cred/none
SlurmctldPort=%[4]d
SlurmdPort=%[5]d
StateSaveLocation=%[3]s/state
SlurmdSpoolDir=%[3]s/spool
SlurmctldPidFile=%[3]s/slurmctld.pid
SlurmdPidFile=%[3]s/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
ReturnToService=2
KillWait=5
NodeName=%[1]s NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`, host, me.Username, folder, freePort(t), freePort(t)))
	env := []string{"SLURM_CONF=" + conf}
	t.Setenv("SLURM_CONF", conf)
	var said bytes.Buffer
	for _, daemon := range []string{"slurmctld", "slurmd"} {
		cmd := exec.Command(daemon, "-D")
		log, err := os.Create(filepath.Join(folder, daemon+".log"))
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Start(); err != nil {
			t.Skipf("%s doesn't start: %v", daemon, err)
		}
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); log.Close(); close(ended) }()
		t.Cleanup(func() {
			_ = cmd.Process.Signal(os.Interrupt)
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				_ = cmd.Process.Kill()
				<-ended
			}
		})
	}
	t.Cleanup(func() { _ = exec.Command("scancel", "--user="+me.Username).Run() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		said.Reset()
		cmd := exec.Command("sinfo", "--noheader", "--format=%T")
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Run(); err == nil && strings.TrimSpace(said.String()) == "idle" {
			return env
		}
	}
	text, _ := os.ReadFile(filepath.Join(folder, "slurmd.log"))
	t.Skipf("Slurm's daemons don't come up here: %s\n%s", &said, text)
	return nil
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// TestSweepBySlurm submits three members to a real Slurm, kills the second's process, and calls again: only what was lost is
// submitted, and at last all are there once.
func TestSweepBySlurm(t *testing.T) {
	h := home(t)
	env := slurmHere(t)
	n := newStalling(t)
	out := t.TempDir()
	args := []string{"sweep", n.path, "--over", "seed=1:3", "--out", out, "--slurm", "--sbatch=--time=5", "--jobs", "1"}
	s := start(t, h.Root, env, self(t), append(args, "--wait")...)
	n.stalls(t)
	// Called again meanwhile, it submits nothing.
	stdout, complaint, code := sublunar(t, h.Root, env, args...)
	if code != 0 || !strings.Contains(complaint, "1 tasks wait, 1 run") || !strings.Contains(stdout, "is at work") {
		t.Errorf("while it runs it ends with %d and says %s%s", code, stdout, complaint)
	}
	killWorker(t, s.mark)
	_ = s.Wait()
	if code := s.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("it ended with %d: %s", code, s.complaint)
	}
	if got := n.ended(t); got != "1 3" {
		t.Fatalf("%s ended, want 1 3", got)
	}
	stdout, complaint, code = sublunar(t, h.Root, env, append(args, "--wait")...)
	if code != 0 || !strings.Contains(complaint, "1 members in 1 tasks") || !strings.Contains(stdout, "3 of 3 members done") {
		t.Errorf("called again it ends with %d and says %s%s", code, stdout, complaint)
	}
	if got := n.ended(t); got != "1 2 3" {
		t.Errorf("%s ended, want 1 2 3", got)
	}
	jobs, _ := filepath.Glob(filepath.Join(out, "rounds", "*.sbatch"))
	if len(jobs) != 2 {
		t.Errorf("%d jobs were submitted, want 2", len(jobs))
	}
}
