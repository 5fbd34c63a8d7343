#!/usr/bin/env bash
# Asks the hook whether a mapping task may start: check.sh SUBMISSION.json
# Ends with 0 where it may, 1 where it must not, 2 where nothing was decided: then it must not start either.
# Reads SUBMISSIONS_URL (an output of the stack), AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, of a
# session, AWS_SESSION_TOKEN. Wants curl 7.75 or later, and jq.
set -euo pipefail
: "${1:?expected a file with a submission}" "${SUBMISSIONS_URL:?}" "${AWS_REGION:?}"
: "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}"

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# By standard input: what is on a command line, everybody on the machine can read.
credentials() {
  printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
  if [ -n "${AWS_SESSION_TOKEN:-}" ]; then printf 'header = "X-Amz-Security-Token: %s"\n' "$AWS_SESSION_TOKEN"; fi
}

# 429 and 503 are tried again, after as long as the answer says.
status=$(credentials | curl --config - --silent --show-error --retry "${RETRIES:-3}" --max-time 40 \
  --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --header 'Content-Type: application/json' \
  --data-binary "@$1" --output "$answer" --write-out '%{http_code}' "$SUBMISSIONS_URL") || status=none

said() { jq --raw-output "$1" "$answer" 2>/dev/null; }
case "$status $(said '.decision // empty')" in
  '200 allow')
    if [ "$(said '.dryRun // false')" = true ]; then
      echo 'a dry run holds for nothing' >&2
      exit 2
    fi
    echo 'allowed' ;;
  '403 block')
    echo 'blocked:' >&2
    said '(.violations // [])[] | select(.status != "exempted") | "- \(.ruleId): \(.message)\n  \(.remediation)"' >&2
    said '.results[] | select(.outcome == "fault" or .outcome == "undecided")
      | "- \(.ruleId): \(.outcome)" + (if .missing then ", missing " + (.missing | join(", ")) else "" end)' >&2
    exit 1 ;;
  *)
    echo "nothing was decided (HTTP $status): $(said '.title // .message // empty')" >&2
    said '.detail // empty' >&2
    said '(.errors // [])[] | "- \(.pointer): \(.detail)"' >&2
    exit 2 ;;
esac
