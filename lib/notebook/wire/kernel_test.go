package wire_test

import (
	"strings"
	"sync"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/wire"
)

// start starts a real kernel and closes it when the test ends.
func start(t testing.TB, set ...func(*wire.Command)) *wire.Kernel {
	t.Helper()
	c := realkernel.Command(t)
	c.Dir = t.TempDir()
	for _, f := range set {
		f(&c)
	}
	k, err := wire.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
		nothingLeft(t, k)
	})
	return k
}

// outputs collects a cell's events.
type outputs struct {
	mu     sync.Mutex
	events []wire.Event
	heard  map[string]chan struct{} // closed when stdout has said the word
}

func (o *outputs) sink(e wire.Event) {
	o.mu.Lock()
	o.events = append(o.events, e)
	o.mu.Unlock()
	said := o.text("stdout")
	for word, heard := range o.heard {
		if strings.Contains(said, word) {
			close(heard)
			delete(o.heard, word)
		}
	}
}

// hear gives a channel that is closed when stdout says a word. It must be called before the cell.
func (o *outputs) hear(word string) <-chan struct{} {
	if o.heard == nil {
		o.heard = map[string]chan struct{}{}
	}
	o.heard[word] = make(chan struct{})
	return o.heard[word]
}

func (o *outputs) text(name string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var b strings.Builder
	for _, e := range o.events {
		if e.Output.Type == notebook.Stream && e.Output.Name == name {
			b.WriteString(e.Output.Text)
		}
	}
	return b.String()
}

// run runs a cell that must succeed.
func run(t testing.TB, k *wire.Kernel, code string) *outputs {
	t.Helper()
	var o outputs
	reply, err := k.Execute(t.Context(), code, o.sink)
	if err != nil || reply.Status != "ok" {
		t.Fatalf("%s: %+v, %v, %s", code, reply, err, o.text("stderr"))
	}
	return &o
}

func TestStreams(t *testing.T) {
	t.Parallel()
	k := start(t)
	o := run(t, k, "%%\nfmt.Println(6*7)\nfmt.Fprintln(os.Stderr, \"aside\")")
	if o.text("stdout") != "42\n" || o.text("stderr") != "aside\n" {
		t.Errorf("%+v", o.events)
	}
	if !strings.Contains(string(k.LanguageInfo()), `"name":"go"`) {
		t.Errorf("language_info is %s", k.LanguageInfo())
	}
}

// Definitions stay from cell to cell; counts go up; what is run silently neither shows nor counts.
func TestCellsFollowEachOther(t *testing.T) {
	t.Parallel()
	k := start(t)
	run(t, k, "func double(x int) int { return 2 * x }")
	if reply, err := k.ExecuteSilently(t.Context(), "func triple(x int) int { return 3 * x }"); err != nil || reply.Status != "ok" {
		t.Fatal(reply, err)
	}
	var o outputs
	reply, err := k.Execute(t.Context(), "%%\nfmt.Println(triple(double(7)))", o.sink)
	if err != nil || reply.Count != 2 || o.text("stdout") != "42\n" {
		t.Errorf("%+v %v %+v", reply, err, o.events)
	}
}

func TestDisplaysAndUpdates(t *testing.T) {
	t.Parallel()
	k := start(t, func(c *wire.Command) { *c = realkernel.WithModule(t) })
	if _, err := k.ExecuteSilently(t.Context(), realkernel.NoGet); err != nil {
		t.Fatal(err)
	}
	o := run(t, k, `import "github.com/janpfeifer/gonb/gonbui"
%%
gonbui.UpdateHTML("d", "one")
gonbui.UpdateHTML("d", "<b>two</b>")
gonbui.DisplayHTML("other")
gonbui.Sync()`)
	var got []string
	for _, e := range o.events {
		text, _ := e.Output.Data.Text("text/html")
		got = append(got, []string{"show", "update", "clear"}[e.Kind]+" "+e.DisplayID+" "+text)
	}
	want := "show d one, update d <b>two</b>, show  other"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Two kernels at once know nothing of each other.
func TestTwoKernels(t *testing.T) {
	t.Parallel()
	a, b := start(t), start(t)
	run(t, a, "%env WHO=a")
	run(t, b, "%env WHO=b")
	if got := run(t, a, "!echo $WHO").text("stdout"); got != "a\n" {
		t.Errorf("a says %q", got)
	}
	if a.Folder() == b.Folder() {
		t.Errorf("both live in %s", a.Folder())
	}
}

func BenchmarkExecute(b *testing.B) {
	k := start(b)
	for b.Loop() {
		if _, err := k.Execute(b.Context(), "// nothing", func(wire.Event) {}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	c := realkernel.Command(b)
	for b.Loop() {
		k, err := wire.Start(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		if err := k.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
