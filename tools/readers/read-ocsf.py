"""Prints as JSON what OCSF's own schema has against the events in a file, one a line, and each event's class."""

import json
import sys

from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

schemas = {}


def validator_of(event):
    metadata = event["metadata"]
    key = (metadata["version"], event["class_uid"], tuple(metadata["profiles"]))
    if key not in schemas:
        version, class_uid, profiles = key
        schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version))
        name = schema.lookup_class_name_from_uid(class_uid)
        schemas[key] = name, Draft202012Validator(schema.get_class_schema(name, list(profiles)))
    return schemas[key]


def reading(event):
    name, validator = validator_of(event)
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(event)]
    return {"class": name, "faults": faults}


with open(sys.argv[1], encoding="utf-8") as lines:
    print(json.dumps([reading(json.loads(line)) for line in lines]))
