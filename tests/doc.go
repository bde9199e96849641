// Package tests runs the whole of sublunar as its users do: every notebook headlessly with the real kernel, JupyterLab in
// a real browser, and a machine that lacks the network, the plugin and the C compiler.
//
// The quick part runs with `go test ./...`; `go test ./tests -full` adds the long checks.
package tests
