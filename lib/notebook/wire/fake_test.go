//go:build unix

package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"sublunar/lib/notebook/wire"
)

// The test program also plays a kernel that does what GoNB does not, or not when it is told to:
// each line of a cell is a thing to do.
const envFake = "SUBLUNAR_TEST_FAKE"

type fakeKernel struct {
	key          []byte
	shell, iopub zmq4.Socket
	parent       wire.Message
	identity     []byte
}

func fake(file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var c wire.Connection
	if err := json.Unmarshal(text, &c); err != nil {
		panic(err)
	}
	ctx := context.Background()
	f := &fakeKernel{key: []byte(c.Key), shell: zmq4.NewRouter(ctx), iopub: zmq4.NewPub(ctx)}
	control, heartbeat := zmq4.NewRouter(ctx), zmq4.NewRep(ctx)
	for port, socket := range map[int]zmq4.Socket{c.Shell: f.shell, c.IOPub: f.iopub, c.Control: control,
		c.Stdin: zmq4.NewRouter(ctx), c.Heartbeat: heartbeat} {
		if err := socket.Listen(fmt.Sprintf("ipc://%s-%d", c.IP, port)); err != nil {
			panic(err)
		}
	}
	go func() {
		for {
			m, err := heartbeat.Recv()
			if err != nil || heartbeat.Send(m) != nil {
				return
			}
		}
	}()
	go func() {
		for {
			raw, err := control.Recv()
			if err != nil {
				return
			}
			if m, err := wire.Decode(raw.Frames, f.key); err == nil && m.Header.Type == "shutdown_request" {
				os.Exit(0)
			}
		}
	}()
	for {
		raw, err := f.shell.Recv()
		if err != nil {
			return
		}
		m, err := wire.Decode(raw.Frames, f.key)
		if err != nil {
			panic(err)
		}
		f.parent, f.identity = m, raw.Frames[0]
		f.publish("status", `{"execution_state":"busy"}`)
		if m.Header.Type == "kernel_info_request" {
			f.answer("kernel_info_reply", `{"status":"ok","language_info":{"name":"fake"}}`)
			f.publish("status", `{"execution_state":"idle"}`)
			continue
		}
		var content struct{ Code string }
		json.Unmarshal(m.Content, &content)
		for line := range strings.Lines(content.Code) {
			f.do(strings.TrimSpace(line))
		}
	}
}

func (f *fakeKernel) do(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "publish": // publish TYPE CONTENT
		kind, content, _ := strings.Cut(rest, " ")
		f.publish(kind, content)
	case "forge": // as publish, signed with another key
		kind, content, _ := strings.Cut(rest, " ")
		key := f.key
		f.key = []byte("another")
		f.publish(kind, content)
		f.key = key
	case "garbage":
		f.iopub.SendMulti(zmq4.NewMsgFrom([]byte("<IDS|MSG>"), []byte("x")))
	case "stranger": // output of a request that nobody made
		parent := f.parent
		f.parent.Header.ID = "nobody"
		f.publish("stream", `{"name":"stdout","text":"stranger"}`)
		f.parent = parent
	case "reply":
		f.answer("execute_reply", rest)
	case "idle":
		f.publish("status", `{"execution_state":"idle"}`)
	case "exit":
		fmt.Fprintln(os.Stderr, "fake: told to exit")
		os.Exit(5)
	}
}

func (f *fakeKernel) message(kind, content string) [][]byte {
	m := wire.Message{Header: wire.Header{ID: fmt.Sprint(time.Now().UnixNano()), Type: kind, Version: "5.3"},
		Parent: f.parent.Header, Content: json.RawMessage(content)}
	frames, err := m.Encode(f.key)
	if err != nil {
		panic(err)
	}
	return frames
}

func (f *fakeKernel) publish(kind, content string) {
	f.iopub.SendMulti(zmq4.NewMsgFrom(append([][]byte{[]byte("topic")}, f.message(kind, content)...)...))
}

func (f *fakeKernel) answer(kind, content string) {
	f.shell.SendMulti(zmq4.NewMsgFrom(append([][]byte{f.identity}, f.message(kind, content)...)...))
}

func startFake(t *testing.T, set ...func(*wire.Command)) *wire.Kernel {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return start(t, append([]func(*wire.Command){func(c *wire.Command) {
		*c = wire.Command{Argv: []string{self, "{connection_file}"}, Env: []string{envFake + "=1"}}
	}}, set...)...)
}

// told tells an outputs' events, one word each.
func told(o *outputs) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var words []string
	for _, e := range o.events {
		text, _ := e.Output.Data.Text("text/plain")
		words = append(words, fmt.Sprintf("%d %s %s%s%s %s %t", e.Kind, e.Output.Type, e.Output.Text, text, e.Output.ErrorName, e.DisplayID, e.Wait))
	}
	return strings.Join(words, "\n")
}

const ok = "\nreply {\"status\":\"ok\",\"execution_count\":1}\nidle"

