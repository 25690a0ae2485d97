import { isRefused, type RootSet, Scanner } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";

interface Case {
  name: string;
  qr: string;
  now: number;
  verdict: string;
}

const CHECKS = read("checks.json") as { roots: RootSet; bundle: string; now: number; cases: Case[] };

/** The phone's status of a pass, by the scanner's verdict. */
const STATUSES: Record<string, string> = {
  admit: "good",
  "admit+check_id": "good",
  holder_proof_missing: "good",
  expired: "ended",
  key_withdrawn: "withdrawn",
  revoked: "revoked",
  unknown_key: "key_gone",
};

async function opened() {
  const engine = await presentEngine();
  const scanner = await Scanner.open({
    engine,
    roots: CHECKS.roots,
    clock: { now: () => CHECKS.now, monotonic: () => 0 },
  });
  await scanner.takeBundle(Buffer.from(CHECKS.bundle, "hex"));
  return engine;
}

it("says of passes of phones and of paper what scanners say, and when to replace them", async () => {
  const engine = await opened();
  const cases = CHECKS.cases.filter(({ verdict }) => verdict in STATUSES);
  expect(new Set(cases.map(({ verdict }) => verdict)).size).toBe(Object.keys(STATUSES).length);
  for (const { name, qr, now, verdict } of cases) {
    const { passes } = await engine.renewal([qr], now + 5 * 86_400, now, 7n);
    const isOver = Date.parse((await engine.inspect(qr))?.expires ?? "") / 1000 <= now;
    // Scanners admit a pass whose key is withdrawn from a later time on, and its phone knows that it needs another.
    const status = isOver ? "ended" : name === "key-withdrawn-later" ? "withdrawn" : STATUSES[verdict];
    expect([name, passes.map((own) => own.standing)]).toEqual([name, [status]]);
    const refused = !isOver && ["key_withdrawn", "revoked", "unknown_key"].includes(verdict);
    expect([name, passes.map((own) => isRefused(own, now))]).toEqual([name, [refused]]);
  }
  const planned = CHECKS.now + 5 * 86_400;
  const answer = await engine.renewal(
    cases.map(({ qr }) => qr),
    planned,
    CHECKS.now,
    7n,
  );
  expect(answer.passes).toHaveLength(cases.length);
  // Within a quarter of an hour, and not everybody at once.
  expect(answer.at).toBeLessThan(CHECKS.now + 900);
  const revoked = cases.filter(({ verdict }) => verdict === "revoked").map(({ qr }) => qr);
  const times = await Promise.all(
    Array.from(
      { length: 50 },
      async (_, seed) => (await engine.renewal(revoked, planned, CHECKS.now, BigInt(seed))).at,
    ),
  );
  expect(new Set(times).size).toBeGreaterThan(40);
});

it("keeps the schedule if nothing speaks against a pass, and rejects a text that is none", async () => {
  const engine = await opened();
  const admitted = CHECKS.cases.find(({ verdict, now }) => verdict === "admit" && now === CHECKS.now)?.qr ?? "";
  const planned = CHECKS.now + 5 * 86_400;
  expect(await engine.renewal([admitted], planned, CHECKS.now, 7n)).toEqual({
    passes: [{ standing: "good" }],
    at: planned,
  });
  expect(await engine.renewal([], planned, CHECKS.now, 7n)).toEqual({ passes: [], at: planned });
  await expect(engine.renewal([admitted, "HT1:NO PASS"], planned, CHECKS.now, 7n)).rejects.toThrow("cannot be read");
});
