//go:build !cgo || noxla || !((linux && (amd64 || arm64)) || (darwin && arm64))

package backend

type candidate struct {
	choice
	config, title string
}

func candidates() []candidate { return nil }

func whyNoXLA() string {
	return "XLA is not linked in: that takes a C compiler, and a build without the tag noxla"
}
