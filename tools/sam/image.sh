#!/usr/bin/env bash
# Sees to it that `sam local invoke --skip-pull-image` finds Lambda's image for Node 24: the one that is there, else AWS's
# own from its registry, else, where the registry cannot be reached, a stand-in built by build-image.sh.
set -euo pipefail
# The output belongs to whoever calls: what is said here is about progress.
exec >&2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/image-versions.sh"

fail() {
  printf '%s\n' "$@"
  exit 1
}

field() {
  docker image inspect --format "$2" "$1" 2>/dev/null
}

# SAM puts a layer on the image and keeps the result, whatever becomes of the image.
drop_outgrown() {
  local base grown
  base=$(field "$IMAGE" '{{ json .RootFS.Layers }}')
  grown=$(field "$SAM_IMAGE" '{{ json .RootFS.Layers }}') || return 0
  [[ $grown == "${base%]}",* ]] || docker image rm --force "$SAM_IMAGE" >/dev/null
}

if ! command -v docker >/dev/null; then
  fail 'There is no `docker`, which `sam local invoke` runs functions with.' \
    'Debian and Ubuntu: apt-get install docker.io; others: https://docs.docker.com/engine/install/'
fi
if ! said=$(docker version --format '{{ .Server.Version }}' 2>&1); then
  fail "No Docker engine answers. ${said#$'\n'}" \
    'Start it: systemctl start docker, or where nothing manages services: tools/docker-engine.sh start'
fi

if label=$(field "$IMAGE" "{{ index .Config.Labels \"$STAND_IN_LABEL\" }}"); then
  case $label in
    '')
      printf '%s: from AWS\n' "$IMAGE"
      drop_outgrown
      exit
      ;;
    "$(stand_in_content)")
      printf '%s: stand-in, up to date\n' "$IMAGE"
      drop_outgrown
      exit
      ;;
  esac
fi
if said=$(docker pull --quiet "$IMAGE" 2>&1); then
  printf '%s: pulled\n' "$IMAGE"
else
  printf '%s cannot be pulled (%s), building a stand-in\n' "$IMAGE" "$said"
  "$here/build-image.sh"
fi
drop_outgrown
