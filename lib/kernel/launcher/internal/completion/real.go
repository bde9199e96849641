package completion

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
)

// A real is a running gopls.
type real struct {
	command *exec.Cmd
	input   io.WriteCloser
	ended   chan struct{}
}

// greeting is the id of our own first question, whose answer nobody else waits for.
const greeting = `"sublunar"`

// start runs gopls, greets it as GoNB greeted us, and opens the files. say is given all that it says.
func start(command *exec.Cmd, initialize json.RawMessage, open files, say func([]byte)) (*real, error) {
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	r := &real{command: command, input: input, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		lines := bufio.NewReader(output)
		for {
			text, err := read(lines)
			if err != nil {
				break
			}
			var m message
			if json.Unmarshal(text, &m) == nil && m.isAnswer() && string(m.ID) == greeting {
				continue
			}
			say(text)
		}
		command.Process.Kill() // what no longer speaks our protocol is of no use
		command.Wait()
	}()
	err = send(input, map[string]any{"id": json.RawMessage(greeting), "method": "initialize", "params": initialize})
	if err == nil {
		err = send(input, map[string]any{"method": "initialized", "params": struct{}{}})
	}
	for _, file := range open {
		if err == nil {
			err = send(input, map[string]any{"method": "textDocument/didOpen", "params": map[string]any{"textDocument": file}})
		}
	}
	if err != nil {
		r.end()
		return nil, err
	}
	return r, nil
}

// end kills gopls and waits for it: it has nothing to lose.
func (r *real) end() {
	r.command.Process.Kill()
	<-r.ended
}
