//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook/wire"
)

// heavyCell links GoMLX and XLA, makes a backend, compiles a graph and runs it.
const heavyCell = `import (
	"fmt"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/janpfeifer/must"
)
%%
_ = xla.BackendName
backend := must.M1(compute.New())
affine := must.M1(graph.NewExec(backend, func(x *graph.Node) *graph.Node {
	return graph.ReduceAllSum(graph.AddScalar(graph.Mul(x, x), EDIT))
}))
fmt.Println(must.M1(affine.Exec([]float64{1, 2}))[0].Value())
`

// edit makes the cell another one, as a person does who changes a number, and says what it prints.
func edit(i int) (cell, printed string) {
	return strings.Replace(heavyCell, "EDIT", fmt.Sprint(i), 1), fmt.Sprintf("%d\n", 5+2*i)
}

// xlaBackend gives the XLA CPU plugin that is set up, or the pure Go backend: XLA is linked all the
// same.
func xlaBackend(t testing.TB) string {
	if set := os.Getenv("GOMLX_BACKEND"); set != "" {
		return set
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	plugin := filepath.Join(strings.TrimSpace(string(root)), ".sublunar", "xla", "cpu", "plugin.so")
	if _, err := os.Stat(plugin); err == nil {
		return "xla:" + plugin
	}
	t.Log("no XLA plugin is set up: cells link XLA and run on pure Go")
	return "go:ops_sequential"
}

// A contender is a way to run cells.
type contender struct {
	name    string
	session *session
	took    []time.Duration
}

func (c *contender) median() time.Duration {
	slices.Sort(c.took)
	return c.took[len(c.took)/2]
}

// contenders starts stock GoNB, stock GoNB with the link flags alone, and ours. The stock ones get
// the project's go.mod, which a person would have to bring about by hand.
func contenders(t testing.TB) []*contender {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler: XLA can't be linked")
	}
	checkout := makeCheckout(t)
	built, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	common := func(c *wire.Command) {
		c.Env = append(c.Env, "GOMLX_BACKEND="+xlaBackend(t), "GOMLX_NO_AUTO_INSTALL=1")
	}
	stock := func(flags string) *session {
		s := begin(t, common, func(c *wire.Command) {
			c.Argv = []string{filepath.Join(built, "gonb"), "--kernel", "{connection_file}"}
			c.Env = append(c.Env, "PATH="+built+":"+os.Getenv("PATH"), "TMPDIR={folder}", "GOFLAGS="+flags)
		})
		if _, reply := s.run("!*cp " + checkout + "/go.mod " + checkout + "/go.sum ."); reply.Status != "ok" {
			t.Fatal(reply.ErrorValue)
		}
		return s
	}
	all := []*contender{
		{name: "stock", session: stock("")},
		{name: "flags", session: stock("'-ldflags=-s -w -linkmode=internal'")},
	}
	warm := exec.Command(filepath.Join(checkout, ".sublunar", "bin", "launcher"), "warm")
	warm.Env = append(os.Environ(), offline...)
	if out, err := warm.CombinedOutput(); err != nil {
		t.Fatalf("launcher warm: %v\n%s", err, out)
	}
	return append(all, &contender{name: "ours", session: open(t, checkout, common)})
}

// BenchmarkCell times ten edits of a cell, by turns in stock GoNB, in stock GoNB with link flags and in
// ours, from sending the cell to the kernel's answer, in one run on one machine. It reports the
// medians, and the third over the first, which is to be at most 0.35.
//
//	go test -run '^$' -bench BenchmarkCell -benchtime 1x ./lib/kernel/launcher
func BenchmarkCell(b *testing.B) {
	all := contenders(b)
	const warmUp, edits = 1, 10
	number := 0
	for b.Loop() {
		for _, c := range all {
			c.took = nil
		}
		for round := range warmUp + edits {
			number++
			for _, c := range all {
				cell, printed := edit(number)
				start := time.Now()
				c.session.want(cell, printed)
				if round >= warmUp {
					c.took = append(c.took, time.Since(start))
				}
			}
		}
	}
	stock := all[0].median().Seconds()
	for _, c := range all {
		b.ReportMetric(c.median().Seconds(), c.name+"-s/cell")
		b.ReportMetric(c.median().Seconds()/stock, c.name+"/stock")
		b.Logf("%-6s %v", c.name, c.took)
	}
	b.ReportMetric(0, "ns/op") // all three together: of no use
}

// A newcomer's first cell takes less than 3 s, once set-up has warmed everything; on a machine that is busy, it is held to stock GoNB's
// at the same time, where what it compiles is warm too: with the library to be compiled it would be many times that.
func TestFirstCellIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	all := contenders(t)
	first := func(c *contender) time.Duration {
		cell, printed := edit(1)
		start := time.Now()
		c.session.want(cell, printed)
		return time.Since(start)
	}
	ours := first(all[len(all)-1])
	t.Logf("the first cell took %v", ours)
	if ours < 3*time.Second {
		return
	}
	if stock := first(all[0]); ours > 2*stock {
		t.Errorf("the first cell took %v, want under 3 s, and twice stock GoNB's %v at most", ours, stock)
	}
}
