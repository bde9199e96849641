package completion

import "encoding/json"

// files are those that GoNB says are open, with their texts as they stand.
type files map[string]openFile

// An openFile is the protocol's TextDocumentItem.
type openFile struct {
	URI      string `json:"uri"`
	Language string `json:"languageId"`
	Version  int    `json:"version"`
	Text     string `json:"text"`
}

// take notes what a notice says of a file. GoNB sends whole texts, never pieces.
func (f files) take(m message) {
	var p struct {
		File    openFile                 `json:"textDocument"`
		Changes []struct{ Text *string } `json:"contentChanges"`
	}
	if json.Unmarshal(m.Params, &p) != nil {
		return
	}
	switch m.Method {
	case "textDocument/didOpen":
		f[p.File.URI] = p.File
	case "textDocument/didChange":
		file, ok := f[p.File.URI]
		if !ok || len(p.Changes) == 0 || p.Changes[len(p.Changes)-1].Text == nil {
			return
		}
		file.Version, file.Text = p.File.Version, *p.Changes[len(p.Changes)-1].Text
		f[p.File.URI] = file
	case "textDocument/didClose":
		delete(f, p.File.URI)
	}
}
