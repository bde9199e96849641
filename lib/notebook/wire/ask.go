package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"sublunar/lib/notebook"
)

// A Completion is what a kernel offers to type at a place in a cell.
type Completion struct {
	// Matches are the texts that may stand between Start and End.
	Matches []string `json:"matches"`
	// Start and End count Unicode characters from the beginning of the cell.
	Start int `json:"cursor_start"`
	End   int `json:"cursor_end"`
}

// Complete asks what could be typed after the text. A kernel without a completer offers nothing.
func (k *Kernel) Complete(ctx context.Context, text string) (Completion, error) {
	var c Completion
	_, err := k.ask(ctx, "complete_request", map[string]any{"code": text, "cursor_pos": utf8.RuneCountInString(text)}, &c)
	return c, err
}

// Inspect asks what the name is that stands at a place in a cell, counted in Unicode characters. Nothing is known of it
// where the bundle is empty.
func (k *Kernel) Inspect(ctx context.Context, cell string, at int) (notebook.MIMEBundle, error) {
	var c struct{ Data notebook.MIMEBundle }
	_, err := k.ask(ctx, "inspect_request", map[string]any{"code": cell, "cursor_pos": at, "detail_level": 0}, &c)
	return c.Data, err
}

// ask makes a request that is no cell, and decodes the content of its reply.
func (k *Kernel) ask(ctx context.Context, kind string, content, reply any) (*request, error) {
	r, err := k.send(kind, content, nil)
	if err != nil {
		return nil, err
	}
	select {
	case m := <-r.reply:
		if err := json.Unmarshal(m.Content, reply); err != nil {
			return nil, fmt.Errorf("the kernel's answer to %s: %w", kind, err)
		}
		return r, nil
	case <-k.process.ended:
		return nil, k.death()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
