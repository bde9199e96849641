package backend_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
)

func ExampleFirstLine() {
	err := fmt.Errorf("no such plugin: %w\ngoroutine 1 [running]:\nmain.main()", fs.ErrNotExist)
	short := backend.FirstLine(err)
	fmt.Println(short)
	fmt.Println(errors.Is(short, fs.ErrNotExist))
	// Output:
	// no such plugin: file does not exist
	// true
}

// A shape that doesn't fit gives a stack of GoMLX's, however it is printed; its first line says what is wrong.
func TestFirstLine(t *testing.T) {
	if backend.FirstLine(nil) != nil {
		t.Error("an error of none")
	}
	engine, err := compute.NewWithConfig("go:ops_sequential") // this process's own choice is the Example's
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Finalize)
	_, err = CallOnce(engine, func(a, b *Node) *Node { return Add(a, b) }, []float64{1, 2}, []float64{1, 2, 3})
	if err == nil {
		t.Fatal("2 numbers and 3 were added")
	}
	if long := fmt.Sprintf("%+v", err); !strings.Contains(long, "\n") {
		t.Fatalf("no stack to leave out: %s", long)
	}
	short := fmt.Sprintf("%+v", backend.FirstLine(err))
	if strings.Contains(short, "\n") || short == "" || !strings.HasPrefix(err.Error(), short) {
		t.Errorf("%q, of %q", short, err.Error())
	}
}
