# Validates a folder as an RO-Crate by roc-validator, with no network, and prints what it finds as JSON.
#
#   validate.py FOLDER REQUIRED|RECOMMENDED|OPTIONAL PROFILE...
import importlib.util
import json
import sys
import tempfile
from pathlib import Path

import requests
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.utils.http import HttpRequester

# The JSON-LD context is rocrate's copy. That package is found, not imported, for the file is all that is wanted of it.
ROCRATE = Path(importlib.util.find_spec("rocrate").submodule_search_locations[0])
CONTEXT = (ROCRATE / "data" / "ro-crate.jsonld").read_bytes()


def get(self, url, **_):
    response = requests.Response()
    response.url, response.status_code = url, 504  # as where nothing answers
    if url == json.loads(CONTEXT)["@id"]:
        response.status_code, response._content = 200, CONTEXT
        response.headers["Content-Type"] = "application/ld+json"
    return response


HttpRequester.get = get

crate, severity, profiles = sys.argv[1], sys.argv[2], sys.argv[3:]
found = []
with tempfile.TemporaryDirectory() as scratch:
    for profile in profiles:
        result = services.validate(ValidationSettings(
            rocrate_uri=crate, profile_identifier=profile, requirement_severity=severity, offline=True, cache_path=Path(scratch) / "cache"))
        found += [{"profile": profile, "severity": i.severity.name, "check": i.check.name, "message": str(i.message), "entity": str(i.violatingEntity)}
                  for i in result.get_issues(Severity[severity])]
print(json.dumps(found))
