package kernel

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// pipSettings is the part of pip's configuration that says where packages come from, so that a mirror, a proxy or a
// certificate which the user has set up once serves here too.
// https://pip.pypa.io/en/stable/topics/configuration/
type pipSettings struct {
	index string // the simple index, without a slash at its end
	proxy string // "" means what HTTPS_PROXY and its like say
	cert  string // a file of certificates in addition to the system's
}

const publicIndex = "https://pypi.org/simple"

// readPipSettings reads pip's files, the system's first and the user's over it, then PIP_INDEX_URL and its like over both.
func readPipSettings(env func(string) string, read func(string) ([]byte, error)) (pipSettings, error) {
	values := map[string]string{"index-url": publicIndex}
	if env("PIP_CONFIG_FILE") != "/dev/null" { // pip's way to say none
		home := env("HOME")
		config := env("XDG_CONFIG_HOME")
		if config == "" {
			config = filepath.Join(home, ".config")
		}
		files := []string{"/etc/pip.conf", filepath.Join(home, ".pip", "pip.conf"), filepath.Join(config, "pip", "pip.conf"), env("PIP_CONFIG_FILE")}
		for _, file := range files {
			text, err := read(file)
			if err != nil {
				if file == "" || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
					continue
				}
				return pipSettings{}, err
			}
			readINI(string(text), values)
		}
	}
	for name, variable := range map[string]string{"index-url": "PIP_INDEX_URL", "proxy": "PIP_PROXY", "cert": "PIP_CERT"} {
		if value := env(variable); value != "" {
			values[name] = value
		}
	}
	s := pipSettings{index: strings.TrimRight(values["index-url"], "/"), proxy: values["proxy"], cert: values["cert"]}
	if u, err := url.Parse(s.index); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return pipSettings{}, fmt.Errorf("pip's index-url %q is no web address: mend PIP_INDEX_URL or pip.conf", s.index)
	}
	return s, nil
}

// readINI adds the settings of the sections [global] and [download], the second over the first.
func readINI(text string, values map[string]string) {
	section := ""
	inDownload := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", line[0] == '#', line[0] == ';':
		case line[0] == '[' && line[len(line)-1] == ']':
			section = strings.TrimSpace(line[1 : len(line)-1])
		default:
			at := strings.IndexAny(line, "=:")
			if at < 0 {
				continue
			}
			name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(line[:at])), "_", "-")
			value := strings.TrimSpace(line[at+1:])
			switch section {
			case "global":
				values[name] = value
			case "download":
				inDownload[name] = value
			}
		}
	}
	for name, value := range inDownload {
		values[name] = value
	}
}

// client gives up soon where nothing answers, and never while bytes come.
func (s pipSettings) client() (*http.Client, error) {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
	}
	if s.proxy != "" {
		u, err := url.Parse(s.proxy)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("pip's proxy %q is no web address: mend PIP_PROXY or pip.conf", s.proxy)
		}
		transport.Proxy = http.ProxyURL(u)
	}
	if s.cert != "" {
		pool, err := certificates(s.cert)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	return &http.Client{Transport: transport}, nil
}

func certificates(file string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("pip's cert: %w", err)
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("pip's cert %s holds no certificate", file)
	}
	return pool, nil
}
