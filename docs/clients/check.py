#!/usr/bin/env python3
"""Asks the hook whether a mapping task may start: check.py SUBMISSION.json

Ends with 0 where it may, 1 where it must not, 2 where nothing was decided: then it must not start either. Reads
SUBMISSIONS_URL (an output of the stack); credentials and Region as every AWS tool does. Wants botocore.
"""

import json
import os
import sys
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.session import Session

TRIES = int(os.environ.get("RETRIES", "3")) + 1
AGAIN = {429, 502, 503, 504}


def ask(url, body):
    """The status and the answer, of the last try where the hook could not decide."""
    session = Session()
    signer = SigV4Auth(session.get_credentials(), "execute-api", session.get_config_variable("region"))
    http = URLLib3Session(timeout=40)
    for left in reversed(range(TRIES)):
        request = AWSRequest("POST", url, headers={"Content-Type": "application/json"}, data=body)
        signer.add_auth(request)
        response = http.send(request.prepare())
        if response.status_code not in AGAIN or left == 0:
            return response.status_code, json.loads(response.text)
        time.sleep(float(response.headers.get("Retry-After", "1")))


def reasons(decision):
    for violation in decision["violations"]:
        if violation["status"] != "exempted":
            yield f"- {violation['ruleId']}: {violation['message']}\n  {violation['remediation']}"
    for result in decision["results"]:
        if result["outcome"] in ("fault", "undecided"):
            missing = ", ".join(result.get("missing", []))
            yield f"- {result['ruleId']}: {result['outcome']}" + (f", missing {missing}" if missing else "")


def main(path):
    with open(path, "rb") as file:
        status, answer = ask(os.environ["SUBMISSIONS_URL"], file.read())
    decision = answer.get("decision")
    if status == 200 and decision == "allow" and not answer.get("dryRun"):
        print("allowed")
        return 0
    if status == 403 and decision == "block":
        print("blocked:", *reasons(answer), sep="\n", file=sys.stderr)
        return 1
    print(f"nothing was decided (HTTP {status}): {answer.get('title', '')}", file=sys.stderr)
    print(answer.get("detail", ""), file=sys.stderr)
    for fault in answer.get("errors", []):
        print(f"- {fault['pointer']}: {fault['detail']}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Exception as error:  # Whatever it was: nothing was decided.
        print(f"nothing was decided: {type(error).__name__}", file=sys.stderr)
        sys.exit(2)
