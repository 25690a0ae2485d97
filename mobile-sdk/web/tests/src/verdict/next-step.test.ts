import { type NextStep, type RootSet, Scanner } from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";

const CHECKS = read("checks.json") as {
  roots: RootSet;
  bundle: string;
  cases: { qr: string; now: number; verdict: string }[];
};

/** The verdicts of the vectors that programs act on, what they say to do, and whether the code may be misread. */
const STEPS: Record<string, [NextStep, boolean]> = {
  admit: ["enter", false],
  unknown_format: ["scan_again", true],
  malformed: ["update_app", true],
  unknown_key: ["update_scanner", true],
  trust_expired: ["update_scanner", false],
  bad_signature: ["turn_away", true],
  holder_proof_invalid: ["own_phone", true],
  holder_proof_missing: ["open_app", false],
  revoked: ["ask_issuer", false],
};

it("comes with each verdict, and whether the code may be misread", async () => {
  const engine = await checkEngine();
  let now = 0;
  const scanner = await Scanner.open({ engine, roots: CHECKS.roots, clock: { now: () => now, monotonic: () => 0 } });
  await scanner.takeBundle(Buffer.from(CHECKS.bundle, "hex"));
  let unknownKeys = 0;
  scanner.addEventListener("unknown-key", () => {
    unknownKeys += 1;
  });
  for (const [verdict, [step, misread]] of Object.entries(STEPS)) {
    const one = CHECKS.cases.find((each) => each.verdict === verdict);
    now = one?.now ?? 0;
    expect(await scanner.check(one?.qr ?? "")).toMatchObject({ code: verdict, next_step: step, misread });
  }
  // Only a key that is not known makes the manifest due.
  expect(unknownKeys).toBe(1);
});
