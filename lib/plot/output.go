package plot

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// pause is the least time between two states of one output: four a second look alive, and leave the
// notebook and the network at rest.
const pause = time.Second / 4

// An output is one place in the notebook that is drawn again and again. Most states are never drawn:
// those that come within a pause of the last, and, headless, all but some.
type output struct {
	mu   sync.Mutex
	draw func() (map[protocol.MIMEType]any, error) // the state as it is; called with mu held
	// As the process sees itself; tests set others.
	notebook, headless bool
	now                func() time.Time
	send               func(map[protocol.MIMEType]any) error
	sync               func()

	start, last time.Time
	drawn       bool
	next        int // headless: the step to draw next
	late        *time.Timer
	err         error
}

func newOutput() *output {
	id := ""
	return &output{
		notebook: gonbui.IsNotebook,
		headless: os.Getenv("SUBLUNAR_HEADLESS") == "1",
		now:      time.Now,
		sync:     gonbui.Sync,
		send: func(data map[protocol.MIMEType]any) error {
			if id == "" {
				id = "sublunar-" + gonbui.UniqueId()
			}
			gonbui.SendData(&protocol.DisplayData{Data: data, DisplayID: id})
			if err := gonbui.Error(); err != nil {
				return fmt.Errorf("plot: the notebook can't be reached: %w", err)
			}
			return nil
		},
	}
}

// update draws the state if it is time. It is called with mu held.
func (o *output) update(step, total int) error {
	done := total > 0 && step >= total
	switch {
	case o.err != nil:
		err := o.err
		o.err = nil
		return err
	case !o.notebook:
		// A terminal, or a test: one line, at the end.
		if !done {
			return nil
		}
		data, err := o.draw()
		if err == nil {
			fmt.Println(data[protocol.MIMETextPlain])
		}
		return err
	case o.headless:
		// Nobody watches; what stays in the file is the last state. Work may stop before Total, with
		// no word of it here, so states are also sent at steps that grow by a quarter: the one that
		// stays is then at most a fifth of the way back, for some log(n) drawings in all.
		if !done && step < o.next {
			return nil
		}
		o.next = max(step+1, step+step/4)
	default:
		now := o.now()
		if o.start.IsZero() {
			o.start = now
		}
		if !done && o.drawn && now.Sub(o.last) < pause {
			if o.late == nil {
				// Should no step follow, this one is drawn once the pause is over.
				o.late = time.AfterFunc(pause-now.Sub(o.last), o.catchUp)
			}
			return nil
		}
		o.last = now
	}
	if err := o.show(); err != nil {
		return err
	}
	if done {
		// The kernel stops reading when the program ends, which may be soon.
		o.sync()
	}
	return nil
}

func (o *output) show() error {
	if o.late != nil {
		o.late.Stop()
		o.late = nil
	}
	data, err := o.draw()
	if err != nil {
		return err
	}
	o.drawn = true
	return o.send(data)
}

func (o *output) catchUp() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.late == nil {
		return // drawn meanwhile
	}
	o.last = o.now()
	o.err = o.show()
}
