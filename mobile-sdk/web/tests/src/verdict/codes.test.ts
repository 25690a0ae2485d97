import { callsFor, type FollowUp } from "@haetae/sdk";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";

/** The codes of all verdicts in the vectors, which the core is held to. */
const CODES = ["checks.json", "scanner.json", "rules.json"].flatMap((file) =>
  Array.from(JSON.stringify(read(file)).matchAll(/"(?:verdict|code)":"([a-z_]+)/g), ([, code = ""]) => code),
);

it.each([
  ["try_other_reading", ["bad_signature", "holder_proof_invalid", "malformed", "unknown_format", "unknown_key"]],
  ["scan_again", ["malformed"]],
  ["check_again_with_new_data", ["rule_failed", "rules_missing", "status_required", "trust_expired", "unknown_key"]],
  ["fetch_manifest", ["unknown_key"]],
  ["ask_issuer", ["revoked"]],
] satisfies [FollowUp, string[]][])("of all codes in the vectors these call for %s: %j", (followUp, codes) => {
  expect([...new Set(CODES)].filter((code) => callsFor({ code }, followUp)).sort()).toEqual(codes);
});
