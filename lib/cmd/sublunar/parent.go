package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// endWithGo cancels the context when the go command that started this tool dies: killing `go tool` leaves the tool behind,
// and what it runs.
func endWithGo(ctx context.Context) context.Context {
	parent := os.Getppid()
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", parent))
	if err != nil || strings.TrimSpace(string(name)) != "go" {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for range time.Tick(200 * time.Millisecond) {
			if os.Getppid() != parent {
				cancel()
				return
			}
		}
	}()
	return ctx
}
