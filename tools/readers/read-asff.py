"""Prints as JSON what the model of Security Hub's API has against a list of findings, as `aws` would send it."""

import json
import sys

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

model = ServiceModel(Loader().load_service_model("securityhub", "service-2"))
request = model.operation_model("BatchImportFindings").input_shape
members = set(model.shape_for("AwsSecurityFinding").members)

with open(sys.argv[1], encoding="utf-8") as file:
    findings = json.load(file)
report = ParamValidator().validate({"Findings": findings}, request)
faults = report.generate_report().splitlines() if report.has_errors() else []
unknown = sorted({name for finding in findings for name in finding if name not in members})
print(json.dumps({"faults": faults + [f"unknown member {name}" for name in unknown], "findings": len(findings)}))
