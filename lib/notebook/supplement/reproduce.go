package supplement

import (
	"fmt"
	"strings"

	"sublunar/lib/notebook/report"
)

// Reproduce is the text of REPRODUCE.md: two commands, and what to expect of them. It goes by what the archive carries: modules, and an image's recipe.
func Reproduce(c Citation, m report.Manifest, vendored, image bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# To run it again: %s\n\n", c.Title)
	fmt.Fprintf(&b, "You need %s or later", strings.Replace(m.Versions["go"], "go", "Go ", 1))
	if m.Backend.Name != "go" && m.Backend.Name != "" {
		b.WriteString(", and a C compiler for XLA")
	}
	proxy := ""
	if vendored {
		b.WriteString("; no network, for modules and XLA's plugin are in the archive, with their licences (vendored/" + LicenceTable + ")")
		proxy = "GOPROXY=file://$PWD/vendored/proxy "
	}
	b.WriteString(`. In the folder that holds this file:

    sha256sum --quiet -c checksums.sha256
    ` + proxy + `go tool sublunar verify .

The first says nothing if no file was changed. The second executes the notebooks anew in a clean place, cut off from your files and from the
network where the system can do that, and says of each claim and each figure whether it is identical, within tolerance, or differs, and by how much.
`)
	if image {
		b.WriteString(`
Without Go and a compiler, by an image that holds them (docker/README.md says more), which needs the network to be built, and none to run:

    docker build -f docker/Dockerfile -t supplement .
    docker run --rm --network none -v "$PWD:/supplement:ro" supplement sublunar verify --trust /supplement
`)
	}
	b.WriteString("\n## What was run\n\n| notebook | seconds | claims held |\n|---|---|---|\n")
	for _, r := range m.Notebooks {
		fmt.Fprintf(&b, "| %s | %.0f | %d |\n", r.Name, r.Seconds, r.Held())
	}
	fmt.Fprintf(&b, "\nBy %s.", RanOn(m))
	if m.Code.Commit != "" {
		fmt.Fprintf(&b, " Commit %s", m.Code.Commit)
		if m.Code.Dirty {
			b.WriteString(", with changes")
		}
		b.WriteString(".")
	}
	b.WriteString("\n\nresults/ has what came out: executed notebooks, a page of each, figures/, tables/ and claims.tex for LaTeX.\n")
	return b.String()
}

// RanOn says what a run was made with: the backend, the machine, and Go's version.
func RanOn(m report.Manifest) string {
	var b strings.Builder
	b.WriteString(m.Backend.Name)
	if m.Backend.Name == "" {
		b.WriteString("no backend")
	}
	if m.Backend.Version != "" {
		fmt.Fprintf(&b, " (%s)", m.Backend.Version)
	}
	cpu := m.Machine.CPU
	if cpu == "" {
		cpu = m.Machine.Arch
	}
	fmt.Fprintf(&b, " on %s, %d cores", cpu, m.Machine.Cores)
	for _, gpu := range m.Machine.GPUs {
		fmt.Fprintf(&b, ", %s", gpu)
	}
	fmt.Fprintf(&b, ", %s, %s", m.Machine.OS, m.Versions["go"])
	return b.String()
}
