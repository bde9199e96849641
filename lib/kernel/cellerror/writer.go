package cellerror

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sublunar/lib/kernel/internal/own"
)

// patience is how long a text that looks like a panic's is held back while the program goes on: it recovered, or printed
// something alike.
const patience = 3 * time.Second

// heldMost bounds what is held back.
const heldMost = 8 << 20

// starts are how lines begin that the runtime prints of a panic, and package must before one. A 0 stands for any digit.
var starts = []string{"panic: ", "fatal error: ", "runtime: ", "SIGSEGV: ", "SIGBUS: ", "SIGFPE: ", "SIGABRT: ", "SIGQUIT: ",
	"unexpected fault address", "0000/00/00 00:00:00 Must not error: "}

// A Writer passes on a program's stderr, but for a panic.
type Writer struct {
	to      io.Writer
	program string
	locate  Locate

	mu       sync.Mutex
	inLine   bool   // what was passed on last did not end a line
	carry    []byte // the beginning of a line that may become one of starts
	held     bytes.Buffer
	holding  bool
	released bool // what is held has been passed on too
	timer    *time.Timer
}

// NewWriter passes on to a writer what a program prints on stderr. program is the path of the program's file, as its stack
// traces name it.
func NewWriter(to io.Writer, program string, locate Locate) *Writer {
	return &Writer{to: to, program: program, locate: locate}
}

func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		if w.holding {
			return n, w.hold(p)
		}
		line := p
		if end := bytes.IndexByte(p, '\n'); end >= 0 {
			line = p[:end+1]
		}
		p = p[len(line):]
		whole := line[len(line)-1] == '\n'
		if !w.inLine {
			w.carry = append(w.carry, line...)
			switch match(w.carry, whole) {
			case isStart:
				first := w.carry
				w.carry = nil
				w.holding = true
				w.timer = time.AfterFunc(patience, w.release)
				if err := w.hold(first); err != nil {
					return n, err
				}
				continue
			case mayBecome:
				continue
			}
			line, w.carry = w.carry, nil
		}
		w.inLine = !whole
		if _, err := w.to.Write(line); err != nil {
			return n, err
		}
	}
	return n, nil
}

type likeness int

const (
	isNot likeness = iota
	mayBecome
	isStart
)

// match compares the beginning of a line with starts.
func match(line []byte, whole bool) likeness {
	for _, start := range starts {
		same := 0
		for same < len(line) && same < len(start) {
			if c := start[same]; c != line[same] && !(c == '0' && line[same] >= '0' && line[same] <= '9') {
				break
			}
			same++
		}
		switch {
		case same == len(start):
			return isStart
		case same == len(line) && !whole:
			return mayBecome
		}
	}
	return isNot
}

func (w *Writer) hold(p []byte) error {
	if w.held.Len()+len(p) <= heldMost {
		w.held.Write(p)
	}
	if w.released {
		_, err := w.to.Write(p)
		return err
	}
	return nil
}

// release passes on what was held back, for the program goes on.
func (w *Writer) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.released {
		w.released = true
		w.to.Write(w.held.Bytes())
	}
}

// Holds reports whether a panic has been held back, of which End will tell.
func (w *Writer) Holds() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.holding && !w.released && fromTrace(w.held.String(), w.program, w.locate) != nil
}

// End is called once the program has ended, with its exit, and gives the error to tell in place of that: an *Error after a
// panic, else exit. All that is not told in the error is passed on.
func (w *Writer) End(exit error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
	if len(w.carry) > 0 {
		w.to.Write(w.carry)
		w.carry = nil
	}
	if !w.holding {
		return exit
	}
	var told *Error
	if exit != nil {
		told = fromTrace(w.held.String(), w.program, w.locate)
	}
	if told == nil {
		if !w.released {
			w.released = true
			w.to.Write(w.held.Bytes())
		}
		return exit
	}
	if at := keepTrace(w.held.Bytes()); at != "" {
		told.Lines = append(told.Lines, "(the whole trace: "+at+")")
	}
	return told
}

// keepTrace keeps a trace for who wants all of it, in a folder that is the person's own, and gives its place as they would type
// it in the checkout; "" where it can't be kept.
func keepTrace(trace []byte) string {
	home := os.Getenv("SUBLUNAR_HOME")
	if home == "" {
		return ""
	}
	const name = "last-trace.txt"
	folder := own.Folder(home)
	if folder != home { // then it need not be there yet
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return ""
		}
	}
	f, err := os.CreateTemp(folder, "."+name+"-*")
	if err != nil {
		return ""
	}
	_, err = f.Write(trace)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(folder, name))
	}
	if err != nil {
		os.Remove(f.Name())
		return ""
	}
	if folder != home {
		return filepath.Join(folder, name)
	}
	return strings.TrimPrefix(filepath.ToSlash(filepath.Join(filepath.Base(home), name)), "./")
}
