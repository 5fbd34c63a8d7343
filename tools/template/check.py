"""Checks the templates, offline: by cfn-lint, and template.yaml for what only the SAM transform shows."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from boto3.session import Session
from jsonschema import Draft4Validator
from jsonschema.exceptions import SchemaError
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
FORWARDER = ROOT / "docs/deploy/forward-sts-events.yaml"
ADOPTION = ROOT / "docs/deploy/adopt-table.yaml"

Resources = dict[str, dict]
Faults = Iterator[str]


def main() -> int:
    faults = lint_faults() or template_faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def lint_faults() -> list[str]:
    command = [Path(sys.executable).with_name("cfn-lint"), TEMPLATE, FORWARDER, ADOPTION]
    lint = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return [lint.stdout or f"cfn-lint ended with {lint.returncode}"] if lint.returncode or lint.stdout else []


def template_faults() -> list[str]:
    try:
        resources = translate(yaml_parse(TEMPLATE.read_text()))
    except InvalidDocumentException as error:
        return [error.message, *(cause.message for cause in error.causes)]
    faults = [role_faults(resources), hook_faults(resources), schema_faults(resources), takeover_faults(resources)]
    return [fault for some in faults for fault in some]


def translate(source: dict, parameters: dict[str, str] | None = None) -> Resources:
    """What the SAM transform makes of the template. Changes `source`: the translator wants code on S3."""
    for function in of_type(source["Resources"], "AWS::Serverless::Function").values():
        function["Properties"]["CodeUri"] = "s3://bucket/code.zip"
    logging.disable(logging.WARNING)
    managed_policies: dict[str, str] = {}
    session = Session(region_name="us-east-1")
    return Translator(managed_policies, Parser(), boto_session=session).translate(source, parameters or {})["Resources"]


def role_faults(resources: Resources) -> Faults:
    """SAM makes a role, with policies of AWS's that grant more than needed, for whatever has none of its own."""
    source = yaml_parse(TEMPLATE.read_text())["Resources"]
    for name in of_type(resources, "AWS::IAM::Role").keys() - of_type(source, "AWS::IAM::Role").keys():
        yield f"{name}: a role that the template does not have, and no test has looked at"


def where_true(value: dict) -> dict:
    """What stands on a condition, as it is where that holds."""
    return value["Fn::If"][1] if "Fn::If" in value else value


def hook_faults(resources: Resources) -> Faults:
    """The hook takes signed requests only, but needs no permission of its callers."""
    for name, api in of_type(resources, "AWS::ApiGateway::RestApi").items():
        body = api["Properties"]["Body"]
        statements = [where_true(one) for one in body["x-amazon-apigateway-policy"]["Statement"]]
        grants = [statement for statement in statements if statement["Effect"] == "Allow"]
        allowed = [resource for statement in grants for resource in listed(statement["Resource"])]
        operations = [(path, method) for path, methods in body["paths"].items() for method in methods]
        for path, method in operations:
            operation = body["paths"][path][method]
            if operation.get("security") != [{"AWS_IAM": []}]:
                yield f"{name}: {method} {path} takes unsigned requests"
            if "credentials" in operation["x-amazon-apigateway-integration"]:
                yield f"{name}: {method} {path} needs its caller to have permissions"
        called = [f"execute-api:/live/{method.upper()}{path}" for path, method in operations]
        for call in called:
            if not any(fnmatchcase(call, resource) for resource in allowed):
                yield f"{name}: its resource policy does not allow {call}"
        for statement in statements:
            for resource in listed(statement["Resource"]):
                if not any(fnmatchcase(call, resource) for call in called):
                    yield f"{name}: its resource policy speaks of {resource}, which it does not have"


def schema_faults(resources: Resources) -> Faults:
    """AppConfig checks policies by a schema in draft 4."""
    for name, profile in of_type(resources, "AWS::AppConfig::ConfigurationProfile").items():
        for validator in profile["Properties"]["Validators"]:
            try:
                Draft4Validator.check_schema(json.loads(validator["Content"]))
            except (ValueError, SchemaError) as error:
                yield f"{name}: no schema in draft 4: {error}"


def takeover_faults(resources: Resources) -> Faults:
    """SAM makes a version by what the template says, whatever parameters say; a ringing alarm stops CodeDeploy."""
    for name, version in of_type(resources, "AWS::Lambda::Version").items():
        if "Description" not in version["Properties"]:
            yield f"{name}: a version that no parameter changes"
    at_once = translate(yaml_parse(TEMPLATE.read_text()), {"HookTakeover": "AllAtOnce"})
    for name in of_type(at_once, "AWS::CodeDeploy::DeploymentGroup"):
        yield f"{name}: nothing takes over at once while an alarm rings"
    if not of_type(resources, "AWS::CodeDeploy::DeploymentGroup"):
        yield "no alarm stops a version that takes over"


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main())