func TestEveryKindOfMessage(t *testing.T) {
	t.Parallel()
	k := startFake(t)
	o := run(t, k, `publish stream {"name":"stdout","text":"a"}
publish execute_input {"code":"x","execution_count":1}
publish display_data {"data":{"text/plain":"b"},"metadata":{},"transient":{"display_id":"d"}}
publish update_display_data {"data":{"text/plain":"c"},"metadata":{},"transient":{"display_id":"d"}}
publish execute_result {"data":{"text/plain":["e","f"]},"metadata":{"x":1},"execution_count":7}
publish clear_output {"wait":true}
publish clear_output {}
publish error {"ename":"E","evalue":"v","traceback":["t"]}
publish comm_open {"comm_id":"x","data":{}}
publish display_data {"data":{"text/plain":"g"},"transient":null}`+ok)
	want := `0 stream a  false
0 display_data b d false
1 display_data c d false
0 execute_result ef  false
2   ` + ` true
2   ` + ` false
0 error E  false
0 display_data g  false`
	if got := told(o); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := o.events[3].Output.ExecutionCount; n == nil || *n != 7 || string(o.events[3].Output.Metadata["x"]) != "1" {
		t.Errorf("%+v", o.events[3])
	}
}

// What is not signed by the kernel, not whole, or not of this cell, counts for nothing.
func TestBadMessagesAreIgnored(t *testing.T) {
	t.Parallel()
	k := startFake(t)
	o := run(t, k, `forge stream {"name":"stdout","text":"forged"}
forge status {"execution_state":"idle"}
garbage
stranger
publish stream 3
publish stream {"name":1}
publish display_data {"data":[]}
publish status 5
publish stream {"name":"stdout","text":"true"}`+ok)
	if got := told(o); got != "0 stream true  false" {
		t.Errorf("got %q", got)
	}
}

// A cell has ended when both its reply and its idle have come, in whatever order.
func TestWaitsForReplyAndIdle(t *testing.T) {
	t.Parallel()
	k := startFake(t, func(c *wire.Command) { c.Timeout, c.Grace = 300*time.Millisecond, 200*time.Millisecond })
	run(t, k, "idle\nreply {\"status\":\"ok\"}")
	var late *wire.TimeoutError
	if _, err := k.Execute(t.Context(), "reply {\"status\":\"ok\"}", func(wire.Event) {}); !errors.As(err, &late) {
		t.Errorf("with no idle: %v", err)
	}
	k = startFake(t, func(c *wire.Command) { c.Timeout, c.Grace = 300*time.Millisecond, 200*time.Millisecond })
	if _, err := k.Execute(t.Context(), "idle", func(wire.Event) {}); !errors.As(err, &late) {
		t.Errorf("with no reply: %v", err)
	}
}

// Output that comes after its cell has ended reaches its own cell, at the latest by Close.
func TestLateOutput(t *testing.T) {
	t.Parallel()
	k := startFake(t)
	first := run(t, k, "reply {\"status\":\"ok\"}\nidle\npublish stream {\"name\":\"stdout\",\"text\":\"late\"}")
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if got := first.text("stdout"); got != "late" {
		t.Errorf("got %q", got)
	}
}

func TestRepliesThatAreNotOK(t *testing.T) {
	t.Parallel()
	k := startFake(t)
	for reply, want := range map[string]string{
		`{"status":"error","ename":"E","evalue":"v","traceback":["a","b"]}`: "error E v [a b]",
		`{"status":"aborted"}`: "aborted   []",
	} {
		r, err := k.Execute(t.Context(), "reply "+reply+"\nidle", func(wire.Event) {})
		if got := fmt.Sprintf("%s %s %s %v", r.Status, r.ErrorName, r.ErrorValue, r.Traceback); err != nil || got != want {
			t.Errorf("%s: got %q, %v", reply, got, err)
		}
	}
	if _, err := k.Execute(t.Context(), "reply {\"status\":7}\nidle", func(wire.Event) {}); err == nil {
		t.Error("a reply whose status is a number is taken")
	}
}

func TestDeathSaysWhatTheLogSays(t *testing.T) {
	t.Parallel()
	k := startFake(t)
	_, err := k.Execute(t.Context(), "exit", func(wire.Event) {})
	var death *wire.DeathError
	if !errors.As(err, &death) || death.Status != 5 || !strings.Contains(err.Error(), "fake: told to exit") {
		t.Errorf("got %v", err)
	}
}

func TestDeathError(t *testing.T) {
	for want, e := range map[string]wire.DeathError{
		"probably for want of memory":         {Signal: 9, Memory: true, Log: "not shown"},
		"killed (SIGKILL) from outside":       {Signal: 9},
		"ended by signal 15":                  {Signal: 15},
		"exit status 3); the end of its log:": {Status: 3, Log: "why"},
	} {
		if got := e.Error(); !strings.Contains(got, want) || strings.Contains(got, "not shown") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
