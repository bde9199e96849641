package sweep

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook/report"
)

// The test binary plays a worker, as a process that can be killed: SWEEP_TEST_WORKER is "folder\nround\npart\nparts\nlocks".
const asWorker = "SWEEP_TEST_WORKER"

func TestMain(m *testing.M) {
	if text := os.Getenv(asWorker); text != "" {
		if err := playWorker(strings.Split(text, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// playWorker tells on its output when it begins and ends a member, and takes two milliseconds for each.
func playWorker(args []string) error {
	f, err := Open(args[0])
	if err != nil {
		return err
	}
	r, err := f.Round(args[1])
	if err != nil {
		return err
	}
	part, _ := strconv.Atoi(args[2])
	parts, _ := strconv.Atoi(args[3])
	w := Worker{Folder: f, Round: r, Part: part, Parts: parts, Help: true, Run: func(_ context.Context, m map[string]string) (Record, error) {
		fmt.Printf("begin %d %s\n", os.Getpid(), m["seed"])
		for began := time.Now(); time.Since(began) < 2*time.Millisecond; {
		}
		fmt.Printf("end %d %s\n", os.Getpid(), m["seed"])
		return done(m), nil
	}}
	if args[4] == "none" {
		w.lock = func(path string) (*held, error) {
			file, err := os.CreateTemp("", "")
			if err != nil {
				return nil, err
			}
			return &held{file, file.Name()}, nil
		}
	}
	return w.Work(context.Background())
}

func done(m map[string]string) Record {
	v, _ := strconv.ParseFloat(m["seed"], 64)
	return Record{Parameters: m, Whole: true, Run: report.Run{Name: "n", Status: "ok", Seconds: 1.25,
		Claims: []report.Claim{{Name: "twice", Status: report.ClaimHeld, Got: report.Number(2 * v)}}}}
}

func begun(t *testing.T, values string) *Folder {
	t.Helper()
	a, err := ParseAxis("seed=" + values)
	if err != nil {
		t.Fatal(err)
	}
	members, err := Product(a)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Begin(t.TempDir(), Plan{Notebook: "/n.ipynb", SHA256: "1", Members: members})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A crew is worker processes of one round, and what they were seen to do.
type crew struct {
	t      *testing.T
	folder *Folder
	round  Round
	locks  string
	output *os.File
	alive  map[int]*exec.Cmd
	part   map[int]int
	ended  chan int

	killed   map[int]bool
	at       map[int]string // the member that a worker is at, of those that were not killed
	ends     map[string]int // how often a member was seen to end
	together int            // two workers at one member at the same time
}

func (c *crew) start(part int) {
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), asWorker+"="+strings.Join([]string{c.folder.Path, c.round.ID, strconv.Itoa(part), "3", c.locks}, "\n"))
	cmd.Stdout, cmd.Stderr = c.output, os.Stderr
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	pid := cmd.Process.Pid
	c.alive[pid], c.part[pid] = cmd, part
	go func() { _ = cmd.Wait(); c.ended <- pid }()
}

func (c *crew) hear(line string) (pid int) {
	var what, member string
	if _, err := fmt.Sscan(line, &what, &pid, &member); err != nil {
		c.t.Fatalf("a worker says %q", line)
	}
	if what == "end" {
		c.ends[member]++
	}
	if c.killed[pid] {
		return pid // what it was at is free for others
	}
	delete(c.at, pid)
	if what == "begin" {
		for _, its := range c.at {
			if its == member {
				c.together++
			}
		}
		c.at[pid] = member
	}
	return pid
}

// withKills runs three workers and kills one at about every tenth line that it prints, wherever it is by then, up to twenty times; another
// takes its place.
func withKills(t *testing.T, f *Folder, seed uint64, locks string) *crew {
	t.Helper()
	round, err := f.NewRound()
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	c := &crew{t: t, folder: f, round: round, locks: locks, output: write, alive: map[int]*exec.Cmd{}, part: map[int]int{}, ended: make(chan int),
		killed: map[int]bool{}, at: map[int]string{}, ends: map[string]int{}}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(read); s.Scan(); {
			lines <- s.Text()
		}
	}()
	for part := range 3 {
		c.start(part)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for len(c.alive) > 0 {
		select {
		case line := <-lines:
			pid := c.hear(line)
			if cmd := c.alive[pid]; cmd != nil && len(c.killed) < 20 && r.IntN(10) == 0 {
				_ = cmd.Process.Kill()
				c.killed[pid] = true
				delete(c.at, pid)
			}
		case pid := <-c.ended:
			cmd := c.alive[pid]
			delete(c.alive, pid)
			if !cmd.ProcessState.Exited() {
				f.Abandoned()
				c.start(c.part[pid])
			} else if cmd.ProcessState.ExitCode() != 0 {
				t.Fatal("a worker failed")
			}
		}
	}
	write.Close()
	for line := range lines {
		c.hear(line)
	}
	return c
}

// Workers are killed wherever they happen to be: every member is done at last, no two workers are at one member, and one is
// only done again where its worker died between its end and its record.
func TestNoMemberIsLostOrDoneTwice(t *testing.T) {
	for seed := range uint64(3) {
		f := begun(t, "1:60")
		c := withKills(t, f, seed, "real")
		repeated := 0
		for _, n := range c.ends {
			repeated += n - 1
		}
		if s := f.State(c.round.ID); s != (State{Members: 60, Done: 60}) || len(c.ends) != 60 {
			t.Errorf("%+v, %d ended", s, len(c.ends))
		}
		if c.together > 0 || repeated > len(c.killed) || len(c.killed) < 3 {
			t.Errorf("%d times two were at one member, %d done again after %d kills", c.together, repeated, len(c.killed))
		}
		left, _ := os.ReadDir(f.at("busy"))
		if len(left) > 0 {
			t.Errorf("%d members look busy", len(left))
		}
	}
	// The control: locks that don't lock.
	if c := withKills(t, begun(t, "1:60"), 0, "none"); c.together == 0 {
		t.Error("without locks no two workers meet: the test shows nothing")
	}
}

// A member that failed is begun again by the next call and not by the same; one that is done never.
func TestRounds(t *testing.T) {
	f := begun(t, "1:4")
	tries := map[string]int{}
	work := func(r Round, bad string) {
		w := Worker{Folder: f, Round: r, Parts: 1, Run: func(_ context.Context, m map[string]string) (Record, error) {
			tries[m["seed"]]++
			out := done(m)
			if m["seed"] == bad {
				out.Whole, out.Run.Status = false, "failed"
			}
			return out, nil
		}}
		if err := w.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	first, err := f.NewRound()
	if err != nil {
		t.Fatal(err)
	}
	work(first, "3")
	work(first, "")
	if s := f.State(first.ID); s != (State{Members: 4, Done: 3, Failed: 1}) || tries["3"] != 1 {
		t.Errorf("%+v, tried %v", s, tries)
	}
	// More values in the same folder: those, and what failed.
	a, _ := ParseAxis("seed=1:6")
	plan := f.Plan
	plan.Members, _ = Product(a)
	if f, err = Begin(f.Path, plan); err != nil {
		t.Fatal(err)
	}
	second, err := f.NewRound()
	if err != nil || len(second.Names) != 3 {
		t.Fatalf("%v, %v", second, err)
	}
	second.ID += "-2" // the clock has not moved
	work(second, "")
	if s := f.State(second.ID); s != (State{Members: 6, Done: 6}) || fmt.Sprint(tries) != "map[1:1 2:1 3:2 4:1 5:1 6:1]" {
		t.Errorf("%+v, tried %v", s, tries)
	}
	if third, err := f.NewRound(); err != nil || len(third.Names) != 0 {
		t.Errorf("%v, %v", third, err)
	}
}

// What is half there is not done.
func TestTornRecordIsNoRecord(t *testing.T) {
	f := begun(t, "1:2")
	m := f.Plan.Members[0]
	if err := f.Put(done(m)); err != nil {
		t.Fatal(err)
	}
	path := f.at("members", Name(m)+".json")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, torn := range [][]byte{whole[:len(whole)/2], {}, []byte("{}"), []byte("null")} {
		if err := os.WriteFile(path, torn, 0o666); err != nil {
			t.Fatal(err)
		}
		if f, err = Open(f.Path); err != nil {
			t.Fatal(err)
		}
		if s := f.State("r"); s.Done != 0 || s.Left != 2 {
			t.Errorf("of %q: %+v", torn, s)
		}
	}
	if err := os.WriteFile(path, whole, 0o666); err != nil {
		t.Fatal(err)
	}
	if s := f.State("r"); s.Done != 1 {
		t.Errorf("%+v", s)
	}
	// Whole stays whole.
	bad := done(m)
	bad.Whole = false
	if err := f.Put(bad); err != nil || f.State("r").Done != 1 {
		t.Errorf("%v; a failure took the place of a result", err)
	}
}

func TestWorkerRefuses(t *testing.T) {
	f := begun(t, "1:2")
	for _, w := range []Worker{{Parts: 0}, {Parts: 2, Part: 2}, {Parts: 2, Part: -1}} {
		w.Folder = f
		if err := w.Work(t.Context()); err == nil || !strings.Contains(err.Error(), "give 0 to one less") {
			t.Errorf("the error is %v", err)
		}
	}
	r, _ := f.NewRound()
	ctx, stop := context.WithCancel(t.Context())
	w := Worker{Folder: f, Round: r, Parts: 1, Run: func(context.Context, map[string]string) (Record, error) {
		stop()
		return Record{}, context.Cause(ctx)
	}}
	if err := w.Work(ctx); err == nil || f.State(r.ID).Left != 2 {
		t.Errorf("an interrupted member counts: %v, %+v", err, f.State(r.ID))
	}
}

func BenchmarkState(b *testing.B) {
	members, _ := Product(Axis{"seed", strings.Split(strings.Repeat("x,", 999)+"x", ",")})
	for i, m := range members {
		m["seed"] = strconv.Itoa(i)
	}
	f, err := Begin(b.TempDir(), Plan{Members: members})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f.State("r")
	}
}
