#!/bin/bash
# Builds the image for real where no container registry is in reach: by buildah, on a base made from Debian's own packages and
# this machine's Go. The tests use it; where there is a registry, `docker build` is what to take.
#
#   docker/build_offline.sh [buildah's arguments, such as --build-arg ACCELERATOR=cuda]
#
#   needs      root, and: apt-get install -y --no-install-recommends buildah mmdebstrap
#   WORK       folder for the store, the bases and the build (default .sublunar/image)
#   IMAGE      name of the image (default localhost/sublunar:test)
#   ARCH       amd64, arm64: another than this machine's needs qemu-user-static and binfmt-support, and a Go for it in GO_TREE
#
# How this machine reaches its package indexes is mounted over the build's RUN steps, and so is its module cache, to copy from.
# None of it enters the image.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
work=${WORK:-$checkout/.sublunar/image}
image=${IMAGE:-localhost/sublunar:test}
arch=${ARCH:-$(dpkg --print-architecture)}
suite=bookworm
go_tree=${GO_TREE:-$(cd "$checkout" && go env GOROOT)}
go_version=$(head -n 1 "$go_tree/VERSION")
settings=$work/settings
mkdir -p "$settings" "$work/tmp"
export TMPDIR=$work/tmp

buildah=(buildah --root "$work/store" --runroot "$work/run" --storage-driver)
if "${buildah[@]}" overlay info > /dev/null 2>&1; then buildah+=(overlay); else buildah+=(vfs); fi

# base NAME COMMAND: an image of what COMMAND puts into the folder that it is given; made once.
base() {
  local container folder
  ! "${buildah[@]}" inspect --type image "$1" > /dev/null 2>&1 || return 0
  echo "making $1" >&2
  container=$("${buildah[@]}" from --arch "$arch" scratch)
  folder=$("${buildah[@]}" mount "$container")
  "$2" "$folder"
  "${buildah[@]}" config --arch "$arch" --cmd /bin/bash \
    --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  "${buildah[@]}" commit -q --rm --format docker "$container" "$1" > /dev/null
}

debian() {
  local sources=/etc/apt/sources.list
  [ -s "$sources" ] || sources=/etc/apt/sources.list.d/debian.sources
  # With /usr merged from the start, as in Debian's own image, no perl comes in to merge it.
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  mmdebstrap --quiet --variant=minbase --architectures="$arch" \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=usr-is-merged \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -f "$1"/etc/resolv.conf "$1"/etc/hostname' \
    "$suite" "$work/base.tar" "$sources"
  tar -C "$1" -xpf "$work/base.tar" --numeric-owner
  rm "$work/base.tar"
}

go_image() { mkdir -p "$1/usr/local/go" && cp -a "$go_tree/." "$1/usr/local/go/"; }

# reach writes how this machine reaches Debian, Python's index and Go's proxy.
reach() {
  local name value modules
  modules=$(cd "$checkout" && go env GOMODCACHE)/cache/download
  mkdir -p "$modules"
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$settings/ca.pem"
  apt-config dump | grep -Ei '^Acquire::(https?|retries|check-|forceipv|queue-mode)' |
    sed -E 's#(CaInfo) ".*"#\1 "/etc/pki/tls/certs/host.pem"#I' > "$settings/apt.conf" || true
  {
    echo '[global]'
    python3 -m pip config list 2> /dev/null |
      sed -nE "s/^(global|:env:)\.(index-url|extra-index-url|trusted-host|timeout|default-timeout|retries)='?([^']*)'?$/\2 = \3/p" |
      sort -u -t= -k1,1
    echo 'cert = /etc/pki/tls/certs/host.pem'
  } > "$settings/pip.conf"
  {
    cat "$go_tree/go.env"
    for name in GOPROXY GOSUMDB GONOSUMDB GONOPROXY GOPRIVATE GOINSECURE; do
      value=$(go env "$name")
      [ "$name" != GOPROXY ] || value=file:///media,$value
      [ -z "$value" ] || echo "$name=$value"
    done
  } > "$settings/go.env"
  chmod 0644 "$settings"/*
  mounts=(-v "$modules:/media:ro" -v "$settings/ca.pem:/etc/pki/tls/certs/host.pem:ro"
    -v "$settings/apt.conf:/etc/apt/apt.conf.d/99-host:ro" -v /etc/apt/auth.conf.d:/etc/apt/auth.conf.d:ro
    -v "$settings/pip.conf:/etc/pip.conf:ro" -v "$settings/go.env:/usr/local/go/go.env:ro")
}

base "localhost/debian-$arch:$suite" debian
base "localhost/golang-$arch:$go_version" go_image
reach
"${buildah[@]}" build --isolation chroot --network host --pull-never --format docker --force-rm --arch "$arch" \
  --ignorefile "$checkout/docker/Dockerfile.dockerignore" --file "$checkout/docker/Dockerfile" --layers=false \
  --build-arg "BASE_IMAGE=localhost/debian-$arch:$suite" --build-arg "GO_IMAGE=localhost/golang-$arch:$go_version" \
  "${mounts[@]}" "$@" --tag "$image" "$checkout"
# The image of this name that was before, unless a container stands on it.
"${buildah[@]}" rmi --prune > /dev/null 2>&1 || true
