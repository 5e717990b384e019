#!/bin/sh
# Finds a Python that is new enough ($PYTHON, else the first fit on the PATH) and hands over to it.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" -B "$here/__main__.py" "$@"
  fi
done
echo "Switchboard needs Python 3.11 or later; ${PYTHON:-python3} is not. Name one with PYTHON=/path/to/python3." >&2
exit 1
