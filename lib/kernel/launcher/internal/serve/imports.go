package serve

import (
	"bytes"
	"go/scanner"
	"path/filepath"

	"sublunar/lib/kernel/launcher/internal/shim"
)

// goimports answers GoNB's `goimports -w main.go`.
func (s *Server) goimports(request shim.Request) shim.Reply {
	path := request.Args[1]
	if !filepath.IsAbs(path) {
		path = filepath.Join(request.Dir, path)
	}
	if err := shim.Rewrite(path, s.addKnown); err != nil {
		var report bytes.Buffer
		scanner.PrintError(&report, err)
		return shim.Reply{Status: 2, Stderr: report.Bytes()}
	}
	return shim.Reply{}
}
