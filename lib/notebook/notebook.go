package notebook

import "encoding/json"

// Major and Minor are the version of the format that this package writes.
const (
	Major = 4
	Minor = 5
)

// A Notebook is one .ipynb file.
type Notebook struct {
	// Cells in the order of the page.
	Cells []*Cell
	// Metadata of the whole notebook: kernelspec, language_info, title, ...
	Metadata Metadata
	// Minor is the minor version that was read: 0 to 5, or later. Writing raises it to [Minor].
	// The zero value is fine for a notebook made in memory.
	Minor int
	// Extra holds the top-level fields that this package does not know.
	Extra map[string]json.RawMessage
}

// New returns an empty notebook for the kernel "Go (sublunar)".
func New(cells ...*Cell) *Notebook {
	return &Notebook{
		Cells: cells,
		Minor: Minor,
		Metadata: Metadata{
			"kernelspec": json.RawMessage(`{"display_name":"Go (sublunar)","language":"go","name":"sublunar"}`),
		},
	}
}

// ClearOutputs removes the outputs and execution counts of every code cell.
func (nb *Notebook) ClearOutputs() {
	for _, c := range nb.Cells {
		c.ClearOutputs()
	}
}

// Title is the notebook's metadata.title, else its first Markdown heading, else "".
func (nb *Notebook) Title() string {
	var title string
	if ok, err := nb.Metadata.Get("title", &title); ok && err == nil && title != "" {
		return title
	}
	for _, c := range nb.Cells {
		if c.Type == Markdown {
			if h := firstHeading(c.Source); h != "" {
				return h
			}
		}
	}
	return ""
}

// Tagged returns the index of the first cell with the tag, or -1.
func (nb *Notebook) Tagged(tag string) int {
	for i, c := range nb.Cells {
		if c.HasTag(tag) {
			return i
		}
	}
	return -1
}

// Clone returns a deep copy: changing either leaves the other as it was.
func (nb *Notebook) Clone() *Notebook {
	c := *nb
	c.Metadata = nb.Metadata.clone()
	c.Extra = cloneRaw(nb.Extra)
	c.Cells = nil
	for _, cell := range nb.Cells {
		c.Cells = append(c.Cells, cell.clone())
	}
	return &c
}
