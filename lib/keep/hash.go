package keep

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// A hasher digests a sequence of parts. Each is written with its length, so that "ab","c" and
// "a","bc" differ.
type hasher struct{ hash.Hash }

func newHash() hasher { return hasher{sha256.New()} }

func (h hasher) text(parts ...string) {
	for _, p := range parts {
		h.uint(uint64(len(p)))
		h.Write([]byte(p))
	}
}

func (h hasher) uint(n uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	h.Write(b[:])
}

func (h hasher) sum() string { return hex.EncodeToString(h.Sum(nil)) }
