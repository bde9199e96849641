package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/sweep"
)

// A crew is the workers of one round on this machine, a process each.
type crew struct {
	s      *sweeping
	round  sweep.Round
	self   string
	parts  int
	ended  chan int // the part of a worker that has ended
	now    []*family
	deaths map[string]int // of members' workers
	idle   int            // deaths in a row that no member was lost by
	err    error
}

// mostDeaths is how many workers a member may take with it: the second time it is the member, and no accident.
const mostDeaths = 2

// local does a round with processes on this machine. A worker that is killed is replaced, and its member begun again.
func (s *sweeping) local(ctx context.Context, to io.Writer) (sweep.Round, error) {
	round, err := s.folder.NewRound()
	if err != nil || len(round.Names) == 0 {
		return round, err
	}
	s.folder.Abandoned() // by a call that was killed
	self, err := os.Executable()
	if err != nil {
		return round, err
	}
	parts := min(max(s.jobs, 1), len(round.Names))
	c := &crew{s: s, round: round, self: self, parts: parts, ended: make(chan int), now: make([]*family, parts), deaths: map[string]int{}}
	shown := newCounter(to, s.folder, round)
	for part := range parts {
		if err := c.start(part); err != nil {
			c.end()
			return round, err
		}
	}
	for working := parts; working > 0; {
		select {
		case part := <-c.ended:
			if !c.replace(part) {
				working--
			}
		case <-shown.tick:
			shown.show(false)
		case <-ctx.Done():
			c.end()
			shown.show(true)
			return round, context.Cause(ctx)
		}
	}
	shown.show(true)
	return round, c.err
}

// arguments of a worker, all but its part.
func (s *sweeping) arguments(round sweep.Round) []string {
	args := []string{"sweep-worker", "--root", s.home.Root, "--folder", s.folder.Path, "--round", round.ID, "--code", s.code, "--timeout", s.timeout.String()}
	if s.keepAll {
		args = append(args, "--notebooks")
	}
	return args
}

func (c *crew) log(part int) string { return c.s.folder.Log(c.round.ID + "-" + strconv.Itoa(part)) }

func (c *crew) start(part int) error {
	log, err := os.OpenFile(c.log(part), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	args := append(c.s.arguments(c.round), "--help-others", "--part", fmt.Sprintf("%d/%d", part, c.parts))
	f, err := startFamily(c.self, args, os.Environ(), c.s.folder.Path, log)
	if err != nil {
		return err
	}
	c.now[part] = f
	go func() {
		<-f.ended
		c.ended <- part
	}()
	return nil
}

// replace looks at how a worker ended, and starts another in its place where it was killed.
func (c *crew) replace(part int) bool {
	f := c.now[part]
	c.now[part] = nil
	if !f.failed() {
		return false
	}
	if exit, is := errors.AsType[*exec.ExitError](f.err); is && exit.Exited() {
		// It told why it could not go on, and another couldn't either.
		if c.err == nil {
			c.err = fmt.Errorf("a worker ended: %s", lastLine(c.log(part)))
		}
		return false
	}
	lost := c.s.folder.Abandoned()
	if c.idle++; len(lost) > 0 {
		c.idle = 0
	}
	for _, m := range lost {
		if c.deaths[sweep.Name(m)]++; c.deaths[sweep.Name(m)] < mostDeaths {
			continue
		}
		run := report.Run{Name: c.s.name, Status: statusStopped, Error: "its process was killed, twice; for want of memory?"}
		if err := c.s.folder.Put(sweep.Record{Parameters: m, Round: c.round.ID, Code: c.s.code, Run: run}); err != nil {
			c.err = err
			return false
		}
	}
	if c.idle > 2*c.parts {
		c.err = errors.New("workers are killed as soon as they start")
		return false
	}
	if err := c.start(part); err != nil {
		c.err = err
		return false
	}
	return true
}

// end asks all to end, and kills what doesn't.
func (c *crew) end() {
	for _, f := range c.now {
		if f != nil {
			_ = f.process.Process.Signal(os.Interrupt)
		}
	}
	for _, f := range c.now {
		if f != nil {
			go func() { <-c.ended }()
			f.end()
		}
	}
}

func lastLine(path string) string {
	text, _ := os.ReadFile(path)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.TrimPrefix(lines[len(lines)-1], "sublunar: ")
}

// A counter shows how far a round is: on a terminal in one line, elsewhere in a line now and then.
type counter struct {
	to       io.Writer
	terminal bool
	folder   *sweep.Folder
	round    sweep.Round
	began    time.Time
	done     int // when it began
	tick     <-chan time.Time
	said     string
	last     time.Time
}

func newCounter(to io.Writer, f *sweep.Folder, round sweep.Round) *counter {
	every := time.Second / 2
	if len(f.Plan.Members) > 5000 {
		every = 5 * time.Second
	}
	c := &counter{to: to, terminal: isTerminal(to), folder: f, round: round, began: time.Now(), tick: time.Tick(every)}
	c.done = f.State(round.ID).Done
	if c.done > 0 {
		fmt.Fprintf(to, "%d of %d members are done already\n", c.done, len(f.Plan.Members))
	}
	return c
}

func (c *counter) show(last bool) {
	state := c.folder.State(c.round.ID)
	text := inWords(state, 0)
	if did := state.Done + state.Failed - c.done; did > 0 && state.Left > 0 {
		left := time.Since(c.began) / time.Duration(did) * time.Duration(state.Left)
		text += fmt.Sprintf(", about %v left", left.Round(time.Second))
	}
	switch {
	case c.terminal:
		fmt.Fprint(c.to, "\r\x1b[K", text)
		if last {
			fmt.Fprintln(c.to)
		}
	case text != c.said && (last || time.Since(c.last) > 10*time.Second):
		fmt.Fprintln(c.to, text)
		c.said, c.last = text, time.Now()
	}
}
