#!/bin/bash
# Runs a command, or a shell, as the image's user, after the hooks. As in Jupyter's docker-stacks, a container that root starts
# (`--user root`) takes these from its environment:
#
#   NB_USER NB_UID NB_GID NB_GROUP   the user that the command runs as
#   CHOWN_HOME=yes                   give the whole of that user's home to the user, and not its top alone
#   CHOWN_EXTRA=/data,/more          and these folders, with CHOWN_EXTRA_OPTS=-R all that is in them
#   NB_UMASK=002                     the umask of what the command writes
#
# Hooks in start-notebook.d run first, as whoever starts the container; those in before-notebook.d when the user is there. *.sh is
# sourced, what may be executed is executed.
set -e

say() { echo "start.sh: $*" >&2; }

hooks() {
  local hook
  for hook in "$1"/*; do
    case "$hook" in
      *.sh)
        say "sourcing $hook"
        # shellcheck disable=SC1090
        source "$hook" || say "$hook failed; going on"
        ;;
      *)
        if [ -f "$hook" ] && [ -x "$hook" ]; then
          say "executing $hook"
          "$hook" || say "$hook failed; going on"
        fi
        ;;
    esac
  done
}

# become_user makes the user that is asked for out of the image's own. Only root calls it.
become_user() {
  local was group
  was=$(getent passwd "$NB_UID" | cut -d: -f1 || true)
  if [ "$was" != "$NB_USER" ] || [ "$(id -g "$NB_USER")" != "$NB_GID" ]; then
    group=$(getent group "$NB_GID" | cut -d: -f1 || true)
    if [ -z "$group" ]; then
      group=${NB_GROUP:-$NB_USER}
      groupadd --force --non-unique --gid "$NB_GID" "$group"
    fi
    # Files of the image are the group's users: who is in it may write them. A user is replaced, not changed: usermod would
    # walk through all of the home.
    ! id "$NB_USER" > /dev/null 2>&1 || userdel "$NB_USER"
    useradd --no-log-init --no-create-home --non-unique --shell /bin/bash --home-dir "/home/$NB_USER" \
      --uid "$NB_UID" --gid "$NB_GID" --groups users "$NB_USER"
  fi
  export HOME=/home/$NB_USER
  if [ ! -d "$HOME" ]; then
    install -d -m 2775 "$HOME"
    cp -a /etc/skel/. "$HOME"
    chown -R "$NB_UID:$NB_GID" "$HOME"
  fi
  chown "$NB_UID:$NB_GID" "$HOME"
  [ "${CHOWN_HOME:-}" != yes ] && [ "${CHOWN_HOME:-}" != 1 ] || chown -R "$NB_UID:$NB_GID" "$HOME"
  if [ -n "${CHOWN_EXTRA:-}" ]; then
    local folders folder options
    IFS=, read -ra folders <<< "$CHOWN_EXTRA"
    read -ra options <<< "${CHOWN_EXTRA_OPTS:-}"
    for folder in "${folders[@]}"; do chown "${options[@]}" "$NB_UID:$NB_GID" "$folder"; done
  fi
  # The folder that the image starts in is its own user's.
  case "$PWD/" in /home/*) cd "$HOME" ;; esac
}

if [ $# -eq 0 ]; then set -- bash; fi

hooks /usr/local/bin/start-notebook.d

as=()
if [ "$(id -u)" -eq 0 ]; then
  for number in "$NB_UID" "$NB_GID"; do
    case "$number" in '' | *[!0-9]*) say "NB_UID and NB_GID are numbers, not $number"; exit 2 ;; esac
  done
  case "${GRANT_SUDO:-no}" in yes | 1) say "GRANT_SUDO is not honoured: this image has no sudo; build one with EXTRA_PACKAGES, or use --user root" ;; esac
  if [ "$NB_UID" -ne 0 ]; then
    become_user
    as=(setpriv --reuid "$NB_UID" --regid "$NB_GID" --init-groups)
  fi
else
  [ -w "$HOME" ] || say "$HOME can't be written by user $(id -u): start with --group-add users, or with --user root -e NB_UID=$(id -u)"
  [ -w "$GOCACHE" ] || say "the caches can't be written by user $(id -u), and no changed cell will compile: start with --group-add users"
  NB_USER=$(id -un 2> /dev/null || echo "$NB_USER")
fi
export USER=$NB_USER LOGNAME=$NB_USER

hooks /usr/local/bin/before-notebook.d

[ -z "${NB_UMASK:-}" ] || umask "$NB_UMASK"
exec "${as[@]}" "$@"
