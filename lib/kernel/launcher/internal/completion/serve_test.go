package completion

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The test binary plays gopls, told apart by its environment: it answers every question with all that it has heard so far.
const asGopls = "SUBLUNAR_TEST_AS_GOPLS"

func TestMain(m *testing.M) {
	if os.Getenv(asGopls) != "" {
		playGopls()
		return
	}
	os.Exit(m.Run())
}

func playGopls() {
	var heard []string
	words := bufio.NewReader(os.Stdin)
	for {
		text, err := read(words)
		if err != nil {
			return
		}
		var m message
		json.Unmarshal(text, &m)
		var file struct {
			TextDocument struct{ Text string }
		}
		json.Unmarshal(m.Params, &file)
		heard = append(heard, strings.TrimSpace(m.Method+" "+file.TextDocument.Text))
		switch {
		case m.Method == "die":
			return
		case m.isQuestion():
			send(os.Stdout, map[string]any{"id": m.ID, "result": strings.Join(heard, "; ")})
		}
	}
}

// A talk is GoNB's end of a conversation.
type talk struct {
	t       *testing.T
	to      net.Conn
	from    *bufio.Reader
	started atomic.Int32 // how many gopls there were
	next    int
}

func begin(t *testing.T, patience time.Duration) *talk {
	folder, err := os.MkdirTemp("", "") // t.TempDir can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	listener, err := net.Listen("unix", filepath.Join(folder, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	talk := &talk{t: t}
	served := make(chan struct{})
	go func() {
		defer close(served)
		Serve(listener, patience, func() *exec.Cmd {
			talk.started.Add(1)
			command := exec.Command(os.Args[0])
			command.Env = append(os.Environ(), asGopls+"=1")
			return command
		})
	}()
	talk.to, err = net.Dial("unix", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	talk.from = bufio.NewReader(talk.to)
	t.Cleanup(func() { talk.to.Close(); listener.Close(); <-served })
	talk.ask("initialize", nil)
	talk.notify("initialized", nil)
	return talk
}

func (talk *talk) notify(method string, params any) {
	talk.t.Helper()
	if err := send(talk.to, map[string]any{"method": method, "params": params}); err != nil {
		talk.t.Fatal(err)
	}
}

// ask gives the answer's result, or its error's message.
func (talk *talk) ask(method string, params any) string {
	talk.t.Helper()
	talk.next++
	if err := send(talk.to, map[string]any{"id": talk.next, "method": method, "params": params}); err != nil {
		talk.t.Fatal(err)
	}
	text, err := read(talk.from)
	if err != nil {
		talk.t.Fatal(err)
	}
	var answer struct {
		ID     int
		Result json.RawMessage
		Error  *struct{ Message string }
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.ID != talk.next {
		talk.t.Fatalf("the answer to %d is %s (%v)", talk.next, text, err)
	}
	if answer.Error != nil {
		return "error: " + answer.Error.Message
	}
	var words string
	json.Unmarshal(answer.Result, &words)
	return words
}

func (talk *talk) want(got, want string) {
	talk.t.Helper()
	if got != want {
		talk.t.Fatalf("got %q, want %q", got, want)
	}
}

func opened(text string, version int) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": "file:///main.go", "languageId": "go", "version": version, "text": text}}
}

func changed(text string, version int) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": "file:///main.go", "version": version},
		"contentChanges": []any{map[string]any{"text": text}}}
}

// TestNobodyAsks shows that greetings and open files start nothing.
func TestNobodyAsks(t *testing.T) {
	talk := begin(t, time.Hour)
	talk.notify("textDocument/didOpen", opened("one", 1))
	talk.notify("textDocument/didChange", changed("two", 2))
	if n := talk.started.Load(); n != 0 {
		t.Errorf("gopls was started %d times", n)
	}
	// What was told before the first question, gopls learns then, as it stands.
	talk.want(talk.ask("complete", nil), "initialize; initialized; textDocument/didOpen two; complete")
	if n := talk.started.Load(); n != 1 {
		t.Errorf("gopls was started %d times by one question", n)
	}
	// From then on it hears all.
	talk.notify("textDocument/didChange", changed("three", 3))
	talk.want(talk.ask("hover", nil), "initialize; initialized; textDocument/didOpen two; complete; textDocument/didChange; hover")
}

// TestItIsSentAwayAndCalledAgain shows that an idle gopls ends, and that the next one knows what the first knew.
func TestItIsSentAwayAndCalledAgain(t *testing.T) {
	talk := begin(t, time.Millisecond)
	talk.notify("textDocument/didOpen", opened("one", 1))
	for wanted := int32(1); wanted <= 3; wanted++ {
		text := fmt.Sprint("text ", wanted)
		talk.notify("textDocument/didChange", changed(text, int(wanted)+1))
		// With so little patience an answer may be an excuse, and then the question is asked again.
		answer := talk.ask("complete", nil)
		for strings.HasPrefix(answer, "error") {
			answer = talk.ask("complete", nil)
		}
		if !strings.Contains(answer, text) && !strings.Contains(answer, "didChange") {
			t.Fatalf("%q: it does not know of %q", answer, text)
		}
	}
}

// TestItDies shows that a question is answered with an error, and the next one by another gopls.
func TestItDies(t *testing.T) {
	talk := begin(t, time.Hour)
	talk.want(talk.ask("die", nil), "error: gopls has ended")
	talk.want(talk.ask("complete", nil), "initialize; initialized; complete")
	if n := talk.started.Load(); n != 2 {
		t.Errorf("gopls was started %d times", n)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"Content-Length: 2\r\n\r\n{}", "content-length:0\n\n", "Content-Length: -1\r\n\r\n", "\r\n", "Content-Length: 99999999999\r\n\r\n", "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(bufio.NewReader(strings.NewReader(text)))
		if err != nil {
			return
		}
		var again strings.Builder
		if err := write(&again, got); err != nil {
			t.Fatal(err)
		}
		if twice, err := read(bufio.NewReader(strings.NewReader(again.String()))); err != nil || string(twice) != string(got) {
			t.Errorf("%q is read as %q and then as %q, %v", text, got, twice, err)
		}
	})
}
