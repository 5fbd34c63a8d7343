#!/usr/bin/env bash
# Puts moto_server, and what translates the template for it, into .venv-moto. Does nothing where they are there already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
requirements=tools/moto/requirements.txt
installed=.venv-moto/requirements.txt

# Two test runs may start at once.
exec 9<"$requirements"
if command -v flock >/dev/null; then flock 9; fi
if cmp -s "$requirements" "$installed"; then exit; fi

echo 'installing moto into .venv-moto' >&2
python3 -m venv --clear .venv-moto
# Registries have bad moments. Byte code is compiled on first use: most of it never is.
for pause in 5 20 0; do
  if .venv-moto/bin/pip install --quiet --disable-pip-version-check --no-compile --requirement "$requirements"; then
    cp "$requirements" "$installed"
    exit
  fi
  sleep "$pause"
done
exit 1
