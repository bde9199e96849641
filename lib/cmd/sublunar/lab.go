package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
)

func labCommand() *cobra.Command {
	var s server
	c := &cobra.Command{
		Use:   "lab [FOLDER]",
		Short: "Set up what is missing, then open JupyterLab on the notebooks",
		Long: "Set up what is missing, then open JupyterLab on the notebooks, or on a folder of your own. " +
			"Ctrl-C ends it and all that it started.\n\n" +
			"What you may not write in, as where somebody else has set up for all, is copied into ~/sublunar first, and your copy opened.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			home, err := kernel.Find("")
			if err != nil {
				return err
			}
			if s.folder, err = s.folderToOpen(home, args); err != nil {
				return wrongUse{err}
			}
			if err := s.checkThreads(c.Flags().Changed("threads")); err != nil {
				return wrongUse{err}
			}
			if s.port, err = s.choosePort(c.Flags().Changed("port")); err != nil {
				return err
			}
			if err := home.Setup(c.Context(), kernel.ForLab, say(c)); err != nil {
				return err
			}
			if s.folder != s.original {
				n, err := copyNotebooks(s.original, s.folder)
				if err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "Your notebooks are in %s: %d new copies; what was there stays as it is.\n", s.folder, n)
			}
			return s.serve(c, home)
		},
	}
	c.Flags().IntVar(&s.port, "port", 8888, "port; without this flag, the first free one from 8888 on")
	c.Flags().StringVar(&s.ip, "ip", "127.0.0.1", "address to listen on; 0.0.0.0 lets other machines in, who need the token")
	c.Flags().BoolVar(&s.noBrowser, "no-browser", false, "print the address, and open no browser")
	c.Flags().StringVar(&s.work, "work", "", "copy the notebooks into this folder first, those that are not there yet, and open it")
	c.Flags().IntVar(&s.threads, "threads", 0, "threads that each kernel may compute with; without this flag, one for each core")
	return c
}

// folderToOpen is the one asked for, or that of the curriculum, or the user's own copy of it.
func (s *server) folderToOpen(home *kernel.Home, args []string) (string, error) {
	s.original = home.Notebooks()
	if len(args) > 0 {
		info, err := os.Stat(args[0])
		if err != nil || !info.IsDir() {
			return "", fmt.Errorf("there is no folder %s to open", args[0])
		}
		if s.original, err = filepath.Abs(args[0]); err != nil {
			return "", err
		}
	}
	switch {
	case s.work != "":
		return filepath.Abs(s.work)
	case kernel.Writable(s.original):
		return s.original, nil
	}
	own, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("you may not write in %s, and have no home for a copy: name a folder with --work", s.original)
	}
	return filepath.Join(own, "sublunar", filepath.Base(s.original)), nil
}

// server is JupyterLab's.
type server struct {
	folder    string
	ip        string
	port      int
	noBrowser bool
	work      string // as the flag says
	original  string // what the folder is a copy of, or the folder itself
	threads   int    // 0: as many as there are cores
}

func (s *server) checkThreads(asked bool) error {
	if asked && s.threads < 1 {
		return fmt.Errorf("--threads %d: give a kernel at least one", s.threads)
	}
	return nil
}

// choosePort gives the port asked for, if it is free, or the first free one of a hundred.
func (s *server) choosePort(asked bool) (int, error) {
	last := s.port
	if !asked {
		last += 100
	}
	for port := s.port; port <= last; port++ {
		l, err := net.Listen("tcp", net.JoinHostPort(s.ip, strconv.Itoa(port)))
		if err == nil {
			return port, l.Close()
		}
		if asked {
			return 0, fmt.Errorf("port %d at %s can't be had (%w): choose another with --port, or leave --port out", port, s.ip, err)
		}
	}
	return 0, fmt.Errorf("no port from %d to %d is free at %s: choose one with --port", s.port, last, s.ip)
}

// overrides are JupyterLab's settings where ours differ: it asks nobody for news or newer versions, and asks the reader nothing.
const overrides = `{
  "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}
}
`

