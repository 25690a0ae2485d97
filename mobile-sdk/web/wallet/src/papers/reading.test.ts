import type { Inspected, Verdict } from "@haetae/sdk";
import { expect, test } from "vitest";
import { readPaper, statusOf } from "./reading.js";

const NOW = Date.parse("2026-11-30T03:00:00Z") / 1000;
const WRITTEN = { paper: true, expires: "2026-12-10T00:00:00Z", evidence: [] } as unknown as Inspected;

const engineOf = (inspected: Inspected | undefined, verdict: object) => ({
  inspect: async () => inspected,
  check: async () => verdict as Verdict,
});
const GOOD = { outcome: "admit", code: "admit", warnings: ["check_id"] };

test("a paper pass is marked as paper and signed by an issuer that the service trusts", async () => {
  expect(await readPaper("HT1:AB C", engineOf(WRITTEN, GOOD), NOW)).toMatchObject({
    kind: "paper",
    text: "HT1:AB C",
    status: "good",
  });
  // As messengers hand it on.
  expect(await readPaper("  HT1:AB\r\n C \n", engineOf(WRITTEN, GOOD), NOW)).toMatchObject({
    kind: "paper",
    text: "HT1:AB C",
  });
  for (const code of ["bad_signature", "malformed", "key_not_allowed"]) {
    expect(await readPaper("HT1:X", engineOf(WRITTEN, { outcome: "refuse", code }), NOW)).toEqual({
      kind: "not-genuine",
    });
  }
});

test.each([
  ["HP1:X", WRITTEN, "live"],
  ["HQ1:X", WRITTEN, "challenge"],
  ["https://pass.example/scanner/#setup=abc", WRITTEN, "setup"],
  ["https://menu.example", WRITTEN, "other"],
  ["HB1:X", WRITTEN, "other"],
  ["", WRITTEN, "other"],
  ["HT1:NONSENSE", undefined, "other"],
  ["HT1:X", { ...WRITTEN, paper: false }, "phone-pass"],
])("%s is no paper pass, and is recognised as what it is", async (text, inspected, kind) => {
  expect(await readPaper(text, engineOf(inspected, GOOD), NOW)).toEqual({ kind });
});

test("without anything to check it with a paper pass is kept as unchecked, and over by its dates all the same", async () => {
  const engine = {
    inspect: async () => WRITTEN,
    check: () => Promise.reject(new Error("the scanner has not been opened")),
  };
  expect(await readPaper("HT1:X", engine, NOW)).toMatchObject({ status: "unchecked" });
  expect(await readPaper("HT1:X", engine, NOW + 30 * 86_400)).toMatchObject({ status: "expired" });
});

test.each([
  ["admit", "admit", "good"],
  ["refuse", "expired", "expired"],
  ["refuse", "revoked", "revoked"],
  ["refuse", "key_withdrawn", "replaced"],
  ["refuse", "key_not_valid_then", "replaced"],
  ["unclear", "not_yet_valid", "not-yet"],
  ["refuse", "not_yet_valid", "not-yet"],
  ["unclear", "unknown_key", "unchecked"],
  ["unclear", "trust_expired", "unchecked"],
  ["unclear", "status_required", "unchecked"],
  ["unclear", "clock_suspect", "unchecked"],
  ["refuse", "bad_signature", "not-genuine"],
] as const)("%s %s has the status %s", (outcome, code, standing) => {
  expect(statusOf({ outcome, code, warnings: [] }, WRITTEN, NOW)).toBe(standing);
});

test("an admission without the list of its day does not rule out a revocation", () => {
  expect(statusOf({ outcome: "admit", code: "admit", warnings: ["check_id", "status_missing"] }, WRITTEN, NOW)).toBe(
    "unchecked",
  );
});
