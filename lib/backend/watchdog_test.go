package backend

import (
	"errors"
	"testing"
	"time"

	"github.com/gomlx/compute"
)

// fake is an execution that does what the test says.
type fake struct {
	compute.Executable
	do func()
}

func (f fake) Execute([]compute.Buffer, []bool, compute.DeviceNum) ([]compute.Buffer, error) {
	f.do()
	return nil, nil
}

const short = 300 * time.Millisecond

func TestHangBecomesAnError(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	e := &watchedExecutable{fake{do: func() { <-never }}, &watchedBackend{patience: short}}
	began := time.Now()
	_, err := e.Execute(nil, nil, 0)
	hang := new(HangError)
	if !errors.As(err, &hang) {
		t.Fatalf("got %v", err)
	}
	if waited := time.Since(began); waited < short {
		t.Errorf("it gave up after %v, before its patience of %v", waited, short)
	}
}

// TestLongWorkIsNoHang is the control: work that takes much longer than the patience, but works, is left alone.
func TestLongWorkIsNoHang(t *testing.T) {
	e := &watchedExecutable{fake{do: func() {
		for began := time.Now(); time.Since(began) < 4*short; {
		}
	}}, &watchedBackend{patience: short}}
	if _, err := e.Execute(nil, nil, 0); err != nil {
		t.Error(err)
	}
}

func TestPanicReachesTheCaller(t *testing.T) {
	defer func() {
		if p := recover(); p != "as GoMLX does" {
			t.Errorf("got %v", p)
		}
	}()
	e := &watchedExecutable{fake{do: func() { panic("as GoMLX does") }}, &watchedBackend{patience: short}}
	_, _ = e.Execute(nil, nil, 0)
	t.Error("the panic got lost")
}

// BenchmarkWatchdog measures what watching costs an execution that takes no time.
func BenchmarkWatchdog(b *testing.B) {
	bare := fake{do: func() {}}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			_, _ = bare.Execute(nil, nil, 0)
		}
	})
	b.Run("watched", func(b *testing.B) {
		e := &watchedExecutable{bare, &watchedBackend{patience: Patience}}
		for b.Loop() {
			_, _ = e.Execute(nil, nil, 0)
		}
	})
}
