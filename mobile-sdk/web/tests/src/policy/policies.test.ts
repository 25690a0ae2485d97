import { Scanner } from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { scanEngine } from "@haetae/sdk/scan";
import { describe, expect, it } from "vitest";

import { bytes } from "../vectors/forms.js";
import { read } from "../vectors/read.js";

const vectors = read("rules.json") as { checks: { name: string; roots: never; bundle: string }[] };
/** 3 January 2022, 0:00 in Seoul. */
const MIDNIGHT = 1_641_135_600;

async function scanner(name: string, now: number, engine = scanEngine()): Promise<Scanner> {
  const given = vectors.checks.find((one) => one.name === name);
  if (given === undefined) throw new Error(`no scanner ${name}`);
  const clock = { now: () => now, monotonic: () => 0 };
  const scanner = await Scanner.open({ engine: await engine, roots: given.roots, clock });
  expect(await scanner.takeBundle(bytes(given.bundle))).toBe("taken");
  return scanner;
}

describe("the policies of the rules in force", () => {
  it("have names, dates and what they ask of the scanner", async () => {
    const { rules, policies } = await (await scanner("korea-2021", MIDNIGHT - 1)).policies();
    expect(rules).toBe("readable");
    expect(policies.filter(({ id }) => id === "restaurant")).toEqual([
      {
        id: "restaurant",
        name: { ko: "식당·카페", en: "Restaurants and cafes" },
        from: 1_639_321_200,
        until: MIDNIGHT,
        standing: "current",
        challenge_required: false,
        status: "warn",
      },
      expect.objectContaining({ id: "restaurant", from: MIDNIGHT, until: null, standing: "later" }),
    ]);
    const later = await (await scanner("korea-2021", MIDNIGHT)).policies();
    expect(later.policies.filter(({ id }) => id === "restaurant").map(({ standing }) => standing)).toEqual([
      "ended",
      "current",
    ]);
  });

  it("are none where there are no rules, or none that can be read", async () => {
    expect(await (await scanner("no-rules-file", MIDNIGHT)).policies()).toEqual({ rules: "missing", policies: [] });
    expect(await (await scanner("file-level-2", MIDNIGHT)).policies()).toEqual({ rules: "unreadable", policies: [] });
  });

  it("are for engines with a screen", async () => {
    const checking = await scanner("korea-2021", MIDNIGHT, checkEngine());
    await expect(checking.policies()).rejects.toThrow("@haetae/sdk/scan");
  });
});
