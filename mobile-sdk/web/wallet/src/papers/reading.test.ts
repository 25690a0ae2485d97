import type { Inspected, PaperStatus } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, test } from "vitest";
import { readPaper } from "./reading.js";

const NOW = Date.parse("2026-11-30T03:00:00Z") / 1000;
const WRITTEN = { paper: true, expires: "2026-12-10T00:00:00Z", evidence: [] } as unknown as Inspected;

/** The core, to which a pass says this, and which finds that it stands so. */
const engineOf = async (inspected: Inspected | undefined, status: PaperStatus | undefined) => ({
  codeKind: (await presentEngine()).codeKind,
  inspect: async () => inspected,
  paperStanding: async () => status,
});

test("a paper pass is marked as paper and signed by an issuer that the service trusts", async () => {
  expect(await readPaper("HT1:AB C", await engineOf(WRITTEN, "good"), NOW)).toMatchObject({
    kind: "paper",
    text: "HT1:AB C",
    status: "good",
  });
  // As messengers hand it on.
  expect(await readPaper("  HT1:AB\r\n C \n", await engineOf(WRITTEN, "good"), NOW)).toMatchObject({
    kind: "paper",
    text: "HT1:AB C",
  });
  expect(await readPaper("HT1:X", await engineOf(WRITTEN, "not_genuine"), NOW)).toEqual({ kind: "not-genuine" });
});

test.each([
  ["HP1:X", WRITTEN, "live"],
  ["HQ1:X", WRITTEN, "challenge"],
  ["https://pass.example/scanner/#setup=abc", WRITTEN, "setup"],
  ["https://menu.example", WRITTEN, "other"],
  ["HB1:X", WRITTEN, "other"],
  ["", WRITTEN, "other"],
  ["HT1:NONSENSE", undefined, "other"],
])("%s is no paper pass, and is recognised as what it is", async (text, inspected, kind) => {
  expect(await readPaper(text, await engineOf(inspected, "good"), NOW)).toEqual({ kind });
});

test("a pass that does not stand as paper is a phone's", async () => {
  expect(await readPaper("HT1:X", await engineOf(WRITTEN, undefined), NOW)).toEqual({ kind: "phone-pass" });
});

test.each(["unchecked", "expired", "revoked", "replaced", "not_yet"] as const)(
  "a paper pass that is %s is read, and says so",
  async (status) => {
    expect(await readPaper("HT1:X", await engineOf(WRITTEN, status), NOW)).toMatchObject({ kind: "paper", status });
  },
);
