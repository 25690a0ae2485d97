import { type Engine, type Outlook, type RootSet, Scanner } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { expect, it } from "vitest";

import { read } from "../vectors/read.js";
import { unwrapped } from "./unwrapped.js";

interface Authority {
  name: string;
  roots: RootSet;
  bundle: string;
  cases: { name: string; qr: string; now: number }[];
}

const KOREA = (read("rules.json") as { checks: Authority[] }).checks.find(({ name }) => name === "korea-2021");
if (KOREA === undefined) throw new Error("there are no Korean rules");
const caseOf = (wanted: string) => KOREA.cases.find(({ name }) => name === wanted) ?? { qr: "", now: 0 };

/** 3 January 2022, midnight in Seoul: from then on a second dose counts for 180 days. */
const SWITCH = 1_641_135_600;

/** An engine that has the Korean rules, or nothing. */
async function opened(now: number, hasRules = true): Promise<Engine> {
  const engine = await presentEngine();
  if (hasRules) {
    const clock = { now: () => now, monotonic: () => 0 };
    const scanner = await Scanner.open({ engine, roots: KOREA?.roots ?? { threshold: 0, keys: [] }, clock });
    expect(await scanner.takeBundle(Buffer.from(KOREA?.bundle ?? "", "hex"))).toBe("taken");
  }
  await engine.openClock(at(now), undefined);
  return engine;
}

const at = (wall: number) => ({ wall, monotonic: 0 });

/** The second dose of 6 July 2021, an instant before its 180 days are over. */
async function secondDose(engine: Engine): Promise<number> {
  const { qr, now } = caseOf("6-july-on-2-january");
  const strips = [{ day: "2022-01-02", qr: unwrapped(qr) }];
  expect(await engine.hold("me", { planned: 0, strips })).toHaveLength(1);
  return now;
}

it("says where a person's pass is good, until when, and in the rules' own words why not after it", async () => {
  const engine = await opened(SWITCH - 1);
  const now = await secondDose(engine);
  expect(now).toBe(SWITCH - 1);
  await expect(engine.outlook("somebody", at(now))).rejects.toThrow();
  const outlook = (await engine.outlook("me", at(now))) as Outlook;
  expect(outlook).toMatchObject({ now, days: 60 });
  expect(outlook.policies.map(({ id }) => id)).toEqual(["restaurant", "gym", "large-store"]);
  const [restaurant, , store] = outlook.policies;
  expect(restaurant).toMatchObject({
    name: { ko: "식당·카페", en: "Restaurants and cafes" },
    asked: now,
    answer: "met",
    good: { from: now, until: SWITCH, after: { answer: "policy_not_met" } },
    ends_soon: SWITCH,
  });
  expect(restaurant?.good?.after?.messages?.map(({ rule }) => rule)).toEqual(["KR-PASS", "KR-VR-180"]);
  expect(store).toMatchObject({ begins: SWITCH + 7 * 86_400, asked: SWITCH + 7 * 86_400, answer: "policy_not_met" });
  expect(store).not.toHaveProperty("good");
  // A clock that is wrong beyond doubt: the manifest is from later.
  expect(await engine.outlook("me", at(now - 100 * 86_400))).toEqual({ why: "clock" });
  expect(await engine.outlook("me", at(now + 2 * 86_400))).toEqual({ why: "no_pass" });
});

it("says where a paper pass is good, within its own time", async () => {
  const { qr, now } = caseOf("infected-after-two-doses-on-paper");
  const engine = await opened(now);
  const outlook = (await engine.paperOutlook(qr, at(now))) as Outlook;
  const ends = Date.parse((await engine.inspect(qr))?.expires ?? "") / 1000;
  expect(outlook.policies[0]).toMatchObject({ id: "restaurant", answer: "met", good: { from: now, until: ends } });
  expect(outlook.policies[0]?.good).not.toHaveProperty("after");
  expect(await engine.paperOutlook(unwrapped(caseOf("6-july-on-2-january").qr), at(now))).toBeUndefined();
});

it("has no rules where no scanner is open", async () => {
  const engine = await opened(SWITCH - 1, false);
  const now = await secondDose(engine);
  expect(await engine.outlook("me", at(now))).toEqual({ why: "no_rules" });
});
