package serve

import (
	"os/exec"
	"sync"
)

// Children keeps count of the processes that the launcher itself waits for, so that reaping the
// orphans it adopts never takes the exit status of one of these.
type Children struct {
	mu   sync.Mutex
	pids map[int]bool
}

// Start is cmd.Start, counted.
func (c *Children) Start(cmd *exec.Cmd) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	if c.pids == nil {
		c.pids = map[int]bool{}
	}
	c.pids[cmd.Process.Pid] = true
	return nil
}

// Wait is cmd.Wait, counted.
func (c *Children) Wait(cmd *exec.Cmd) error {
	err := cmd.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pids, cmd.Process.Pid)
	return err
}

// Run starts and waits.
func (c *Children) Run(cmd *exec.Cmd) error {
	if err := c.Start(cmd); err != nil {
		return err
	}
	return c.Wait(cmd)
}
