import { expect, test } from "vitest";
import { isOutdated } from "./next-look.js";

const time = (now: number, state: "trusted" | "doubtful" = "trusted") => ({ now, state });

test("an outlook is made again after a minute, when the clock is set, and when a time in it comes", () => {
  const policy = { id: "gym", name: { ko: "", en: "" }, asked: 100, answer: "met" } as const;
  const outlook = { now: 100, known: 0, days: 60, policies: [{ ...policy, good: { from: 110, until: 130 } }] };
  const looked = (now: number) => ({ outlook, at: time(now) });
  expect(isOutdated(looked(100), time(109))).toBe(false);
  expect(isOutdated(looked(100), time(110))).toBe(true);
  expect(isOutdated(looked(111), time(129))).toBe(false);
  expect(isOutdated(looked(111), time(130))).toBe(true);
  expect(isOutdated(looked(131), time(190))).toBe(false);
  expect(isOutdated(looked(131), time(191))).toBe(true);
  expect(isOutdated(looked(131), time(130))).toBe(true);
  expect(isOutdated(looked(131), time(132, "doubtful"))).toBe(true);
  expect(isOutdated({ outlook: { why: "clock" }, at: time(100) }, time(159))).toBe(false);
  expect(isOutdated({ outlook: undefined, at: time(100) }, time(160))).toBe(true);
});
