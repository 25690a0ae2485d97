"""Validates files against the schema of CycloneDX 1.5; the library brings it along."""

import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

validator = JsonStrictValidator(SchemaVersion.V1_5)
# It must be able to fail.
assert validator.validate_str('{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{}]}')
for name in sys.argv[1:]:
    problem = validator.validate_str(pathlib.Path(name).read_text(encoding="utf-8"))
    if problem:
        sys.exit(f"{name}: {problem}")
