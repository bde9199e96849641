//go:build linux

package load

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/wire"
)

var (
	sizes   = flag.String("students", "2", "how many students; several classes one after the other with commas between")
	minutes = flag.Float64("minutes", 0, "how long each lesson lasts; 0: each student runs one cell of each kind, without thinking")
	think   = flag.Duration("think", 20*time.Second, "how long a student thinks between cells, on average")
	threads = flag.Int("threads", 0, "threads that each student may use (SUBLUNAR_THREADS); 0: all")
	stock   = flag.Bool("stock", false, "let the kernel be stock GoNB, set up by hand as its own page says")
)

// settling is how long the kernels are left alone before their memory counts as idle: GoNB calls gopls 12 s after its start.
const settling = 25 * time.Second

// TestLoad teaches a class of each size.
func TestLoad(t *testing.T) {
	home, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	if err := home.Setup(t.Context(), kernel.ForRun, func(line string) { t.Log(line) }); err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			t.Fatalf("-students %s: give numbers such as 1,2,5", *sizes)
		}
		lines.WriteString(teach(t, home, n))
	}
	if *minutes > 0 {
		t.Logf("%s\n%s%s", circumstances(), heading(), lines.String())
	}
}

// teach holds a lesson for n students and gives its line of the table.
func teach(t *testing.T, home *kernel.Home, n int) string {
	before := available()
	class := make([]*student, n)
	each(t, class, func(i int) error {
		k, err := wire.Start(t.Context(), command(home, t.TempDir()))
		if err != nil {
			return err
		}
		class[i] = newStudent(i+1, k)
		if *stock {
			_, err = run(t.Context(), k, "%noautoget")
		}
		return err
	})
	defer dismiss(t, class)
	if *minutes == 0 {
		each(t, class, func(i int) error { return class[i].tryAll(t.Context()) })
		wrong := kinds[0]
		wrong.answer = func(int) string { return "another answer" }
		if class[0].try(t.Context(), wrong) == nil {
			t.Error("a wrong answer is not noticed")
		}
		return ""
	}
	time.Sleep(settling)
	idle := startWatch(class)
	idle.end()
	lesson := time.Duration(*minutes * float64(time.Minute))
	w, began := startWatch(class), time.Now()
	each(t, class, func(i int) error { return class[i].work(t.Context(), lesson, *think) })
	w.end()
	return line(class, idle, w, time.Since(began), before-w.least)
}

// each does something for all students at once, and fails the test if it fails for any.
func each(t *testing.T, class []*student, do func(i int) error) {
	t.Helper()
	var all sync.WaitGroup
	errs := make([]error, len(class))
	for i := range class {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if t.Failed() {
		dismiss(t, class)
		t.FailNow()
	}
}

// dismiss ends the kernels, none of which may have died, and looks for what they left.
func dismiss(t *testing.T, class []*student) {
	t.Helper()
	var left []int
	for _, s := range class {
		if s == nil {
			continue
		}
		select {
		case <-s.kernel.Done():
			t.Errorf("the kernel of student %d has died", s.number)
		default:
		}
		members := family(table(), s.kernel.PID())
		if err := s.kernel.Close(); err != nil {
			t.Error(err)
		}
		if !*stock { // which leaves gopls behind
			left = append(left, members...)
		}
	}
	for _, id := range left {
		if _, err := os.Stat(filepath.Join("/proc", strconv.Itoa(id))); err == nil {
			name, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(id), "cmdline"))
			t.Errorf("process %d is left: %q", id, name)
		}
	}
}

// command is the kernel's, as JupyterLab starts it, with results kept in the student's own folder.
func command(home *kernel.Home, own string) wire.Command {
	c := wire.Command{
		Argv: home.Command(), Dir: own, Interrupt: wire.BySignal, StartTimeout: 5 * time.Minute, Silence: 5 * time.Minute,
		Env: home.Environment([]string{"SUBLUNAR_KEEP=" + filepath.Join(own, "keep")}),
	}
	if *threads > 0 {
		c.Env = append(c.Env, "SUBLUNAR_THREADS="+strconv.Itoa(*threads))
	}
	if *stock {
		c.Argv = []string{home.Bin("gonb"), "--kernel", "{connection_file}", "-go_work=" + home.Root}
		c.Interrupt = wire.ByMessage
		c.Env = append(c.Env, "PATH="+filepath.Dir(home.Bin("gonb"))+":"+os.Getenv("PATH"), "GOMLX_NO_AUTO_INSTALL=1")
	}
	return c
}

// circumstances says what the numbers hang on.
func circumstances() string {
	m := report.ReadMachine()
	load, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("%s, %d cores, %.0f GB; load at the end %.5s; thinking %v on average, %v minutes, %d threads (0: all)",
		m.CPU, m.Cores, float64(m.MemoryBytes)/1e9, load, *think, *minutes, *threads)
}

func heading() string {
	text := "| students |"
	for _, k := range kinds {
		text += fmt.Sprintf(" %s: p50, p95 |", k.name)
	}
	text += " cells | idle, MB a student | peak, MB of the largest | most at once, MB | the machine's loss, MB | processor, s a student and minute |\n"
	return text + strings.Repeat("|---", 7+len(kinds)-1) + "|\n"
}

func line(class []*student, idle, w *watch, took time.Duration, lost int64) string {
	const mb = 1 << 20
	text := fmt.Sprintf("| %d |", len(class))
	cells := 0
	for _, k := range kinds {
		var all []time.Duration
		for _, s := range class {
			all = append(all, s.took[k.name]...)
		}
		cells += len(all)
		text += " " + quantiles(all) + " |"
	}
	n := float64(len(class))
	return text + fmt.Sprintf(" %d | %.0f | %d | %d | %d | %.1f |\n",
		cells, float64(idle.total)/mb/n, w.peak()/mb, w.total/mb, lost/mb, w.processor/n/took.Minutes())
}

// quantiles gives the median and the 95th percentile.
func quantiles(all []time.Duration) string {
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	at := func(q float64) float64 { return all[int(q*float64(len(all)-1)+0.5)].Seconds() }
	return fmt.Sprintf("%.2f s, %.2f s", at(0.5), at(0.95))
}
