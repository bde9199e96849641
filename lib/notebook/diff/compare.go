package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// A Change is what became of one cell.
type Change struct {
	// Cell is its place in the new notebook, from 1, or in the old one when it was removed.
	Cell  int
	What  string   // "added", "removed", "changed"
	Lines []string // to show, each with its mark: "- ", "+ ", "  "
}

// Compare gives the changes from one notebook to another, in the new one's order.
func Compare(old, new *notebook.Notebook) []Change {
	var changes []Change
	for _, p := range pair(old.Cells, new.Cells) {
		switch {
		case p.old < 0:
			c := new.Cells[p.new]
			changes = append(changes, Change{p.new + 1, "added", prefixed("+ ", c.Source)})
		case p.new < 0:
			c := old.Cells[p.old]
			changes = append(changes, Change{p.old + 1, "removed", prefixed("- ", c.Source)})
		default:
			if lines := cell(old.Cells[p.old], new.Cells[p.new]); len(lines) > 0 {
				changes = append(changes, Change{p.new + 1, "changed", lines})
			}
		}
	}
	return changes
}

// String is the change for a terminal.
func (c Change) String() string {
	return fmt.Sprintf("cell %d %s\n  %s", c.Cell, c.What, strings.Join(c.Lines, "\n  "))
}

func prefixed(mark, text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, mark+strings.TrimRight(line, "\n"))
	}
	return lines
}

// A couple is a cell of each notebook, by place; -1 where it has none there.
type couple struct{ old, new int }

// pair finds which cell became which: by its id, else by its source, in order.
func pair(old, new []*notebook.Cell) []couple {
	partner := map[int]int{} // of old cells
	taken := map[int]bool{}
	match := func(same func(a, b *notebook.Cell) bool) {
		for i, a := range old {
			if _, has := partner[i]; has {
				continue
			}
			for j, b := range new {
				if !taken[j] && same(a, b) {
					partner[i], taken[j] = j, true
					break
				}
			}
		}
	}
	match(func(a, b *notebook.Cell) bool { return a.ID != "" && a.ID == b.ID && a.Type == b.Type })
	match(func(a, b *notebook.Cell) bool { return a.Type == b.Type && a.Source == b.Source })
	var couples []couple
	next := 0
	for i := range old {
		j, has := partner[i]
		if !has {
			couples = append(couples, couple{i, -1})
			continue
		}
		for ; next < j; next++ {
			if !taken[next] {
				couples = append(couples, couple{-1, next})
			}
		}
		next = max(next, j+1)
		couples = append(couples, couple{i, j})
	}
	for ; next < len(new); next++ {
		if !taken[next] {
			couples = append(couples, couple{-1, next})
		}
	}
	return couples
}

// cell says what changed in a cell.
func cell(old, new *notebook.Cell) []string {
	lines := text("", old.Source, new.Source, false)
	if a, b := tagged(old), tagged(new); a != b {
		lines = append(lines, fmt.Sprintf("tags:%s ->%s", orNone(a), orNone(b)))
	}
	was, is := shown(old), shown(new)
	lines = append(lines, text("prints ", was.stdout, is.stdout, true)...)
	lines = append(lines, text("stderr ", was.stderr, is.stderr, true)...)
	lines = append(lines, text("error ", was.failure, is.failure, true)...)
	lines = append(lines, claims(was.claims, is.claims)...)
	lines = append(lines, figures("figure", was.figures, is.figures)...)
	return append(lines, figures("output", was.others, is.others)...)
}

func orNone(tags string) string {
	if tags == "" {
		return " none"
	}
	return tags
}

// text compares two texts by lines; of what a cell prints, numbers are told by how far they moved.
func text(name, old, new string, numbers bool) []string {
	if old == new {
		return nil
	}
	a, b := rows(old), rows(new)
	var lines []string
	for _, op := range difflib.NewMatcher(a, b).GetOpCodes() {
		if op.Tag == 'e' {
			continue
		}
		from, to := a[op.I1:op.I2], b[op.J1:op.J2]
		if numbers && len(from) == len(to) {
			for i := range from {
				lines = append(lines, "- "+name+from[i], "+ "+name+to[i])
				if moved := moved(from[i], to[i]); moved != "" {
					lines = append(lines, "  "+moved)
				}
			}
			continue
		}
		for _, line := range from {
			lines = append(lines, "- "+name+line)
		}
		for _, line := range to {
			lines = append(lines, "+ "+name+line)
		}
	}
	return lines
}

func rows(text string) []string {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// claims compares claims by their names.
func claims(old, new []report.Claim) []string {
	var lines []string
	left := slices.Clone(old)
	for _, c := range new {
		i := slices.IndexFunc(left, func(o report.Claim) bool { return o.Name == c.Name })
		if i < 0 {
			lines = append(lines, "+ "+claimed(c))
			continue
		}
		was := left[i]
		left = slices.Delete(left, i, i+1)
		if a, b := claimed(was), claimed(c); a != b {
			lines = append(lines, "- "+a, "+ "+b)
			if was.Got != c.Got {
				lines = append(lines, "  "+difference(float64(was.Got), float64(c.Got)))
			}
		}
	}
	for _, c := range left {
		lines = append(lines, "- "+claimed(c))
	}
	return lines
}

// figures compares pictures in their order.
func figures(word string, old, new []figure) []string {
	var lines []string
	for i := range max(len(old), len(new)) {
		switch {
		case i >= len(old):
			lines = append(lines, "+ "+named(word, new[i]))
		case i >= len(new):
			lines = append(lines, "- "+named(word, old[i]))
		case old[i] != new[i]:
			lines = append(lines, "  "+named(word, new[i])+" changed")
		}
	}
	return lines
}

func named(word string, f figure) string {
	switch {
	case f.title != "":
		return fmt.Sprintf("%s %q", word, f.title)
	case word == "output":
		return "output " + f.kind
	}
	return word
}
