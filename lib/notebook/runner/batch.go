package runner

import (
	"context"
	"sync"

	"sublunar/lib/notebook"
)

// A Job is one notebook of a Batch.
type Job struct {
	Notebook *notebook.Notebook
	Options  Options
}

// An Outcome is what Run returned for a Job.
type Outcome struct {
	Result *Result
	Err    error
}

// Batch runs notebooks, at most parallel of them at once (0 means 1), and returns what came of each,
// in the order of jobs. done, unless nil, is called for each, in that order too, as soon as it and
// all before it have ended. A notebook that fails does not stop the others; the end of ctx stops all,
// and leaves its error in the Outcomes of those that had not ended.
func Batch(ctx context.Context, jobs []Job, parallel int, done func(i int, o Outcome)) []Outcome {
	outcomes := make([]Outcome, len(jobs))
	ended := make([]chan struct{}, len(jobs))
	for i := range ended {
		ended[i] = make(chan struct{})
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(1, min(parallel, len(jobs))) {
		workers.Go(func() {
			for i := range next {
				if err := ctx.Err(); err != nil {
					outcomes[i].Err = context.Cause(ctx)
				} else {
					outcomes[i].Result, outcomes[i].Err = Run(ctx, jobs[i].Notebook, jobs[i].Options)
				}
				close(ended[i])
			}
		})
	}
	go func() {
		for i := range jobs {
			next <- i
		}
		close(next)
	}()
	for i := range jobs {
		<-ended[i]
		if done != nil {
			done(i, outcomes[i])
		}
	}
	workers.Wait()
	return outcomes
}
