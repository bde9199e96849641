package image

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestHub starts the image as JupyterHub's spawners do: with its default command, their variables, and an empty volume over the whole
// home. The hub is a stand-in that knows one user.
func TestHub(t *testing.T) {
	c := theImage(t).container(t)
	const token, prefix = "the-servers-own", "/user/ada/"
	hub, asked := standInHub(t, token)
	port := freePort(t)
	home := t.TempDir()
	must(t, "give the volume to the image's user", os.Chown(home, 1000, 100))
	volume := home + ":/home/jovyan"
	s := c.start(how{mounts: []string{volume}, env: []string{
		"JUPYTERHUB_API_TOKEN=" + token,
		"JUPYTERHUB_API_URL=http://" + hub + "/hub/api",
		"JUPYTERHUB_ACTIVITY_URL=http://" + hub + "/hub/api/users/ada/activity",
		"JUPYTERHUB_BASE_URL=/", "JUPYTERHUB_HOST=", "JUPYTERHUB_USER=ada", "JUPYTERHUB_SERVER_NAME=",
		"JUPYTERHUB_CLIENT_ID=jupyterhub-user-ada",
		"JUPYTERHUB_OAUTH_CALLBACK_URL=" + prefix + "oauth_callback",
		`JUPYTERHUB_OAUTH_SCOPES=["access:servers!server=ada/", "access:servers!user=ada"]`,
		`JUPYTERHUB_OAUTH_ACCESS_SCOPES=["access:servers!server=ada/", "access:servers!user=ada"]`,
		"JUPYTERHUB_SERVICE_PREFIX=" + prefix,
		fmt.Sprintf("JUPYTERHUB_SERVICE_URL=http://127.0.0.1:%d%s", port, prefix),
	}}, c.image.config.Cmd...)
	s.await(t, "the user's server", func() bool { status, _ := get(port, prefix+"api", ""); return status == 200 })
	if status, body := get(port, prefix+"api/kernelspecs", "adas"); status != 200 || !strings.Contains(body, `"sublunar"`) {
		t.Errorf("the user is answered %d: %s\n%s", status, body, s.log)
	}
	if status, _ := get(port, prefix+"api/kernelspecs", "eves"); status == 200 {
		t.Error("somebody else is let in")
	}
	if !c.healthy(volume) {
		t.Error("not healthy under the hub")
	}
	if _, err := os.Stat(filepath.Join(home, "work", "notebooks", "00-welcome.ipynb")); err != nil {
		t.Errorf("the notebooks are not in the volume: %v", err)
	}
	if !slices.Contains(asked(), "/hub/api/user") {
		t.Errorf("the hub was not asked who it is: %v", asked())
	}
}

// standInHub answers what a user's server asks the hub.
func standInHub(t *testing.T, own string) (address string, asked func() []string) {
	var mu sync.Mutex
	var paths []string
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, "listen", err)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths = append(paths, r.URL.Path)
		mu.Unlock()
		w.Header().Set("X-JupyterHub-Version", "6.1.1")
		_, who, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		switch {
		case r.URL.Path == "/hub/api" || r.URL.Path == "/hub/api/":
			_ = json.NewEncoder(w).Encode(map[string]string{"version": "6.1.1"})
		case r.URL.Path == "/hub/api/user" && (who == "adas" || who == own):
			_ = json.NewEncoder(w).Encode(map[string]any{
				"kind": "user", "name": "ada", "admin": false, "groups": []string{},
				"scopes": []string{"access:servers!server=ada/", "access:servers!user=ada"},
			})
		case r.URL.Path == "/hub/api/user":
			http.Error(w, "{}", http.StatusForbidden)
		default:
			fmt.Fprint(w, "{}")
		}
	})}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(paths)
	}
}

// TestBinder calls the server as BinderHub does.
func TestBinder(t *testing.T) {
	c := theImage(t).container(t)
	port := freePort(t)
	s := c.start(how{}, "jupyter-notebook", "--ip=0.0.0.0", fmt.Sprintf("--port=%d", port), "--NotebookApp.base_url=/user/somebody/",
		"--NotebookApp.token=secret", "--NotebookApp.trust_xheaders=True")
	s.await(t, "the server", func() bool { status, _ := get(port, "/user/somebody/api/status", "secret"); return status == 200 })
	if status, _ := get(port, "/user/somebody/api/status", "other"); status != 403 {
		t.Errorf("another token is answered %d\n%s", status, s.log)
	}
}
