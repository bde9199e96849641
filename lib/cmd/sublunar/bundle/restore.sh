#!/bin/sh
# Sets up what lies in this folder, with no network, and writes nowhere else. It may be called again.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "$here"
say() { printf '%s\n' "$*"; }
fail() { printf 'restore: %s\n' "$*" >&2; exit 1; }

system=$(uname -sm)
[ "$system" = "@SYSTEM@" ] || fail "this archive is for @SYSTEM@, and this machine is $system"
say "checking the files"
if command -v sha256sum >/dev/null; then
  sha256sum -c checksums.sha256 >home.log 2>&1 || { grep -v ': OK$' home.log | head -5 >&2; rm -f home.log; fail "these files are not as they were packed: copy the archive again"; }
  rm -f home.log
else
  say "  there is no sha256sum here: they are taken as they are"
fi
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME
. ./environment

if [ -z "@HASGO@" ]; then
  command -v go >/dev/null || fail "Go @GO@ or later is not in this archive: install it"
fi
go version >/dev/null 2>&1 || fail "go does not start here: unpack the archive on a disk from which programs may be started (not on a stick formatted FAT)"
command -v gcc >/dev/null || command -v cc >/dev/null ||
  say "There is no C compiler here: pure Go computes instead of XLA, some ten times slower. Install gcc and call ./restore again to mend that."

# JupyterLab's packages hold parts that are compiled for one minor version of Python each.
lab=
found=
for name in python3 python python3.14 python3.13 python3.12 python3.11 python3.10; do
  command -v "$name" >/dev/null || continue
  version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || continue
  found=$version
  case " @PYTHON@ " in *" $version "*) lab=yes ;; esac
  break
done

mkdir -p home
if [ -n "$lab" ]; then
  ./sublunar setup || { ./sublunar setup --no-lab; lab=; say "JupyterLab could not be set up, for the reason above: run works, lab does not."; }
else
  ./sublunar setup --no-lab
  if [ -z "@PYTHON@" ]; then
    say "JupyterLab is not in this archive: run works, lab does not."
  else
    say "JupyterLab is here for Python @PYTHON@, and this machine has ${found:-none}: install one of those and call ./restore again. run works all the same."
  fi
fi

say
say "Set up in $here. Type:"
say "  cd '$here'"
[ -z "$lab" ] || say "  ./sublunar lab       opens JupyterLab on the notebooks"
say "  ./sublunar run       executes them, and checks their claims"
say "The project is in project/. Delete this folder, and all is undone."
