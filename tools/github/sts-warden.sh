#!/usr/bin/env bash
# The command line of this checkout, which first installs what it needs, without what only work on it needs: npm writes the
# file that is looked for last, and what it does on standard error.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ ! -e "$root/node_modules/.package-lock.json" ]; then
  npm ci --prefix "$root" --omit=dev --no-audit --no-fund --ignore-scripts >&2
fi
# Where the checkout brings a Node of its own, it is that one.
PATH=$root/node_modules/.bin:$PATH exec node "$root/cli/bin.js" "$@"
