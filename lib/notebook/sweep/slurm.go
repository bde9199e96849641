package sweep

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"sublunar/lib/notebook"
)

// mostTasks bounds the tasks of an array where more members are left: each then does several, one after another. Slurm's own
// bound, MaxArraySize, is 1001 unless an administrator has changed it.
const mostTasks = 500

// Slurm is how an array of jobs is submitted (https://slurm.schedmd.com/job_array.html). The zero value takes the cluster's
// defaults.
type Slurm struct {
	// AtOnce bounds the tasks that run at the same time; 0: as many as the cluster lets.
	AtOnce int
	// Options for sbatch, such as "--partition=cpu", "--mem=4G", "--time=1:00:00".
	Options []string
}

// Submit sends a round to Slurm as an array of tasks, each of which runs worker with its own "--part I/N" at the end, and notes
// the job. A task whose node fails is queued again by Slurm, and does what is left of its share.
func (s Slurm) Submit(ctx context.Context, f *Folder, r Round, worker []string) (Round, error) {
	if _, err := exec.LookPath("sbatch"); err != nil {
		return r, errors.New("--slurm needs Slurm's sbatch, which isn't installed here: call it on a machine from which jobs are submitted, or leave --slurm out")
	}
	r.Tasks = min(len(r.Names), mostTasks)
	var words []string
	for _, word := range worker {
		words = append(words, quoted(word))
	}
	script := "#!/bin/sh\n# Made by sublunar sweep: each task of the array does its share of the members of one round.\n" +
		"exec " + strings.Join(words, " ") + " --part \"$SLURM_ARRAY_TASK_ID/" + strconv.Itoa(r.Tasks) + "\"\n"
	path := f.at("rounds", r.ID+".sbatch")
	if err := notebook.WriteWhole(path, []byte(script)); err != nil {
		return r, err
	}
	array := "0-" + strconv.Itoa(r.Tasks-1)
	if s.AtOnce > 0 {
		array += "%" + strconv.Itoa(s.AtOnce)
	}
	// In a file's name Slurm reads % as the beginning of a code.
	log := strings.ReplaceAll(f.at("logs"), "%", "%%") + "/%A_%a.log"
	args := []string{"--parsable", "--job-name=sublunar-sweep", "--array=" + array, "--output=" + log, "--open-mode=append", "--requeue", "--chdir=" + f.Path}
	out, err := slurm(ctx, "sbatch", append(append(args, s.Options...), path)...)
	if err != nil {
		return r, err
	}
	// "job" or "job;cluster"
	r.Job, _, _ = strings.Cut(strings.TrimSpace(out), ";")
	if r.Job == "" {
		return r, fmt.Errorf("sbatch gives no job's number, but %q", out)
	}
	return r, f.PutRound(r)
}

// Queued says how many tasks of a job are waiting and how many are running.
func Queued(ctx context.Context, job string) (waiting, running int, err error) {
	out, err := slurm(ctx, "squeue", "--noheader", "--array", "--jobs="+job, "--format=%T")
	if err != nil {
		if strings.Contains(err.Error(), "Invalid job id") {
			return 0, 0, nil // ended some while ago, and forgotten
		}
		return 0, 0, err
	}
	for _, state := range strings.Fields(out) {
		switch state {
		case "PENDING", "REQUEUED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT":
			waiting++
		case "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT":
			running++
		}
	}
	return waiting, running, nil
}

// slurm runs one of Slurm's programs. Each asks a server that may be slow, but answers within minutes.
func slurm(ctx context.Context, name string, args ...string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	// A user's own defaults for these programs' layout would change what is read here.
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SQUEUE_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(complaint.String()))
	}
	return out.String(), nil
}

// quoted is a word for a shell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
