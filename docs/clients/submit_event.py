#!/usr/bin/env python3
"""Hands in a submission as an event and waits for the decision: submit_event.py SUBMISSION.json

Ends with 0 where the task may start, 1 where it must not, 2 where nothing was decided: then it must not start either.
Reads EVENT_BUS (name or ARN, an output of the stack), SOURCE (`informatica.mapping` where it is not set), and
DECISION_QUEUE_URL: a queue of the caller's own that a rule on the bus fills with `Mapping Submission Allowed` and
`Mapping Submission Blocked`. WAIT_SECONDS is how long it waits, 60 where it is not set. Wants boto3.
"""

import json
import os
import sys
import time
import uuid

import boto3


def submit(document):
    """Puts the event; a submission without an id gets one, by which the answer is known."""
    document.setdefault("submissionId", f"event-{uuid.uuid4()}")
    entry = {
        "EventBusName": os.environ["EVENT_BUS"],
        "Source": os.environ.get("SOURCE", "informatica.mapping"),
        "DetailType": "Mapping Submission Requested",
        "Detail": json.dumps(document),
    }
    answer = boto3.client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"] > 0:
        raise RuntimeError("the bus refused the event")
    return document["submissionId"]


def decision_on(submission_id, until):
    """The decision; None where none came in time. What is for others goes back to the queue at once."""
    queue, url = boto3.client("sqs"), os.environ["DECISION_QUEUE_URL"]
    while time.monotonic() < until:
        answer = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2)
        for message in answer.get("Messages", []):
            receipt = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
            detail = json.loads(message["Body"])["detail"]
            if detail.get("submissionId") == submission_id:
                queue.delete_message(**receipt)
                return detail
            queue.change_message_visibility(**receipt, VisibilityTimeout=0)
    return None


def main(path):
    with open(path, encoding="utf-8") as file:
        submission_id = submit(json.load(file))
    decision = decision_on(submission_id, time.monotonic() + float(os.environ.get("WAIT_SECONDS", "60")))
    if decision is None or decision.get("decision") not in ("allow", "block"):
        print("nothing was decided", file=sys.stderr)
        return 2
    if decision["decision"] == "allow":
        print("allowed")
        return 0
    print("blocked:", file=sys.stderr)
    for violation in decision.get("violations", []):
        if violation["status"] != "exempted":
            print(f"- {violation['ruleId']}: {violation['message']}", file=sys.stderr)
            print(f"  {violation['remediation']}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Exception as error:  # Whatever it was: nothing was decided.
        print(f"nothing was decided: {type(error).__name__}", file=sys.stderr)
        sys.exit(2)
