package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/sweep"
)

// How long to wait between questions to Slurm's server, which serves all its users: longer each time.
const (
	firstQuestion = time.Second
	longestPause  = 30 * time.Second
)

// cluster submits what is not done to Slurm, unless a job of this sweep is still there.
func (s *sweeping) cluster(ctx context.Context, to io.Writer) (sweep.Round, error) {
	round, there := s.folder.LastJob()
	waiting, running := 0, 0
	if there {
		var err error
		if waiting, running, err = sweep.Queued(ctx, round.Job); err != nil {
			return round, err
		}
	}
	if waiting+running > 0 {
		fmt.Fprintf(to, "job %s: %d tasks wait, %d run\n", round.Job, waiting, running)
	} else {
		var err error
		if round, err = s.folder.NewRound(); err != nil || len(round.Names) == 0 {
			return round, err
		}
		if round, err = s.submit(ctx, round); err != nil {
			return round, err
		}
		fmt.Fprintf(to, "job %s: %d members in %d tasks\n", round.Job, len(round.Names), round.Tasks)
	}
	if !s.wait {
		return round, nil
	}
	shown := newCounter(to, s.folder, round)
	pause := firstQuestion
	ask := time.NewTimer(pause)
	defer ask.Stop()
	for {
		select {
		case <-shown.tick:
			shown.show(false)
			if s.folder.State(round.ID).Left == 0 {
				shown.show(true)
				return round, nil
			}
		case <-ask.C:
			pause = min(pause*3/2, longestPause)
			ask.Reset(pause)
			waiting, running, err := sweep.Queued(ctx, round.Job)
			if err != nil {
				return round, err
			}
			if waiting+running == 0 {
				shown.show(true)
				round.Job = "" // at an end, whatever is left
				return round, nil
			}
		case <-ctx.Done():
			return round, context.Cause(ctx)
		}
	}
}

// submit gives Slurm a copy of this program, for the go command's own may be cleared away before its turn comes.
func (s *sweeping) submit(ctx context.Context, round sweep.Round) (sweep.Round, error) {
	self, err := os.Executable()
	if err != nil {
		return round, err
	}
	program, err := os.ReadFile(self)
	if err != nil {
		return round, err
	}
	worker := filepath.Join(s.folder.Path, "rounds", "worker-"+report.SHA256(program)[:12])
	if _, err := os.Stat(worker); err != nil {
		if err := notebook.WriteWhole(worker, program); err != nil {
			return round, err
		}
	}
	if err := os.Chmod(worker, 0o755); err != nil {
		return round, err
	}
	return sweep.Slurm{AtOnce: s.jobs, Options: s.options}.Submit(ctx, s.folder, round, append([]string{worker}, s.arguments(round)...))
}
