// Probe makes the backend that cells would get, lets it compute, and says in JSON what it is. The doctor runs it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"sublunar/lib/backend"
)

func main() {
	began := time.Now()
	engine, err := backend.New()
	if err == nil {
		err = square(engine)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"name": backend.Name(), "why": backend.Why(), "plugin": backend.Plugin(), "version": backend.Version(),
		"device": engine.Description(), "seconds": time.Since(began).Seconds(),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// square multiplies a 256 by 256 matrix with itself.
func square(engine compute.Backend) error {
	_, err := CallOnce(engine, func(x *Node) *Node {
		m := BroadcastToDims(x, 256, 256)
		return ReduceAllSum(MatMul(m, m))
	}, 1.0)
	return err
}
