"""Checks template.yaml, offline: by cfn-lint, by the SAM translator, and for what no linter knows."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from boto3.session import Session
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
ALL_MANAGEMENT_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
# Actions for which AWS knows no resource.
UNSCOPED_ACTIONS = {"sts:GetAccessKeyInfo", "xray:PutTraceSegments", "xray:PutTelemetryRecords"}

Resources = dict[str, dict]
Faults = Iterator[str]


def main() -> int:
    faults = lint_faults() or template_faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def lint_faults() -> list[str]:
    command = [Path(sys.executable).with_name("cfn-lint"), TEMPLATE]
    lint = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return [lint.stdout or f"cfn-lint ended with {lint.returncode}"] if lint.returncode or lint.stdout else []


def template_faults() -> list[str]:
    source = yaml_parse(TEMPLATE.read_text())
    faults = list(code_faults(source["Resources"]))
    try:
        resources = translate(source)
    except InvalidDocumentException as error:
        return [error.message, *(cause.message for cause in error.causes)]
    for check in (
        function_faults,
        mapping_faults,
        dead_letter_faults,
        rule_faults,
        policy_faults,
        hook_faults,
    ):
        faults.extend(check(resources))
    return faults


def translate(source: dict) -> Resources:
    """What the SAM transform makes of the template. Changes `source`: the translator wants code on S3."""
    for function in of_type(source["Resources"], "AWS::Serverless::Function").values():
        function["Properties"]["CodeUri"] = "s3://bucket/code.zip"
    logging.disable(logging.WARNING)
    managed_policies: dict[str, str] = {}
    session = Session(region_name="us-east-1")
    return Translator(managed_policies, Parser(), boto_session=session).translate(source, {})["Resources"]


def code_faults(resources: Resources) -> Faults:
    """Every folder of functions/ is deployed, and nothing else is."""
    folders = {f"dist/functions/{path.name}/" for path in (ROOT / "functions").iterdir()}
    functions = of_type(resources, "AWS::Serverless::Function")
    deployed = {function["Properties"]["CodeUri"] for function in functions.values()}
    for uri in sorted(folders ^ deployed):
        yield f"{uri}: expected one function for each folder of functions/"


def function_faults(resources: Resources) -> Faults:
    for name, function in of_type(resources, "AWS::Lambda::Function").items():
        properties = function["Properties"]
        for key in ("Timeout", "MemorySize"):
            if key not in properties:
                yield f"{name}: no {key}"
        if properties["Runtime"] != "nodejs24.x":
            yield f"{name}: runtime {properties['Runtime']}"
        if properties.get("TracingConfig") != {"Mode": "Active"}:
            yield f"{name}: not traced"
        log = resources.get(target(properties.get("LoggingConfig", {}).get("LogGroup")), {})
        if "RetentionInDays" not in log.get("Properties", {}):
            yield f"{name}: no log group with a retention"
        role = resources[target(properties["Role"])]["Properties"]
        if any(target(arn) not in resources for arn in role.get("ManagedPolicyArns", [])):
            yield f"{name}: a policy of AWS's in its role, all of which grant more than needed"


def mapping_faults(resources: Resources) -> Faults:
    """What is read from a queue is neither lost nor worked on twice at a time."""
    for name, mapping in of_type(resources, "AWS::Lambda::EventSourceMapping").items():
        properties = mapping["Properties"]
        function = resources[target(properties["FunctionName"])]["Properties"]
        queue = resources[target(properties["EventSourceArn"])]["Properties"]
        if properties.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name}: one bad message would send back its whole batch"
        window = properties.get("MaximumBatchingWindowInSeconds", 0)
        if queue["VisibilityTimeout"] < 6 * function["Timeout"] + window:
            yield f"{name}: visibility timeout below six times the function's timeout and the batching window"
        dead_letters = target(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
        if dead_letters not in resources:
            yield f"{name}: its queue has no dead-letter queue"
        if target(function["Environment"]["Variables"].get("DEAD_LETTER_QUEUE_URL")) != dead_letters:
            yield f"{name}: DEAD_LETTER_QUEUE_URL is not its queue's dead-letter queue"


def dead_letter_faults(resources: Resources) -> Faults:
    """Queues that nothing reads: kept, and watched."""
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping")
    read = {target(mapping["Properties"]["EventSourceArn"]) for mapping in mappings.values()}
    watched = {
        target(dimension["Value"])
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
        if alarm["Properties"]["MetricName"] == "ApproximateNumberOfMessagesVisible"
        for dimension in alarm["Properties"]["Dimensions"]
    }
    for name, queue in of_type(resources, "AWS::SQS::Queue").items():
        if name in read:
            continue
        if name not in watched:
            yield f"{name}: no alarm on its depth"
        if queue.get("DeletionPolicy") != "Retain":
            yield f"{name}: its messages would go with the stack"


def rule_faults(resources: Resources) -> Faults:
    for name, rule in of_type(resources, "AWS::Events::Rule").items():
        properties = rule["Properties"]
        # Only the default bus gets CloudTrail's events.
        if "EventBusName" not in properties and properties.get("State") != ALL_MANAGEMENT_EVENTS:
            yield f"{name}: gets no read-only management events"
        for rule_target in properties["Targets"]:
            queue = target(rule_target["Arn"])
            dead_letters = target(rule_target.get("DeadLetterConfig", {}).get("Arn"))
            if dead_letters not in resources:
                yield f"{name}: no dead-letter queue for its target"
            for destination in filter(None, (queue, dead_letters)):
                if name not in senders(resources, destination):
                    yield f"{name}: {destination} does not let it in"


def senders(resources: Resources, queue: str) -> set[str]:
    """The rules that a queue's policy lets EventBridge send for."""
    return {
        target(arn)
        for policy in of_type(resources, "AWS::SQS::QueuePolicy").values()
        if queue in map(target, policy["Properties"]["Queues"])
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
        for arn in listed(statement["Condition"]["ArnEquals"]["aws:SourceArn"])
    }


