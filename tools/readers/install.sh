#!/usr/bin/env bash
# Puts the programs of others that read our formats and commands into .venv-readers: Python packages, and there too
# Microsoft's SARIF Multitool from npm. Does nothing where they are there already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# Documents have people type it.
command -v jq >/dev/null || { apt-get update -qq && apt-get install -qq --yes jq; }
multitool="@microsoft/sarif-multitool-linux@5.7.0"
wanted=$(cat tools/readers/requirements.txt && echo "$multitool")
installed=.venv-readers/installed
if [ "$wanted" = "$(cat "$installed" 2>/dev/null)" ]; then exit; fi

echo 'installing readers into .venv-readers' >&2
python3 -m venv --clear .venv-readers
# Registries have bad moments.
for pause in 5 20 0; do
  if .venv-readers/bin/pip install --quiet --disable-pip-version-check --no-compile \
    --requirement tools/readers/requirements.txt &&
    npm install --prefix .venv-readers --no-save --no-audit --no-fund --ignore-scripts --silent "$multitool"; then
    chmod +x .venv-readers/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
    echo "$wanted" >"$installed"
    exit
  fi
  sleep "$pause"
done
exit 1
