import type { Policy, PolicyList } from "@haetae/sdk";
import { expect, test } from "vitest";
import { choices, laterPolicies, nextChange, standingOf } from "./standing";

const MIDNIGHT = Date.parse("2022-01-03T00:00:00+09:00") / 1000;
const ZONE = "Asia/Seoul";

/** A policy as the core lists it at a time. */
function policy(id: string, from: number, until: number | null, now: number, name = id): Policy {
  const standing = now < from ? "later" : until === null || now < until ? "current" : "ended";
  return { id, name: { ko: name, en: name }, from, until, standing, challenge_required: false, status: null };
}

const listed = (now: number): PolicyList => ({
  rules: "readable",
  policies: [
    policy("restaurant", MIDNIGHT, null, now, "from January"),
    policy("restaurant", MIDNIGHT - 2_000_000, MIDNIGHT, now, "in December"),
    policy("gym", MIDNIGHT - 2_000_000, MIDNIGHT + 86_400, now),
    policy("cinema", MIDNIGHT + 10 * 86_400, null, now),
    policy("sauna", 1, 2, now),
  ],
});
const at = (now: number, id: string) => standingOf(listed(now), id, now, ZONE);

test("the next policy takes the place of the one before at its second, with a note from the day before on", () => {
  const before = at(MIDNIGHT - 1, "restaurant");
  expect([before.policy?.name.en, before.problem]).toEqual(["in December", null]);
  expect(before.coming).toMatchObject({ kind: "changes", at: MIDNIGHT, policy: { name: { en: "from January" } } });
  const after = at(MIDNIGHT, "restaurant");
  expect([after.policy?.name.en, after.problem, after.coming]).toEqual(["from January", null, null]);
  expect(at(MIDNIGHT - 86_400, "restaurant").coming?.kind).toBe("changes");
  // 1 January, a second before the day before begins.
  expect(at(MIDNIGHT - 86_401, "restaurant").coming).toBeNull();
});

test("an end after which nothing follows is announced too", () => {
  expect(at(MIDNIGHT, "gym").coming).toMatchObject({ kind: "ends", at: MIDNIGHT + 86_400 });
  expect(at(MIDNIGHT - 86_401, "gym").coming).toBeNull();
  expect(at(MIDNIGHT + 86_400, "gym")).toMatchObject({ problem: "ended", policy: { id: "gym" } });
});

test("what cannot be checked says why", () => {
  const empty = (rules: "missing" | "unreadable") => standingOf({ rules, policies: [] }, "gym", MIDNIGHT).problem;
  expect([empty("missing"), empty("unreadable")]).toEqual(["missing", "unreadable"]);
  expect(at(MIDNIGHT, "library")).toEqual({ policy: null, problem: "unknown", coming: null });
  expect(at(MIDNIGHT, "cinema")).toMatchObject({ problem: "later", policy: { id: "cinema" } });
  expect(at(MIDNIGHT, "sauna").problem).toBe("ended");
});

test("staff choose among ids, not among editions; what begins later is listed in its order", () => {
  expect(choices(listed(MIDNIGHT - 1)).map(({ id, standing }) => [id, standing])).toEqual([
    ["restaurant", "current"],
    ["gym", "current"],
    ["cinema", "later"],
  ]);
  expect(laterPolicies(listed(MIDNIGHT - 1)).map(({ id }) => id)).toEqual(["restaurant", "cinema"]);
});

test("the next look is at the next second at which something begins or ends", () => {
  expect(nextChange(listed(MIDNIGHT - 1), MIDNIGHT - 1)).toBe(MIDNIGHT);
  expect(nextChange(listed(MIDNIGHT), MIDNIGHT)).toBe(MIDNIGHT + 86_400);
  expect(nextChange({ rules: "readable", policies: [] }, MIDNIGHT)).toBeNull();
});
