"""A few requests of the conformance kit, and whether the adapter's answers are right: adapter.py requests|answers"""

import json
import pathlib
import sys

CHECKS = json.loads((pathlib.Path(__file__).parents[3] / "tests/vectors/checks.json").read_text())
CASES = [case for case in CHECKS["cases"] if case["verdict"] in ("admit", "expired", "malformed", "revoked")][:40]


def requests():
    """Each request, and what its answer must have besides the id."""
    yield {"do": "hello", "protocol": 1}, {"protocol": 1, "name": "Haetae for Swift"}
    yield {"do": "dance"}, {"unsupported": True}
    yield {"do": "check", "text": "", "at": 0}, {"error": "there was no init"}
    yield {"do": "init", "roots": CHECKS["roots"], "seed": 1}, {}
    yield {"do": "state", "probes": []}, {"floor": None}
    yield {"do": "next", "at": CHECKS["now"]}, {"plan": {"do": "fetch_manifest", "most_bytes": 1048576}}
    yield {"do": "bundle", "bytes": CHECKS["bundle"]}, {"outcome": "taken"}
    yield {"do": "bundle", "bytes": "0g"}, {"error": "bytes are hexadecimal in lower case"}
    yield {"do": "restart"}, {"dropped": 0}
    for case in CASES:
        given = {name: case[name] for name in ("challenges", "require_challenge") if name in case}
        yield {"do": "check", "text": case["qr"], "at": case["now"], "forget": True, **given}, {"code": case["verdict"]}
    yield {"do": "dance"}, {"unsupported": True}
    yield {"do": "shutdown"}, {}


if sys.argv[1:] == ["requests"]:
    for number, (request, _) in enumerate(requests()):
        print(json.dumps({"id": number, **request}))
else:
    answers = [json.loads(line) for line in sys.stdin]
    wanted = list(requests())
    wrong = [] if len(answers) == len(wanted) else [f"{len(answers)} answers to {len(wanted)} requests"]
    for number, (answer, (request, must)) in enumerate(zip(answers, wanted)):
        found = {name: answer.get(name, "absent") for name in must}
        if answer.get("id") != number or found != must or ("error" in answer) != ("error" in must):
            wrong.append(f"{request['do']}: {answer}, not {must}")
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(bool(wrong))
