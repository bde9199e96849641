package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ProtocolVersion is the version of the Jupyter messaging protocol that this client speaks.
const ProtocolVersion = "5.4"

// delimiter ends the routing identities that a ROUTER socket puts before a message.
var delimiter = []byte("<IDS|MSG>")

// A Header names a message and says what it is.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// A Message is one message of the protocol, without its routing.
type Message struct {
	Header   Header
	Parent   Header // of the message that this one answers; zero when there is none
	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte
}

// ErrSignature is the error of a message that was not signed with the connection's key.
var ErrSignature = errors.New("the message's signature is wrong: it was not sent by this kernel")

// newMessage makes a request of this session.
func newMessage(session, kind string, content any) (Message, error) {
	raw, err := json.Marshal(content)
	if err != nil {
		return Message{}, err
	}
	return Message{
		Header: Header{
			ID:       newID(),
			Session:  session,
			Username: "sublunar",
			Date:     time.Now().UTC().Format(time.RFC3339Nano),
			Type:     kind,
			Version:  ProtocolVersion,
		},
		Content: raw,
	}, nil
}

// Encode gives a message's frames, signed with key: delimiter, HMAC-SHA256 in hex, header, parent
// header, metadata, content, buffers. With no key the signature is empty, as the protocol has it.
func (m Message) Encode(key []byte) ([][]byte, error) {
	header, err := json.Marshal(m.Header)
	if err != nil {
		return nil, err
	}
	parent := []byte("{}")
	if m.Parent != (Header{}) {
		if parent, err = json.Marshal(m.Parent); err != nil {
			return nil, err
		}
	}
	parts := [][]byte{header, parent, object(m.Metadata), object(m.Content)}
	frames := append([][]byte{delimiter, sign(key, parts)}, parts...)
	return append(frames, m.Buffers...), nil
}

// Decode checks and reads a message's frames, whatever identities (or, on iopub, topic) come before
// the delimiter. Nothing of a message is looked at before its signature has been verified.
func Decode(frames [][]byte, key []byte) (Message, error) {
	start := 0
	for start < len(frames) && !bytes.Equal(frames[start], delimiter) {
		start++
	}
	if start == len(frames) {
		return Message{}, fmt.Errorf("not a Jupyter message: none of its %d frames is %s", len(frames), delimiter)
	}
	body := frames[start+1:]
	if len(body) < 5 {
		return Message{}, fmt.Errorf("not a Jupyter message: %d frames after %s, at least 5 belong there", len(body), delimiter)
	}
	parts := body[1:5]
	if !hmac.Equal(body[0], sign(key, parts)) {
		return Message{}, ErrSignature
	}
	var m Message
	if err := json.Unmarshal(parts[0], &m.Header); err != nil {
		return Message{}, fmt.Errorf("the message's header: %w", err)
	}
	if m.Header.Type == "" {
		return Message{}, errors.New("the message's header has no msg_type")
	}
	// The parent of a message that answers none is {} by the protocol, null from some kernels.
	if err := json.Unmarshal(parts[1], &m.Parent); err != nil {
		return Message{}, fmt.Errorf("the parent header of a message of type %q: %w", m.Header.Type, err)
	}
	for i, name := range []string{"metadata", "content"} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(parts[2+i], &fields); err != nil {
			return Message{}, fmt.Errorf("the %s of a message of type %q is not a JSON object: %w", name, m.Header.Type, err)
		}
	}
	m.Metadata, m.Content, m.Buffers = parts[2], parts[3], body[5:]
	return m, nil
}

// sign gives the HMAC-SHA256 of the parts in hex; empty with no key.
func sign(key []byte, parts [][]byte) []byte {
	if len(key) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

func object(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("{}")
	}
	return raw
}

// newID gives 128 random bits in hex.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program where there is no randomness
	return hex.EncodeToString(b[:])
}