func writeOverrides(home *kernel.Home) error {
	file := filepath.Join(jupyterFolder(home), "config", "labconfig", "default_setting_overrides.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(overrides), 0o644)
}

func jupyterFolder(home *kernel.Home) string { return filepath.Join(home.Own(), "jupyter") }

// arguments for JupyterLab: our kernel and no other, no news, no look for updates, nothing that asks the network.
func (s *server) arguments(home *kernel.Home) []string {
	args := []string{"-m", "jupyterlab",
		"--ServerApp.root_dir=" + s.folder,
		"--ServerApp.ip=" + s.ip,
		"--ServerApp.port=" + strconv.Itoa(s.port),
		"--ServerApp.port_retries=0",
		fmt.Sprintf("--ServerApp.open_browser=%v", pythonBool(!s.noBrowser)),
		"--LabApp.news_url=None",
		"--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
		"--LabApp.extension_manager=readonly",
		"--LanguageServerManager.autodetect=False", // completion comes from the kernel; this looks for others' servers with npm
		"--KernelSpecManager.ensure_native_kernel=False",
		"--KernelSpecManager.allowed_kernelspecs=" + kernel.SpecName,
		"--MappingKernelManager.default_kernel_name=" + kernel.SpecName,
		// GoNB says nothing as it starts. Jupyter passes over a kernel's first words, the status around kernel_info, so a fresh
		// kernel would read "Unknown" until its first cell: those words count here.
		`--MappingKernelManager.untracked_message_types=["comm_info_request","comm_info_reply","shutdown_request","shutdown_reply",` +
			`"interrupt_request","interrupt_reply","debug_request","debug_reply"]`,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--ServerApp.allow_root=True")
	}
	return args
}

func pythonBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// environment keeps Jupyter's own files in the checkout, or among the user's where that is somebody else's. The token goes this way and not as an argument, which any user of the
// machine could read.
func (s *server) environment(home *kernel.Home, token string) []string {
	own, env := jupyterFolder(home), kernel.PythonEnvironment()
	if s.threads > 0 {
		env = append(env, "SUBLUNAR_THREADS="+strconv.Itoa(s.threads))
	}
	return append(env,
		"JUPYTER_TOKEN="+token,
		"JUPYTER_PATH="+home.Jupyter(),
		"JUPYTER_NO_CONFIG=",
		"JUPYTER_CONFIG_DIR="+filepath.Join(own, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(own, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(own, "runtime"),
		"JUPYTERLAB_SETTINGS_DIR="+filepath.Join(own, "settings"),
		"JUPYTERLAB_WORKSPACES_DIR="+filepath.Join(own, "workspaces"))
}

func (s *server) serve(c *cobra.Command, home *kernel.Home) error {
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	token := hex.EncodeToString(secret)
	logFile := filepath.Join(jupyterFolder(home), "lab.log")
	if err := os.MkdirAll(filepath.Dir(logFile), 0o755); err != nil {
		return err
	}
	if err := writeOverrides(home); err != nil {
		return err
	}
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	jupyter, err := startFamily(home.Python(), s.arguments(home), s.environment(home, token), home.Root, log)
	if err != nil {
		return fmt.Errorf("JupyterLab does not start: %w", err)
	}
	defer jupyter.end()
	address := fmt.Sprintf("http://%s/lab?token=%s", net.JoinHostPort(reachable(s.ip), strconv.Itoa(s.port)), token)
	if err := s.await(c.Context(), jupyter); err != nil {
		return fmt.Errorf("%w; its log is %s", err, logFile)
	}
	fmt.Fprintf(c.OutOrStdout(), "JupyterLab is at %s\nCtrl-C ends it.\n", address)
	select {
	case <-jupyter.ended:
		if c.Context().Err() == nil && jupyter.failed() {
			return fmt.Errorf("JupyterLab ended by itself; its log is %s", logFile)
		}
	case <-c.Context().Done():
		fmt.Fprintln(c.OutOrStdout(), "Ending JupyterLab and its kernels.")
	}
	return nil
}

// await waits until the server answers.
func (s *server) await(ctx context.Context, jupyter *family) error {
	limit, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	url := fmt.Sprintf("http://%s/api", net.JoinHostPort(reachable(s.ip), strconv.Itoa(s.port)))
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{Proxy: nil}}
	for {
		if reply, err := client.Get(url); err == nil {
			reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-jupyter.ended:
			return fmt.Errorf("JupyterLab ended before it answered")
		case <-limit.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("JupyterLab did not answer within two minutes")
		case <-tick.C:
		}
	}
}

// reachable is an address that a browser on this machine can open.
func reachable(ip string) string {
	if parsed := net.ParseIP(ip); parsed != nil && parsed.IsUnspecified() {
		return "127.0.0.1"
	}
	return ip
}
