#!/usr/bin/env bash
# Installs Debian's Chromium, in which the page is tested and photographed, and a font for it. Does nothing where it is there already.
set -euo pipefail
if command -v chromium >/dev/null; then exit; fi

echo 'installing chromium' >&2
export DEBIAN_FRONTEND=noninteractive
# Mirrors have bad moments.
for pause in 5 20 0; do
  if apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null; then exit; fi
  sleep "$pause"
done
exit 1
