package wire_test

import (
	"context"
	"strings"
	"testing"
	"time"

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
	})
	return k
}

// outputs collects a cell's events.
type outputs struct{ events []wire.Event }

func (o *outputs) sink(e wire.Event) { o.events = append(o.events, e) }

func (o *outputs) text(name string) string {
	var b strings.Builder
	for _, e := range o.events {
		if e.Output.Type == notebook.Stream && e.Output.Name == name {
			b.WriteString(e.Output.Text)
		}
	}
	return b.String()
}

func TestStreams(t *testing.T) {
	begin := time.Now()
	k := start(t)
	t.Logf("started in %s", time.Since(begin))
	var o outputs
	begin = time.Now()
	reply, err := k.Execute(context.Background(), "import (\n\"fmt\"\n\"os\"\n)\n%%\nfmt.Println(6*7); fmt.Fprintln(os.Stderr, \"aside\")", o.sink)
	t.Logf("cell in %s", time.Since(begin))
	if err != nil || reply.Status != "ok" || reply.Count != 1 {
		t.Fatalf("reply %+v, %v", reply, err)
	}
	if o.text("stdout") != "42\n" || o.text("stderr") != "aside\n" {
		t.Errorf("%+v", o)
	}
	begin = time.Now()
	if err := k.Close(); err != nil {
		t.Error(err)
	}
	t.Logf("closed in %s", time.Since(begin))
}
