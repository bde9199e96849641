package wire

import (
	"context"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/go-zeromq/zmq4"
)

// channels are the client's ends of a kernel's five sockets.
type channels struct {
	key                                     []byte
	shell, control, stdin, iopub, heartbeat zmq4.Socket
}

// dial connects to all five. A kernel makes its sockets some time after it was started: dial tries
// until ctx ends.
func dial(ctx context.Context, c Connection) (*channels, error) {
	// Shell, control and stdin carry one identity: a kernel sends its input requests, and GoNB its
	// answers to control requests, to the identity that the shell request came from.
	options := func() []zmq4.Option {
		return []zmq4.Option{
			zmq4.WithID(zmq4.SocketIdentity(newID())),
			zmq4.WithDialerRetry(5 * time.Millisecond),
			zmq4.WithDialerMaxRetries(-1),
			zmq4.WithLogger(log.New(io.Discard, "", 0)),
		}
	}
	shared := options()
	// The sockets outlive ctx, which is for the dialling: they end when they are closed.
	life := context.WithoutCancel(ctx)
	ch := &channels{
		key:       []byte(c.Key),
		shell:     zmq4.NewDealer(life, shared...),
		control:   zmq4.NewDealer(life, shared...),
		stdin:     zmq4.NewDealer(life, shared...),
		iopub:     zmq4.NewSub(life, options()...),
		heartbeat: zmq4.NewReq(life, options()...),
	}
	if err := ch.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return nil, err
	}
	// Dial knows no context: closing its socket is what ends it.
	stop := context.AfterFunc(ctx, ch.close)
	defer stop()
	for _, d := range []struct {
		name   string
		socket zmq4.Socket
		port   int
	}{
		{"shell", ch.shell, c.Shell}, {"control", ch.control, c.Control}, {"stdin", ch.stdin, c.Stdin},
		{"iopub", ch.iopub, c.IOPub}, {"heartbeat", ch.heartbeat, c.Heartbeat},
	} {
		if err := d.socket.Dial(c.endpoint(d.port)); err != nil {
			ch.close()
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return nil, fmt.Errorf("can't connect to the kernel's %s channel: %w", d.name, err)
		}
	}
	if !stop() {
		return nil, context.Cause(ctx)
	}
	return ch, nil
}

// send signs a message and sends it.
func (ch *channels) send(socket zmq4.Socket, m Message) error {
	frames, err := m.Encode(ch.key)
	if err != nil {
		return err
	}
	return socket.SendMulti(zmq4.NewMsgFrom(frames...))
}

// receive calls handle for each message of a socket until the kernel closes it. A message that is
// not signed or not whole goes to bad and is otherwise ignored.
func (ch *channels) receive(socket zmq4.Socket, handle func(Message), bad func(error)) {
	for {
		raw, err := socket.Recv()
		if err != nil {
			return
		}
		m, err := Decode(raw.Frames, ch.key)
		if err != nil {
			bad(err)
			continue
		}
		handle(m)
	}
}

// beat sends a heartbeat and waits for its echo. It returns an error when the kernel is gone.
func (ch *channels) beat() error {
	if err := ch.heartbeat.Send(zmq4.NewMsg([]byte("ping"))); err != nil {
		return err
	}
	_, err := ch.heartbeat.Recv()
	return err
}

func (ch *channels) close() {
	for _, s := range []zmq4.Socket{ch.shell, ch.control, ch.stdin, ch.iopub, ch.heartbeat} {
		s.Close()
	}
}
