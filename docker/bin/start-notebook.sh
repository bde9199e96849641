#!/bin/bash
# What the image does when it is told nothing else: JupyterLab, or where JupyterHub starts it, the server of one of its users.
# Arguments are JupyterLab's. The notebooks are copied to the reader's folder once, and are theirs from then on.
set -e

work=$HOME/work
fresh=''

# Whole or not at all: a container may be stopped at any time.
copy_notebooks() {
  mkdir -p "$work" && fresh=$(mktemp -d "$work/.notebooks-XXXXXX") &&
    cp -R /opt/sublunar/notebooks/. "$fresh" && chmod 755 "$fresh" && mv -T "$fresh" "$work/notebooks"
}

if [ ! -e "$work/notebooks" ] && ! copy_notebooks; then
  [ -z "$fresh" ] || rm -rf "$fresh"
  echo "start-notebook.sh: the notebooks can't be copied to $work: mount a folder there that user $(id -u) may write in." \
    "They are in /opt/sublunar/notebooks" >&2
fi
[ ! -d "$work/notebooks" ] || set -- "--ServerApp.preferred_dir=$work/notebooks" "$@"

# A container's files are new to the kernel, which then asks Go about them once: better now than in the first cell.
(launcher warm > /dev/null 2>&1 &)

if [ -n "${JUPYTERHUB_API_TOKEN:-}" ]; then
  exec jupyterhub-singleuser "$@"
fi
exec jupyter lab "$@"