def policy_faults(resources: Resources) -> Faults:
    managed = of_type(resources, "AWS::IAM::ManagedPolicy")
    documents = {name: policy["Properties"]["PolicyDocument"] for name, policy in managed.items()}
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            documents[f"{name}/{policy['PolicyName']}"] = policy["PolicyDocument"]
    for name, document in documents.items():
        for statement in document["Statement"]:
            actions = set(listed(statement["Action"]))
            if any("*" in action for action in actions):
                yield f"{name}: an action with a wildcard"
            if "*" in listed(statement["Resource"]) and not actions <= UNSCOPED_ACTIONS:
                yield f"{name}: {', '.join(sorted(actions))} on every resource"


def hook_faults(resources: Resources) -> Faults:
    """The hook takes signed requests only, but needs no permission of its callers."""
    for name, api in of_type(resources, "AWS::ApiGateway::RestApi").items():
        body = api["Properties"]["Body"]
        statements = body["x-amazon-apigateway-policy"]["Statement"]
        allowed = [resource for statement in statements for resource in listed(statement["Resource"])]
        operations = [(path, method) for path, methods in body["paths"].items() for method in methods]
        for path, method in operations:
            operation = body["paths"][path][method]
            if operation.get("security") != [{"AWS_IAM": []}]:
                yield f"{name}: {method} {path} takes unsigned requests"
            if "credentials" in operation["x-amazon-apigateway-integration"]:
                yield f"{name}: {method} {path} needs its caller to have permissions"
        expected = [f"execute-api:/live/{method.upper()}{path}" for path, method in operations]
        if allowed != expected:
            yield f"{name}: its resource policy allows {allowed}, expected {expected}"


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def target(value: object) -> str:
    """The logical id that a Ref or Fn::GetAtt names; empty for anything else."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return name
    return ""


def listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main())
