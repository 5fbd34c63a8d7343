#!/usr/bin/env bash
# The step of action.yml: annotations for the pull request, the table for the summary of the run. Ends as `check` does.
set -euo pipefail

sts_warden=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/sts-warden.sh

mapfile -t paths < <(grep -v '^[[:space:]]*$' <<<"$PATHS" || true)
if [ "${#paths[@]}" -eq 0 ]; then
  echo '::error title=STS Warden::paths: expected an export package or a submission, got nothing'
  exit 3
fi
options=(--no-progress --no-color --fail-level "$FAIL_LEVEL")
if [ -n "${POLICY:-}" ]; then options+=(--policy "$POLICY"); fi
if [ -n "${RUNS:-}" ]; then options+=(--runs "$RUNS"); fi

# Both forms are of the same files by the same rules: what cannot be read is told once.
# The table is indented, which makes Markdown of no line of it: what is in it could end a fence.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  {
    echo
    { "$sts_warden" check --quiet "${options[@]}" -- "${paths[@]}" 2>/dev/null || true; } | sed 's/^/    /'
  } >>"$GITHUB_STEP_SUMMARY"
fi
"$sts_warden" check --format github "${options[@]}" -- "${paths[@]}"
