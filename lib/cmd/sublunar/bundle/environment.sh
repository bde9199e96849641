# Settings for what lies in this folder, $here. Nothing is asked of a network, and nothing is written outside of the folder but temporary files.
if [ -d "$here/go" ]; then
  export GOROOT="$here/go" PATH="$here/go/bin:$PATH"
fi
export SUBLUNAR_HOME="$here/project/.sublunar"
export GOPATH="$here/home/go" GOMODCACHE="$here/modules" GOCACHE="$here/home/cache/go-build" GOENV=off GOFLAGS= GOWORK= GOPROXY=off GOSUMDB=off GOTOOLCHAIN=local
export XDG_CONFIG_HOME="$here/home/config" XDG_CACHE_HOME="$here/home/cache" XDG_DATA_HOME="$here/home/data"
# pip parts what it is given at spaces.
PIP_FIND_LINKS="file://$(printf '%s' "$here/wheels" | sed 's/%/%25/g; s/ /%20/g')"
export PIP_FIND_LINKS PIP_NO_INDEX=1 PIP_NO_CACHE_DIR=1 PIP_CONFIG_FILE=/dev/null
