#!/usr/bin/env bash
# The hooks of .pre-commit-hooks.yaml: `sts-warden check` with the words and files that pre-commit gives.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$("$here/program.sh")
exec node "$program" check --no-progress "$@"
