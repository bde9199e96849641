package image

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"sublunar/lib/kernel/testvenv"
)

// checker is a program of the tests' environment.
func checker(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(filepath.Dir(testvenv.Python(t, "image", "requirements.txt")), name)
}

func recipe(name string) string { return filepath.Join(checkout(), "docker", name) }

func TestHadolint(t *testing.T) {
	if out, err := exec.Command(checker(t, "hadolint"), recipe("Dockerfile")).CombinedOutput(); err != nil {
		t.Errorf("hadolint: %v\n%s", err, out)
	}
	bad := filepath.Join(t.TempDir(), "Dockerfile")
	must(t, "write", os.WriteFile(bad, []byte("FROM debian\nRUN cd /tmp && apt-get install gcc\n"), 0o644))
	if exec.Command(checker(t, "hadolint"), bad).Run() == nil {
		t.Error("hadolint finds nothing wrong with a bad Dockerfile")
	}
}

func TestShellcheck(t *testing.T) {
	scripts := []string{recipe("build_offline.sh"), recipe("slim")}
	found, err := filepath.Glob(recipe("bin/*"))
	must(t, "list the scripts", err)
	for _, script := range found {
		text, err := os.ReadFile(script)
		must(t, "read", err)
		if regexp.MustCompile(`^#!/bin/(ba)?sh`).Match(text) {
			scripts = append(scripts, script)
		}
		info, err := os.Stat(script)
		must(t, "look", err)
		if info.Mode()&0o111 != 0o111 {
			t.Errorf("%s can't be executed by everybody", script)
		}
	}
	if len(scripts) < 5 {
		t.Fatalf("only %v are scripts", scripts)
	}
	if out, err := exec.Command(checker(t, "shellcheck"), scripts...).CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}

// TestBases: what the image stands on is named by its digest, and its Go is new enough for go.mod.
func TestBases(t *testing.T) {
	text, err := os.ReadFile(recipe("Dockerfile"))
	must(t, "read", err)
	bases := regexp.MustCompile(`(?m)^ARG \w+_IMAGE=(\S+)`).FindAllStringSubmatch(string(text), -1)
	if len(bases) != 2 {
		t.Fatalf("%d bases", len(bases))
	}
	for _, base := range bases {
		if !regexp.MustCompile(`^[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$`).MatchString(base[1]) {
			t.Errorf("%s is not pinned by a digest", base[1])
		}
	}
	for line := range strings.Lines(string(text)) {
		if from, ok := strings.CutPrefix(line, "FROM "); ok && !strings.HasPrefix(from, "${") && !strings.HasPrefix(from, "system") {
			t.Errorf("%s is no base of ARG", line)
		}
	}
}

// TestSettings: JupyterLab is told in the image what `sublunar lab` tells it, but for where it listens and what it opens.
func TestSettings(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(checkout(), "lib", "cmd", "sublunar", "lab.go"))
	must(t, "read lab.go", err)
	text, err := os.ReadFile(recipe("jupyter/jupyter_server_config.json"))
	must(t, "read the settings", err)
	var settings map[string]map[string]any
	must(t, "parse the settings", json.Unmarshal(text, &settings))
	told := 0
	for _, flag := range regexp.MustCompile(`--([A-Z]\w+)\.(\w+)=`).FindAllStringSubmatch(string(source), -1) {
		if flag[1] == "ServerApp" { // these are the call's own
			continue
		}
		told++
		if _, ok := settings[flag[1]][flag[2]]; !ok {
			t.Errorf("lab says %s, the image does not", flag[0])
		}
	}
	if told < 6 {
		t.Errorf("only %d settings were found in lab.go", told)
	}
}

// TestCompose: one person's server listens on this machine alone, keeps the work, carries no token of ours, and builds what we build.
func TestCompose(t *testing.T) {
	var file struct {
		Services map[string]struct {
			Build struct {
				Context, Dockerfile string
				Args                map[string]string
			}
			Ports, Environment, Volumes []string
			CapDrop                     []string `yaml:"cap_drop"`
			SecurityOpt                 []string `yaml:"security_opt"`
		}
		Volumes map[string]any
	}
	text, err := os.ReadFile(recipe("compose.yaml"))
	must(t, "read", err)
	must(t, "parse compose.yaml", yaml.Unmarshal(text, &file))
	lab, ok := file.Services["lab"]
	if !ok || len(file.Services) != 1 {
		t.Fatalf("services: %v", file.Services)
	}
	if at := filepath.Join(checkout(), "docker", lab.Build.Context, lab.Build.Dockerfile); at != recipe("Dockerfile") {
		t.Errorf("it builds %s", at)
	}
	if len(lab.Ports) != 1 || !strings.HasPrefix(lab.Ports[0], "127.0.0.1:") || !strings.HasSuffix(lab.Ports[0], ":8888") {
		t.Errorf("ports %v", lab.Ports)
	}
	if !slices.Equal(lab.Environment, []string{"JUPYTER_TOKEN"}) {
		t.Errorf("environment %v: only the reader's own token goes in", lab.Environment)
	}
	if _, kept := file.Volumes["work"]; !kept || !slices.Equal(lab.Volumes, []string{"work:/home/jovyan/work"}) {
		t.Errorf("volumes %v, %v", lab.Volumes, file.Volumes)
	}
	if !slices.Equal(lab.CapDrop, []string{"ALL"}) || !slices.Contains(lab.SecurityOpt, "no-new-privileges:true") {
		t.Errorf("capabilities %v, %v", lab.CapDrop, lab.SecurityOpt)
	}
	text, err = os.ReadFile(recipe("compose.cuda.yaml"))
	must(t, "read", err)
	must(t, "parse compose.cuda.yaml", yaml.Unmarshal(text, &file))
	if file.Services["lab"].Build.Args["ACCELERATOR"] != "cuda" {
		t.Errorf("compose.cuda.yaml builds with %v", file.Services["lab"].Build.Args)
	}
}
