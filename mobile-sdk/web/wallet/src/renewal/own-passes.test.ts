import { expect, test } from "vitest";
import { type OwnPass, spoiltPasses } from "./own-passes.js";

const NOW = Date.parse("2026-11-22T03:00:00Z") / 1000;
const ROOTS = { threshold: 1, keys: [] };

const pass = (day: string): OwnPass => ({
  holder: "a",
  day,
  qr: `HT1:${day}`,
  not_before: `${day}T00:00:00Z`,
  expires: `${day}T23:59:59Z`,
});
const PASSES = [pass("2026-11-22"), pass("2026-11-23"), pass("2026-11-24")];

/** A core that has these things to fetch, and says this of passes. */
function core(plan: object[], verdicts: Record<string, string>) {
  const calls: unknown[][] = [];
  const note = (name: string) => async (...values: unknown[]) => void calls.push([name, ...values]);
  const left = [...plan];
  const engine = {
    open: note("open"),
    manifestArrived: note("manifest"),
    fileArrived: note("file"),
    failed: note("failed"),
    forget: note("forget"),
    next: async () => left.shift() ?? { do: "wait", until: NOW + 3600 },
    check: async (text: string, at: number) => {
      calls.push(["check", text, at]);
      return { code: verdicts[text] ?? "holder_proof_missing" };
    },
  };
  const client = { manifest: async () => new Uint8Array([1]), trustFile: async () => new Uint8Array([2]) };
  return { calls, look: () => spoiltPasses(engine as never, client, ROOTS as never, PASSES, NOW) };
}

test("passes of a withdrawn key and revoked ones are told, the others are not", async () => {
  const verdicts = { "HT1:2026-11-22": "key_withdrawn", "HT1:2026-11-24": "revoked" };
  expect((await core([], verdicts).look()).map(({ day }) => day)).toEqual(["2026-11-22", "2026-11-24"]);
  expect(await core([], {}).look()).toEqual([]);
});

test("what this phone cannot know spoils nothing", async () => {
  for (const code of ["trust_expired", "clock_suspect", "not_yet_valid", "expired", "malformed"]) {
    expect(await core([], { "HT1:2026-11-22": code }).look()).toEqual([]);
  }
});

test("it fetches what doors fetch, and looks at a later pass as it will be then", async () => {
  const { calls, look } = core([{ do: "fetch_manifest", most_bytes: 100 }, { do: "fetch_file", sha256: "ab", size: 1 }], {});
  await look();
  expect(calls.map(([name]) => name)).toEqual(["open", "manifest", "file", "check", "check", "check", "forget"]);
  expect(calls[4]).toEqual(["check", "HT1:2026-11-23", Date.parse("2026-11-23T00:00:00Z") / 1000]);
});
