package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// Where a wheel lies is asked of the package index, whose pages come as JSON (PEP 691) or, from older mirrors, as HTML (PEP 503).

const (
	indexJSON = "application/vnd.pypi.simple.v1+json"
	indexHTML = "text/html"
	pageLimit = 64 << 20 // bytes; the largest page of the public index has 20 million
)

// locate asks the index for the address of a wheel.
func (s pipSettings) locate(ctx context.Context, client *http.Client, w wheel) (*url.URL, error) {
	page := s.index + "/" + w.Name + "/"
	reply, err := get(ctx, client, page, http.Header{"Accept": {indexJSON + ", " + indexHTML + ";q=0.1"}})
	if err != nil {
		return nil, fmt.Errorf(indexSilent+": %w", plainURL(err))
	}
	defer reply.Body.Close()
	host := reply.Request.URL.Host
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the package index at %s has no %s: it answers %s", host, w.Name, reply.Status)
	}
	text, err := io.ReadAll(io.LimitReader(reply.Body, pageLimit))
	if err != nil {
		return nil, fmt.Errorf("the package index at %s breaks off: %w", host, err)
	}
	links, err := readIndexPage(reply.Header.Get("Content-Type"), text)
	if err != nil {
		return nil, fmt.Errorf("the page of %s at %s: %w", w.Name, host, err)
	}
	for _, link := range links {
		at, err := reply.Request.URL.Parse(link)
		if err != nil || path.Base(at.Path) != w.file() {
			continue
		}
		if at.Host == reply.Request.URL.Host && at.User == nil {
			at.User = reply.Request.URL.User // a mirror that wants a name and a password wants them for its files too
		}
		at.Fragment = ""
		return at, nil
	}
	return nil, fmt.Errorf("the package index at %s has no %s", host, w.file())
}

var anchor = regexp.MustCompile(`(?is)<a\s[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// readIndexPage gives the links of an index page, as they stand in it.
func readIndexPage(contentType string, text []byte) ([]string, error) {
	if strings.Contains(contentType, "json") {
		var page struct {
			Files []struct {
				URL string `json:"url"`
			} `json:"files"`
		}
		if err := json.Unmarshal(text, &page); err != nil {
			return nil, fmt.Errorf("not the JSON of a package index: %w", err)
		}
		var links []string
		for _, f := range page.Files {
			links = append(links, f.URL)
		}
		return links, nil
	}
	var links []string
	for _, m := range anchor.FindAllSubmatch(text, -1) {
		links = append(links, html.UnescapeString(string(m[1])+string(m[2])))
	}
	if len(links) == 0 {
		return nil, errors.New("it holds no links")
	}
	return links, nil
}

func get(ctx context.Context, client *http.Client, address string, header http.Header) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header = header
	return client.Do(request)
}

// plainURL drops the address, which may hold a password, from an error of net/http.
func plainURL(err error) error {
	if inURL, ok := errors.AsType[*url.Error](err); ok {
		return inURL.Err
	}
	return err
}
