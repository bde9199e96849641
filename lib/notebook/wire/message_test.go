package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// An answer of GoNB's shape, signed by Python: hmac.new(b"key", header + parent + metadata + content, "sha256").
var fromPython = [][]byte{
	[]byte("identity"),
	[]byte("<IDS|MSG>"),
	[]byte("3922124fabeae1163e8df02a09550fdb7e52f5977f3eb002b7a306b89d5e3219"),
	[]byte(`{"msg_id":"a","msg_type":"status","version":"5.3"}`),
	[]byte(`{"msg_id":"b"}`),
	[]byte(`{}`),
	[]byte(`{"execution_state":"idle"}`),
	[]byte("buffer"),
}

func TestDecodePythonSignature(t *testing.T) {
	m, err := Decode(fromPython, []byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Type != "status" || m.Parent.ID != "b" || string(m.Content) != `{"execution_state":"idle"}` || len(m.Buffers) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestEncodeDecode(t *testing.T) {
	for _, key := range []string{"", "key"} {
		m, err := newMessage("session", "execute_request", map[string]any{"code": "π := 3\n"})
		if err != nil {
			t.Fatal(err)
		}
		m.Parent = Header{ID: "parent", Type: "x"}
		m.Buffers = [][]byte{{0, 1, 2}}
		frames, err := m.Encode([]byte(key))
		if err != nil {
			t.Fatal(err)
		}
		// What comes before the delimiter is the router's.
		got, err := Decode(append([][]byte{[]byte("id"), {}}, frames...), []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		if got.Header != m.Header || got.Parent != m.Parent || !bytes.Equal(got.Content, m.Content) || !bytes.Equal(got.Buffers[0], m.Buffers[0]) {
			t.Errorf("sent %+v, got %+v", m, got)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	change := func(i int, to string) [][]byte {
		frames := append([][]byte(nil), fromPython...)
		frames[i] = []byte(to)
		return frames
	}
	resigned := func(i int, to string) [][]byte {
		frames := change(i, to)
		frames[2] = sign([]byte("key"), frames[3:7])
		return frames
	}
	for name, c := range map[string]struct {
		frames [][]byte
		want   string
	}{
		"nothing":                 {nil, "none of its 0 frames"},
		"no delimiter":            {fromPython[2:], "none of its 6 frames"},
		"too few frames":          {fromPython[:6], "4 frames after"},
		"content changed":         {change(6, `{"execution_state":"busy"}`), "signature"},
		"header changed":          {change(3, `{"msg_id":"c","msg_type":"status","version":"5.3"}`), "signature"},
		"signature cut":           {change(2, "3922"), "signature"},
		"signature empty":         {change(2, ""), "signature"},
		"signature in upper case": {change(2, strings.ToUpper(string(fromPython[2]))), "signature"},
		"header no JSON":          {resigned(3, `{"msg_id"`), "header"},
		"header without type":     {resigned(3, `{"msg_id":"c"}`), "no msg_type"},
		"parent a list":           {resigned(4, `[]`), "parent header"},
		"metadata a number":       {resigned(5, `3`), "metadata"},
		"content no JSON":         {resigned(6, `{"a":}`), "content"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(c.frames, []byte("key"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := Decode(fromPython, []byte("another key")); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: got %v", err)
	}
}

// Every single change of a signed part must be noticed. The control: with no key none is.
func TestSignatureCoversEveryByte(t *testing.T) {
	for frame := 3; frame <= 6; frame++ {
		for i := range fromPython[frame] {
			frames := append([][]byte(nil), fromPython...)
			frames[frame] = bytes.Clone(frames[frame])
			frames[frame][i] ^= 1
			if _, err := Decode(frames, []byte("key")); !errors.Is(err, ErrSignature) {
				t.Fatalf("byte %d of frame %d changed, and got %v", i, frame, err)
			}
		}
	}
	frames := append([][]byte(nil), fromPython...)
	frames[2], frames[6] = nil, []byte(`{"execution_state":"busy"}`)
	if _, err := Decode(frames, nil); err != nil {
		t.Errorf("with no key nothing is signed: %v", err)
	}
}

// FuzzDecode: whatever comes over the wire is an error or a message that can be sent again and read
// alike, never a panic; and what is not signed is never a message.
func FuzzDecode(f *testing.F) {
	join := func(frames [][]byte) []byte { return bytes.Join(frames, []byte{0xff}) }
	f.Add(join(fromPython), true)
	f.Add(join(fromPython), false)
	f.Add([]byte("<IDS|MSG>"), false)
	f.Add(join([][]byte{delimiter, nil, []byte(`{"msg_type":"x"}`), []byte("null"), []byte("null"), []byte(`{}`)}), true)
	key := []byte("key")
	f.Fuzz(func(t *testing.T, data []byte, resign bool) {
		frames := bytes.Split(data, []byte{0xff})
		at := -1
		for i, frame := range frames {
			if bytes.Equal(frame, delimiter) {
				at = i
				break
			}
		}
		whole := at >= 0 && len(frames) >= at+6
		if resign && whole {
			frames[at+1] = sign(key, frames[at+2:at+6])
		}
		m, err := Decode(frames, key)
		if err != nil {
			return
		}
		if !whole || !bytes.Equal(frames[at+1], sign(key, frames[at+2:at+6])) {
			t.Fatalf("a message that was not signed has been read: %q", frames)
		}
		again, err := m.Encode(key)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Decode(again, key)
		if err != nil || n.Header != m.Header || n.Parent != m.Parent || !bytes.Equal(n.Content, m.Content) {
			t.Fatalf("read %+v, sent again it is %+v (%v)", m, n, err)
		}
		// What makes an output of it must not panic either.
		if e, ok, err := event(m); err == nil && ok {
			for mime, raw := range e.Output.Data {
				if !json.Valid(raw) {
					t.Fatalf("data of type %s is no JSON: %s", mime, raw)
				}
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	m, err := newMessage("session", "stream", map[string]string{"name": "stdout", "text": strings.Repeat("x", 32<<10)})
	if err != nil {
		b.Fatal(err)
	}
	frames, err := m.Encode([]byte("key"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(32 << 10)
	for b.Loop() {
		if _, err := Decode(frames, []byte("key")); err != nil {
			b.Fatal(err)
		}
	}
}
