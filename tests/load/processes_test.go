//go:build linux

package load

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A process as /proc tells of it.
type process struct {
	parent int
	ticks  int64 // of the processor: its own and of the children that it has waited for
}

// table reads all processes.
func table() map[int]process {
	all := map[int]process{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The second field is the program's name in brackets, which may hold anything.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		id, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		p := process{}
		p.parent, _ = strconv.Atoi(fields[1])
		for _, field := range fields[11:15] { // utime, stime, cutime, cstime
			ticks, _ := strconv.ParseInt(field, 10, 64)
			p.ticks += ticks
		}
		all[id] = p
	}
	return all
}

// family gives a process and all that descend from it. The launcher adopts orphans, so nothing of a kernel is elsewhere.
func family(all map[int]process, root int) []int {
	children := map[int][]int{}
	for id, p := range all {
		children[p.parent] = append(children[p.parent], id)
	}
	found := []int{root}
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found
}

// processorSeconds is what a family has used.
func processorSeconds(all map[int]process, members []int) float64 {
	const ticksPerSecond = 100 // on every Linux that Go runs on
	var ticks int64
	for _, id := range members {
		ticks += all[id].ticks
	}
	return float64(ticks) / ticksPerSecond
}

// share is a process's proportional share of memory in bytes: what n processes map counts for 1/n. 0 once it has ended.
func share(id int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", id))
	if err != nil {
		return 0
	}
	return kilobytes(string(text), "Pss:")
}

// available is the memory that the machine can still give, in bytes, as it reckons itself.
func available() int64 {
	text, _ := os.ReadFile("/proc/meminfo")
	return kilobytes(string(text), "MemAvailable:")
}

// kilobytes reads a line such as "Pss:   123 kB", in bytes.
func kilobytes(text, name string) int64 {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			size, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return size << 10
		}
	}
	return 0
}
