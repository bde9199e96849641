package field

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const npyMagic = "\x93NUMPY"

// An npyHeader is what stands before the numbers of a .npy file: a Python dictionary such as
// {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
type npyHeader struct {
	descr   string // <f8: byte order, kind, bytes
	fortran bool   // the first axis is the fastest
	shape   []int
}

// cutNPYHeader reads the header and returns what follows it. No length in it is believed beyond
// the data that there are.
func cutNPYHeader(data []byte) (h npyHeader, rest []byte, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(npyMagic))
	if !ok || len(rest) < 2 {
		if bytes.HasPrefix(data, []byte("PK")) {
			return h, nil, errors.New("this is a zip archive: read it with ReadNPZ")
		}
		return h, nil, errors.New("this is no .npy file: it does not begin with \\x93NUMPY; write it with numpy.save")
	}
	major, rest := rest[0], rest[2:]
	width := 2
	switch major {
	case 1:
	case 2, 3: // 3 has a UTF-8 header, for the field names of records
		width = 4
	default:
		return h, nil, fmt.Errorf("it is version %d of the .npy format; versions 1 to 3 are read", major)
	}
	if len(rest) < width {
		return h, nil, errors.New("the file ends within its header; write it again")
	}
	size := uint64(binary.LittleEndian.Uint16(rest))
	if width == 4 {
		size = uint64(binary.LittleEndian.Uint32(rest))
	}
	if rest = rest[width:]; size > uint64(len(rest)) {
		return h, nil, fmt.Errorf("its header should have %d bytes, but %d follow; write the file again", size, len(rest))
	}
	h, err = parseNPYDict(string(rest[:size]))
	return h, rest[size:], err
}

// parseNPYDict reads the dictionary: the three keys, each once, in any order.
func parseNPYDict(text string) (h npyHeader, err error) {
	p := &pyReader{rest: text}
	seen := map[string]bool{}
	p.expect("{")
	for p.err == nil && !p.accept("}") {
		key := p.quoted()
		p.expect(":")
		if p.err == nil && seen[key] {
			p.fail("the key %q twice", key)
		}
		seen[key] = true
		switch {
		case p.err != nil:
		case key == "descr":
			h.descr = p.descr()
		case key == "fortran_order":
			h.fortran = p.boolean()
		case key == "shape":
			h.shape = p.shape()
		default:
			p.fail("the unknown key %s", clip(key))
		}
		if !p.accept(",") {
			p.expect("}")
			break
		}
	}
	if p.err == nil && strings.TrimSpace(p.rest) != "" {
		p.fail("%s after its end", clip(p.rest))
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if p.err == nil && !seen[key] {
			p.fail("no %s", key)
		}
	}
	return h, p.err
}

// A pyReader reads the few Python literals that the header is made of. It keeps the first error.
type pyReader struct {
	rest string
	err  error
}

func (p *pyReader) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("its header is damaged: it has "+format+"; write the file again", args...)
	}
}

func (p *pyReader) accept(token string) bool {
	p.rest = strings.TrimLeft(p.rest, " \n\t")
	if p.err != nil || !strings.HasPrefix(p.rest, token) {
		return false
	}
	p.rest = p.rest[len(token):]
	return true
}

func (p *pyReader) expect(token string) {
	if !p.accept(token) {
		p.fail("no %s before %s", token, clip(p.rest))
	}
}

func (p *pyReader) quoted() string {
	for _, q := range []string{"'", `"`} {
		if p.accept(q) {
			text, rest, ok := strings.Cut(p.rest, q)
			if !ok {
				p.fail("an open quote before %s", clip(p.rest))
			}
			p.rest = rest
			return text
		}
	}
	p.fail("no name before %s", clip(p.rest))
	return ""
}

func (p *pyReader) descr() string {
	if p.accept("[") {
		if p.err == nil {
			p.err = errors.New("it holds records (a structured dtype); save each field as an array of its own, as in numpy.savez(path, t=a['t'], u=a['u'])")
		}
		return ""
	}
	return p.quoted()
}

func (p *pyReader) boolean() bool {
	if p.accept("True") {
		return true
	}
	p.expect("False")
	return false
}

func (p *pyReader) shape() []int {
	const most = 64 // numpy's own limit
	p.expect("(")
	shape := []int{}
	for p.err == nil && !p.accept(")") {
		n := 0
		for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
			n++
		}
		d, err := strconv.Atoi(p.rest[:n])
		if err != nil {
			p.fail("no length of an axis before %s", clip(p.rest))
			return nil
		}
		if shape = append(shape, d); len(shape) > most {
			p.fail("more than %d axes", most)
		}
		p.rest = strings.TrimPrefix(p.rest[n:], "L") // Python 2 wrote long integers so
		if !p.accept(",") {
			p.expect(")")
			break
		}
		p.rest = strings.TrimLeft(p.rest, " ")
	}
	return shape
}
