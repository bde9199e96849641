#!/bin/sh
# Calls sublunar with what lies in this folder. Of the machine's own it takes a C compiler and Python, if they are there.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
. "$here/environment"
exec "$here/bin/sublunar" "$@"
