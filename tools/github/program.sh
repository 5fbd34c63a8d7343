#!/usr/bin/env bash
# Prints the path of the command line in this checkout; first installs what it needs, once, without what only work on it
# needs. npm says what it does on standard error.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ ! -d "$root/node_modules/commander" ]; then
  npm ci --prefix "$root" --omit=dev --no-audit --no-fund --ignore-scripts >&2
fi
echo "$root/cli/bin.js"
