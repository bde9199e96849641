package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// fillIDs gives each cell without an id one that follows from its type and source alone (and, for
// equal cells, from which of them it is). So the same old notebook is upgraded to the same bytes
// each time, and adding a cell leaves the ids of the others.
func (nb *Notebook) fillIDs() {
	taken := map[string]bool{}
	for _, c := range nb.Cells {
		if c != nil && c.ID != "" {
			taken[c.ID] = true
		}
	}
	for _, c := range nb.Cells {
		if c == nil || c.ID != "" {
			continue
		}
		for n := 0; c.ID == ""; n++ {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", c.Type, c.Source, n))
			if id := hex.EncodeToString(sum[:4]); !taken[id] {
				c.ID, taken[id] = id, true
			}
		}
	}
}
