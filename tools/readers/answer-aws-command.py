"""Takes the place of `aws`: the AWS CLI reads a command as ever, nothing is sent, and the API's model makes up an answer.

Appends to the file AWS_COMMANDS, as a line of JSON, which command it was and what is wrong with it. The outputs of stacks
are those in AWS_OUTPUTS. Every other time that messages are received there are none.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path

from awscli.clidriver import create_clidriver
from awscli.customizations.cloudformation.deploy import DeployCommand
from awscli.customizations.cloudformation.package import PackageCommand
from awscli.customizations.waiters import WaiterCaller

# What version 2 alone has, with options: https://awscli.amazonaws.com/v2/documentation/api/latest/reference/
ONLY_IN_VERSION_2 = {
    ("configure", "export-credentials"): {"--profile", "--format"},
    ("logs", "tail"): {"--since", "--follow", "--format", "--filter-pattern", "--log-stream-names"},
}
RECEIVED = Path("received")


class AnyKey(dict):
    """A map that has the same at every key."""

    def get(self, key, default=None):
        return next(iter(self.values()))


def sample(shape, within=()):
    """A value of a shape: of a list one member, of what contains itself nothing."""
    if shape.name in within:
        return None
    inside = (*within, shape.name)
    if shape.type_name == "structure":
        return {name: sample(member, inside) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [sample(shape.member, inside)]
    if shape.type_name == "map":
        return AnyKey(key=sample(shape.value, inside))
    if shape.type_name == "string":
        return shape.enum[0] if shape.enum else "sample"
    return {"boolean": True, "timestamp": 0, "blob": b""}.get(shape.type_name, 1)


def answer(model):
    """What AWS might answer."""
    if model.name == "ReceiveMessage" and RECEIVED.exists():
        RECEIVED.unlink()
        return {}
    made = sample(model.output_shape) if model.output_shape else {}
    if model.name == "ReceiveMessage":
        RECEIVED.touch()
        made["Messages"][0]["MessageAttributes"] = {"TARGET_ARN": {"StringValue": "arn:aws:sqs:sample"}}
    if model.name == "GetCallerIdentity":
        made["Arn"] = "arn:aws:sts::123456789012:assumed-role/deployer/sample"
    if model.name == "DescribeStacks":
        outputs = json.loads(os.environ["AWS_OUTPUTS"])
        made["Stacks"][0]["Outputs"] = [{"OutputKey": name, "OutputValue": f"sample-{name}"} for name in outputs]
    if model.has_streaming_output:
        made[model.output_shape.serialization["payload"]] = io.BytesIO()
    return made


def read(words):
    """Has the AWS CLI read the words and print the answer. Returns what it complains of."""
    allowed = ONLY_IN_VERSION_2.get(tuple(words[:2]))
    if allowed is not None:
        return " ".join(word for word in words if word.startswith("--") and word not in allowed)
    # These do more than one call, and wait.
    DeployCommand._run_main = PackageCommand._run_main = WaiterCaller.invoke = lambda *_: 0
    driver = create_clidriver()
    driver.session.register("before-call", lambda model, **_: (type("Response", (), {"status_code": 200}), answer(model)))
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            code = driver.main([*words, "--no-paginate"])
        except SystemExit as end:
            code = end.code
    return said.getvalue().strip() if code else ""


def main():
    words = sys.argv[1:]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        fault = read(words)
    text = printed.getvalue()
    query = words[words.index("--query") + 1] if "--query" in words else None
    finds_nothing = query is not None and text.strip() in ("", "None", "null", "[]")
    # A filter by a value need not let the sample through; by the name of an output it has to.
    if not fault and finds_nothing and ("[?" not in query or "OutputKey" in query):
        fault = f"--query finds nothing: {query}"
    with open(os.environ["AWS_COMMANDS"], "a", encoding="utf-8") as file:
        print(json.dumps({"command": " ".join(words[:2]), "fault": fault}), file=file)
    sys.stdout.write(text)


main()
