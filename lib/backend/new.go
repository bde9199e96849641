package backend

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers "go"
)

// sequential is pure Go in the configuration that does not deadlock.
const sequential = "go:ops_sequential"

// A choice is a backend and the reasons for it.
type choice struct {
	engine  compute.Backend
	name    string // "xla:cuda", "xla:cpu" or "go"
	why     string
	plugin  string // the plugin's file; "" for pure Go
	version string // the plugin's, as set-up noted it
	err     error
}

// chosen is made once a process: a plugin can be loaded only once, and loading takes a tenth of a second.
var chosen = sync.OnceValue(func() choice {
	keepMemory()
	c := choose()
	c.report()
	return c
})

// New returns the backend, the same one at each call; it may be used by several goroutines at once. It fails only where
// GOMLX_BACKEND asks for what can't be had.
func New() (compute.Backend, error) {
	c := chosen()
	return c.engine, c.err
}

// Why says in a sentence which backend New returns, and for what reason.
func Why() string {
	c := chosen()
	if c.err != nil {
		return c.err.Error()
	}
	return c.why
}

// Plugin is the file of XLA's plugin, and Version what set-up noted of it; both are "" for pure Go.
func Plugin() string  { return chosen().plugin }
func Version() string { return chosen().version }

// Name is "xla:cuda", "xla:cpu" or "go", or what GOMLX_BACKEND says.
func Name() string { return chosen().name }

func choose() choice {
	if asked := os.Getenv(compute.ConfigEnvVar); asked != "" {
		return demanded(asked)
	}
	var against []string
	for _, c := range candidates() {
		engine, err := open(c.config)
		if err == nil {
			c.engine = engine
			c.why += because(against)
			return c.choice
		}
		against = append(against, fmt.Sprintf("%s failed (%v)", c.title, err))
	}
	engine, err := open(sequential)
	c := choice{engine: engine, name: "go", err: err}
	c.why = "Pure Go on the CPU, some ten times slower than XLA, because " + noXLA(against) + "."
	return c
}

// demanded gives what GOMLX_BACKEND says, or an error: somebody who names a backend wants no other.
func demanded(config string) choice {
	engine, err := open(config)
	c := choice{engine: engine, name: config, why: fmt.Sprintf("%s, because %s says so.", config, compute.ConfigEnvVar)}
	if kind, path, ok := strings.Cut(config, ":"); ok && kind == "xla" {
		c.plugin, _, _ = strings.Cut(path, ",")
	}
	if err != nil {
		c.err = fmt.Errorf("%s=%s gives no backend (%w); unset it to let the library choose", compute.ConfigEnvVar, config, err)
	}
	return c
}

// open makes a backend, tries it on a small graph, and puts the watchdog round it. GoMLX panics where it knows no such backend.
func open(config string) (engine compute.Backend, err error) {
	defer silence()()
	defer func() {
		if p := recover(); p != nil {
			engine, err = nil, fmt.Errorf("%v", p)
		}
	}()
	engine, err = compute.NewWithConfig(config)
	if err != nil {
		return nil, FirstLine(err)
	}
	engine = watched(engine, patience(config))
	if err := tryOut(engine); err != nil {
		return nil, err
	}
	return engine, nil
}

func because(against []string) string {
	if len(against) == 0 {
		return ""
	}
	return " " + strings.Join(against, "; ") + "."
}

func noXLA(against []string) string {
	if len(against) > 0 {
		return strings.Join(against, "; ")
	}
	return whyNoXLA()
}
