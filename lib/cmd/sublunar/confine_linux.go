package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// confine has a command of ours run with no network but its own, and with no files but its folder to write and the system's to read. It starts
// us again, in a user and a network namespace of its own; there [confined] takes the files away, by Landlock, and becomes the command.
func confine(cmd *exec.Cmd, folder string, readable []string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd.Args = append([]string{self, "confined", folder, strings.Join(readable, string(os.PathListSeparator)), cmd.Path}, cmd.Args[1:]...)
	cmd.Path = self
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	return nil
}

// canConfine tries it, and says why not.
func canConfine() error {
	if abi, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); errno != 0 || abi < 1 {
		return errors.New("this kernel has no Landlock")
	}
	try := exec.Command("true")
	if try.Err != nil {
		return try.Err
	}
	folder, err := os.MkdirTemp("", "sublunar-confine-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := confine(try, folder, nil); err != nil {
		return err
	}
	if out, err := try.CombinedOutput(); err != nil {
		return fmt.Errorf("this system lets no program shut itself in: %w %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// confined is what we are started as by confine: it never returns but with an error.
func confined(folder, readable, path string, args []string) error {
	if err := loopback(); err != nil {
		return fmt.Errorf("the own network can't be started: %w", err)
	}
	system := []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/proc", "/sys", "/nix"}
	rules := []landlock.Rule{
		landlock.RWDirs(folder).WithRefer(), // linkers move files between folders
		landlock.RODirs(system...).IgnoreIfMissing(),
		landlock.RWFiles("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty").IgnoreIfMissing(),
	}
	for _, p := range filepath.SplitList(readable) {
		rules = append(rules, landlock.RODirs(p).IgnoreIfMissing())
	}
	if err := landlock.V5.BestEffort().RestrictPaths(rules...); err != nil {
		return fmt.Errorf("files can't be taken away: %w", err)
	}
	return syscall.Exec(path, append([]string{path}, args...), os.Environ())
}

// loopback brings up lo, which a new network namespace has, but down: the kernel and its client talk over it.
func loopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request)
}
