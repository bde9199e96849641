package wire

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// attributes puts a kernel in a process group of its own, so that Ctrl-C on our terminal is ours to
// handle, and has it killed when the thread that started it ends: see startAndWait.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// killMarked kills every process that carries the mark, until there is none: killing one may leave
// another that was being forked, so it looks again until it has found nothing twice.
func killMarked(mark string) {
	clean := 0
	// A process that waits inside the operating system can't be killed; don't hang for it.
	for deadline := time.Now().Add(5 * time.Second); clean < 2 && time.Now().Before(deadline); {
		pids := marked(mark)
		for _, pid := range pids {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		if len(pids) == 0 {
			clean++
		} else {
			clean = 0
		}
		time.Sleep(time.Millisecond)
	}
}

// marked gives the living processes, other than this one, that were started with the entry in their
// environment. A dead one that waits for its parent has none.
func marked(entry string) []int {
	var found []int
	needle := []byte("\x00" + entry + "\x00")
	for _, pid := range processes() {
		text, err := os.ReadFile(procFile(pid, "environ"))
		if err != nil || pid == os.Getpid() {
			continue
		}
		if bytes.Contains(append([]byte{0}, text...), needle) {
			found = append(found, pid)
		}
	}
	return found
}

// interruptMarked sends SIGINT to what a kernel runs: to every process with the mark but the
// kernel's own first one and language servers, which the kernel needs again.
func interruptMarked(mark string, first int) {
	for _, pid := range marked(mark) {
		if pid != first && !isLanguageServer(pid) {
			syscall.Kill(pid, syscall.SIGINT)
		}
	}
}

func isLanguageServer(pid int) bool {
	name, _ := os.ReadFile(procFile(pid, "comm"))
	return strings.TrimSpace(string(name)) == "gopls"
}

// readsInput says whether a process with the mark, started at a time since boot or later, waits for
// its standard input, which nobody will give it. It looks for a thread inside read(0, ...). What has
// run longer is the kernel's own, and a language server waits so all its life.
func readsInput(mark string, since time.Duration) bool {
	read := strconv.Itoa(unix.SYS_READ) + " 0x0 "
	for _, pid := range marked(mark) {
		if startTime(pid) < since || isLanguageServer(pid) {
			continue
		}
		calls, _ := filepath.Glob(procFile(pid, "task/*/syscall"))
		for _, path := range calls {
			if text, err := os.ReadFile(path); err == nil && strings.HasPrefix(string(text), read) {
				return true
			}
		}
	}
	return false
}

// sinceBoot is the time since the machine was started, by the clock of startTime.
func sinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano()).Truncate(tick)
}

// tick is the unit in which Linux tells times to programs, on every architecture that Go knows.
const tick = 10 * time.Millisecond

// startTime is when a process was started, since boot; 0 when it has ended.
func startTime(pid int) time.Duration {
	text, err := os.ReadFile(procFile(pid, "stat"))
	if err != nil {
		return 0
	}
	// "pid (name) state parent ...": the name may hold anything, so count from its last bracket.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return 0
	}
	ticks, _ := strconv.Atoi(string(fields[19])) // starttime, field 22 of the whole
	return time.Duration(ticks) * tick
}

// killedForMemory counts the processes that the system has killed for want of memory since it was
// started, in containers too; -1 where it does not say.
func killedForMemory() int {
	text, err := os.ReadFile("/proc/vmstat")
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(text)) {
		if count, ok := strings.CutPrefix(line, "oom_kill "); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(count)); err == nil {
				return n
			}
		}
	}
	return -1
}

func processes() []int {
	entries, _ := os.ReadDir("/proc")
	var pids []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

func procFile(pid int, name string) string {
	return filepath.Join("/proc", strconv.Itoa(pid), name)
}
