package plot

import (
	"encoding/gob"
	"fmt"
	"html"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// MIME is the type under which a figure's specification stands in a notebook's output.
const MIME = "application/vnd.vegalite.v5+json"

func init() {
	// A JSON object crosses to the kernel as a gob, which must know these types.
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

// Show draws the figure in the notebook: the specification, the SVG and the summary in one output, of
// which each page shows the best that it can. Outside a notebook it prints the summary. A figure that
// can't be drawn shows why in its place, and Show returns it.
func (f *Figure) Show() error {
	data, err := f.bundle()
	if err != nil {
		return complain(err)
	}
	return display(data)
}

// bundle is the figure as a display.
func (f *Figure) bundle() (map[protocol.MIMEType]any, error) {
	s, err := f.sheet()
	if err != nil {
		return nil, err
	}
	return map[protocol.MIMEType]any{
		MIME:                   s.vega(),
		protocol.MIMEImageSVG:  s.svg(),
		protocol.MIMETextPlain: s.text(),
	}, nil
}

// text is the summary under the title.
func (s *sheet) text() string { return s.about }

// display sends one output, or prints its text where there is no notebook.
func display(data map[protocol.MIMEType]any) error {
	if !gonbui.IsNotebook {
		fmt.Println(data[protocol.MIMETextPlain])
		return nil
	}
	gonbui.SendData(&protocol.DisplayData{Data: data})
	if err := gonbui.Error(); err != nil {
		return fmt.Errorf("plot: the notebook can't be reached: %w", err)
	}
	// The kernel stops reading when the program ends.
	gonbui.Sync()
	return nil
}

// complain puts an error where the figure would stand: not every cell looks at what Show returns.
func complain(err error) error {
	if e := display(map[protocol.MIMEType]any{
		protocol.MIMETextHTML:  `<div style="border-left: 4px solid #d1495b; padding: 2px 10px">` + html.EscapeString(err.Error()) + `</div>`,
		protocol.MIMETextPlain: err.Error(),
	}); e != nil {
		return e
	}
	return err
}
