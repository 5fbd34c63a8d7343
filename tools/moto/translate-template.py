"""Prints, as JSON, what the SAM transform makes of template.yaml, and where the code of every function is."""

import json
import runpy
import sys
from pathlib import Path

check = runpy.run_path(str(Path(__file__).resolve().parents[1] / "template/check.py"))

source = check["yaml_parse"](check["TEMPLATE"].read_text())
functions = check["of_type"](source["Resources"], "AWS::Serverless::Function")
code = {name: function["Properties"]["CodeUri"] for name, function in functions.items()}
resources = check["translate"](source)
kept = {key: value for key, value in source.items() if key not in ("Transform", "Globals")}
json.dump({"template": {**kept, "Resources": resources}, "code": code}, sys.stdout)
