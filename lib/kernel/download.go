package kernel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"time"
)

// errHash says that what came is not what was pinned.
var errHash = errors.New("it is not the pinned file")

// tries is how often a download that breaks off is taken up again where it broke off.
const tries = 4

// download writes a wheel to path, whole and with the pinned hash, or not at all.
func (s pipSettings) download(ctx context.Context, w wheel, path string, observe Observe) (err error) {
	client, err := s.client()
	if err != nil {
		return err
	}
	address, err := s.locate(ctx, client, w)
	if err != nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := out.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	d := &transfer{to: out, hash: sha256.New(), observe: observe, told: time.Now()}
	for try := 1; ; try++ {
		err := d.take(ctx, client, address.String())
		if err == nil {
			break
		}
		if try == tries || ctx.Err() != nil || d.refused {
			return fmt.Errorf("fetching %s: %w", w.file(), plainURL(err))
		}
	}
	if sum := hex.EncodeToString(d.hash.Sum(nil)); sum != w.SHA256 {
		return fmt.Errorf("%s from %s has SHA-256 %s, %s expected: %w", w.file(), address.Host, sum, w.SHA256, errHash)
	}
	return nil
}

// transfer is a download in progress.
type transfer struct {
	to      *os.File
	hash    hash.Hash
	done    int64 // bytes
	total   int64 // bytes; 0 when not known
	refused bool  // another try would fare no better
	observe Observe
	told    time.Time
}

// take asks for what is not there yet.
func (d *transfer) take(ctx context.Context, client *http.Client, address string) error {
	header := http.Header{}
	if d.done > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", d.done))
	}
	reply, err := get(ctx, client, address, header)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	switch {
	case reply.StatusCode == http.StatusPartialContent && d.done > 0:
	case reply.StatusCode == http.StatusOK: // all of it, again where the server knows no ranges
		if _, err := d.to.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := d.to.Truncate(0); err != nil {
			return err
		}
		d.hash.Reset()
		d.done, d.total = 0, max(reply.ContentLength, 0)
	default:
		d.refused = reply.StatusCode/100 == 4
		return fmt.Errorf("the server answers %s", reply.Status)
	}
	_, err = io.Copy(d, reply.Body)
	if err == nil && d.done < d.total {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// Write counts what comes, and says every few seconds how far it is.
func (d *transfer) Write(b []byte) (int, error) {
	n, err := d.to.Write(b)
	d.hash.Write(b[:n])
	d.done += int64(n)
	if err != nil {
		d.refused = true
	}
	if time.Since(d.told) > 3*time.Second {
		d.told = time.Now()
		if d.total > 0 {
			d.observe(fmt.Sprintf("  %d of %d MB", d.done/1e6, d.total/1e6))
		} else {
			d.observe(fmt.Sprintf("  %d MB", d.done/1e6))
		}
	}
	return n, err
}
