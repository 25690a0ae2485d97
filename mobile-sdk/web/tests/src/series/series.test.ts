import {
  isSeriesCode,
  type ReceiveProgress,
  type RootSet,
  receiveCode,
  Scanner,
  type SeriesEngine,
  showTrust,
} from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { seriesEngine } from "@haetae/sdk/series";
import { beforeEach, describe, expect, it } from "vitest";

import { read } from "../vectors/read.js";

const CHECKS = read("checks.json") as {
  roots: RootSet;
  bundle: string;
  now: number;
  cases: { qr: string; verdict: string }[];
};
const BUNDLE = Buffer.from(CHECKS.bundle, "hex");
const ADMITTED = CHECKS.cases.find(({ verdict }) => verdict === "admit")?.qr ?? "";
/** The key of RFC 8037: no trust list is signed with it. */
const STRANGERS: RootSet = {
  threshold: 1,
  keys: [{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }],
};

async function scanner(roots = CHECKS.roots): Promise<Scanner> {
  return Scanner.open({ engine: await scanEngine(), roots, clock: { now: () => CHECKS.now, monotonic: () => 0 } });
}

/** The texts of a scanner's codes, of which every third is lost. */
async function texts(of: Scanner): Promise<string[]> {
  const engine = await seriesEngine();
  const shown = await showTrust(of, engine);
  if (shown === undefined) throw new Error("nothing to show");
  const numbers = Array.from({ length: shown.codes * 2 }, (_, number) => number).filter((number) => number % 3 !== 1);
  return Promise.all(numbers.map((number) => engine.text(number)));
}

/** Gives codes to a scanner until they are all there. */
async function receive(
  engine: SeriesEngine,
  codes: readonly string[],
  into: Scanner,
): Promise<ReceiveProgress | undefined> {
  for (const code of codes) {
    const reception = await receiveCode(engine, code, into);
    if (reception.outcome !== undefined) return reception;
    expect(reception.taken).toBe("new");
  }
  return undefined;
}

describe("a series of codes", () => {
  let fresh: Scanner;
  let engine: SeriesEngine;
  beforeEach(async () => {
    fresh = await scanner();
    await fresh.takeBundle(BUNDLE);
    engine = await seriesEngine();
  });

  it("makes another scanner as new as the first, whatever is lost", async () => {
    const stale = await scanner();
    expect((await stale.check(ADMITTED)).outcome).toBe("unclear");
    const codes = await texts(fresh);
    expect(codes.every(isSeriesCode)).toBe(true);
    const half = codes.slice(0, 10);
    expect(await receive(engine, half, stale)).toBeUndefined();
    expect(await receiveCode(engine, half[0] ?? "", stale)).toMatchObject({ taken: "known", received: 10 });
    expect(await receive(engine, codes.slice(10), stale)).toMatchObject({
      taken: "complete",
      outcome: "taken",
      received: 0,
      needed: 0,
    });
    expect(await stale.trust()).toEqual(await fresh.trust());
    expect((await stale.check(ADMITTED)).outcome).toBe("admit");
    await engine.forget();
    expect(await receive(engine, codes, stale)).toMatchObject({ outcome: "unchanged" });
  });

  it("changes nothing at a scanner that trusts others", async () => {
    const other = await scanner(STRANGERS);
    const before = await other.trust();
    expect((await receive(engine, await texts(fresh), other))?.outcome).toBe("unsigned");
    expect(await other.trust()).toEqual(before);
  });

  it("has nothing to show before there is data", async () => {
    expect(await showTrust(await scanner(), engine)).toBeUndefined();
    await expect(engine.code(0)).rejects.toThrow("no series has been opened");
  });

  it("is drawn in codes that cheap cameras read", async () => {
    const shown = await showTrust(fresh, engine);
    expect(shown).toMatchObject({ codes: 29, bytes: BUNDLE.length });
    const widths = await Promise.all([0, 28, 29, 1_000].map(async (number) => (await shown?.code(number))?.width));
    expect(new Set(widths)).toEqual(new Set([77]));
  });

  it("loses nothing to codes that are none, or to another screen's", async () => {
    const codes = await texts(fresh);
    const strange = await seriesEngine();
    await strange.open(new Uint8Array(2_000_000), 2_000);
    const large = await strange.text(0);
    await strange.open(new Uint8Array(4_000), 380);
    await receiveCode(engine, codes[0] ?? "", fresh);
    for (const [text, taken] of [
      [ADMITTED, "not_a_frame"],
      ["HB1:", "malformed"],
      [`HB1:<img src=x onerror="globalThis.pwned=1">`, "malformed"],
      [`HB1:${"A".repeat(4_292)}`, "malformed"],
      [large, "too_large"],
      [await strange.text(0), "another_series"],
    ] as const) {
      expect(await receiveCode(engine, text, fresh), text.slice(0, 20)).toEqual({ taken, received: 1, needed: 29 });
    }
  });
});
