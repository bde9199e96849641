package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/kernel"
	"sublunar/lib/kernel/testvenv"
	"sublunar/lib/notebook/supplement"
)

const citation = `cff-version: 1.2.0
title: Numbers in a file
license: Apache-2.0
repository-code: https://example.org/numbers.git
authors:
  - name: The counters
    website: https://example.org/counters
  - family-names: Berg
    given-names: A.
    orcid: https://orcid.org/0000-0002-1825-0097
    affiliation: The counters
`

// testCrate holds an archive's description to all that RO-Crate 1.1 and the profile of runs require and recommend, by a public validator. Then it
// breaks one thing after another, each of which the validator must find.
func testCrate(t *testing.T, archive string) {
	validate := validator(t)
	folder, err := supplement.Open(archive, t.TempDir(), supplement.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range validate(folder) {
		t.Errorf("of the archive: %s", f)
	}
	file := filepath.Join(folder, supplement.CrateFile)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range []struct{ old, new, says string }{
		{`"@id": "results/claims.tex"`, `"@id": "results/lost.tex"`, "results/claims.tex"},
		{`"about": {`, `"concerns": {`, "about"},
		{`"license": {`, `"licence": {`, "license"},
		{`"instrument": {`, `"tool": {`, "instrument"},
		{`"@type": "Organization"`, `"@type": "Thing"`, "Organization"},
	} {
		text := strings.Replace(string(whole), broken.old, broken.new, 1)
		if text == string(whole) {
			t.Fatalf("the description has no %s", broken.old)
		}
		write(t, file, text)
		if found := validate(folder); !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, broken.says) }) {
			t.Errorf("%s instead of %s passes: %v", broken.new, broken.old, found)
		}
	}
}

// validator is roc-validator with no network; it gives what it finds amiss.
func validator(t *testing.T) func(folder string) []string {
	python := environment(t, "rocrate")
	return func(folder string) (found []string) {
		cmd := exec.CommandContext(t.Context(), python, "testdata/rocrate/validate.py", folder, "RECOMMENDED", "ro-crate-1.1", "process-run-crate")
		cmd.Env, cmd.Stderr = kernel.PythonEnvironment(), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("the validator: %v", err)
		}
		var issues []struct{ Profile, Severity, Check, Message, Entity string }
		if err := json.Unmarshal(out, &issues); err != nil {
			t.Fatalf("the validator printed no JSON: %v\n%s", err, out)
		}
		for _, i := range issues {
			found = append(found, fmt.Sprintf("%s, %s: %s: %s (%s)", i.Profile, i.Severity, i.Check, i.Message, i.Entity))
		}
		return found
	}
}

// environment is the Python of one of the environments that testdata/ pins.
func environment(t *testing.T, name string) string {
	t.Helper()
	return testvenv.Python(t, name, filepath.Join("testdata", name, "requirements.txt"), "--no-deps")
}
