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

// displays is a cell's function that shows something the way gonbui does, with no package to import.
const displays = `
type DisplayData struct {
	Data      map[string]any
	Metadata  map[string]any
	DisplayID string
}

func show(items ...DisplayData) {
	pipe, err := os.OpenFile(os.Getenv("GONB_PIPE"), os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	back, err := os.Open(os.Getenv("GONB_PIPE_BACK"))
	if err != nil {
		panic(err)
	}
	encoder := gob.NewEncoder(pipe)
	for _, item := range items {
		if err := encoder.Encode(item); err != nil {
			panic(err)
		}
	}
	_ = back
	// GoNB drops what it has not read when the program ends.
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		var unread int32
		syscall.Syscall(syscall.SYS_IOCTL, pipe.Fd(), 0x541b, uintptr(unsafe.Pointer(&unread)))
		if unread == 0 {
			time.Sleep(20 * time.Millisecond)
			return
		}
	}
}
`

func TestDisplaysAndUpdates(t *testing.T) {
	t.Parallel()
	k := start(t)
	run(t, k, displays)
	o := run(t, k, `%%
show(
	DisplayData{Data: map[string]any{"text/plain": "one"}, DisplayID: "d"},
	DisplayData{Data: map[string]any{"text/plain": "two", "text/html": "<b>two</b>"}, DisplayID: "d"},
	DisplayData{Data: map[string]any{"text/plain": "other"}},
)`)
	var got []string
	for _, e := range o.events {
		text, _ := e.Output.Data.Text("text/plain")
		got = append(got, []string{"show", "update", "clear"}[e.Kind]+" "+e.DisplayID+" "+text)
	}
	want := "show d one, update d two, show  other"
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
