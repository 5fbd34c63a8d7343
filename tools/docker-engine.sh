#!/usr/bin/env bash
# start: sees to it that a Docker engine answers; where there is none, installs and starts Debian's. stop: ends the engine
# that start had to start, and no other.
set -euo pipefail
state=/run/sts-warden-docker

fail() {
  printf 'no Docker engine: %s\n' "$1" >&2
  exit 1
}

answers() {
  docker version --format '{{ .Server.Version }}' >/dev/null 2>&1
}

install_engine() {
  command -v apt-get >/dev/null || fail 'install one, https://docs.docker.com/engine/install/'
  [ "$(id --user)" -eq 0 ] || fail 'sudo apt-get install docker.io'
  printf 'installing docker.io\n'
  local log pause
  for pause in 5 20 0; do
    if log=$({ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes docker.io; } 2>&1); then
      return
    fi
    sleep "$pause"
  done
  fail "docker.io cannot be installed: $(tail -n 5 <<<"$log")"
}

start_engine() {
  [ "$(id --user)" -eq 0 ] || fail "somebody has to start it: systemctl start docker, or sudo $0 start"
  mkdir -p "$state"
  # In a session of its own, so that it outlives this script and the terminal.
  setsid dockerd >"$state/log" 2>&1 </dev/null &
  printf '%d\n' $! >"$state/pid"
  local second
  for second in {1..60}; do
    if answers; then
      printf 'engine started (%d s)\n' "$second"
      return
    fi
    kill -0 $! 2>/dev/null || break
    sleep 1
  done
  fail "dockerd does not start: $(grep -v level=info "$state/log" | tail -n 10)"
}

start() {
  if answers; then
    printf 'an engine runs already\n'
    return
  fi
  command -v dockerd >/dev/null || install_engine
  # Where something manages services, installing it has started it.
  answers || start_engine
}

stop() {
  [ -f "$state/pid" ] || return 0
  local pid
  pid=$(<"$state/pid")
  rm "$state/pid"
  kill "$pid" 2>/dev/null || return 0
  # It ends its containers first.
  timeout 60 tail --pid="$pid" --follow /dev/null || kill -KILL "$pid"
}

case ${1:-} in
  start | stop) "$1" ;;
  *) fail "usage: $0 start|stop" ;;
esac
