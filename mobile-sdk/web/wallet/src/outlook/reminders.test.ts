import type { Outlook, PolicyOutlook } from "@haetae/sdk";
import { expect, test } from "vitest";
import { dismiss, nextRecord, remindersOf } from "./reminders.js";

const texts = (text: string) => ({ ko: text, en: text });
const place = (id: string, ends_soon?: number): PolicyOutlook => ({
  id,
  name: texts(id),
  asked: 0,
  answer: "met",
  ...(ends_soon !== undefined && { ends_soon }),
});
const outlook = (...policies: PolicyOutlook[]): Outlook => ({ now: 0, known: 0, days: 60, policies });

function store(content: string | null = null) {
  const kept = { content };
  return {
    kept,
    getItem: () => kept.content,
    setItem: (_: string, value: string) => {
      kept.content = value;
    },
  };
}

test("places that end together are one reminder, and the earliest is first", () => {
  const all = outlook(place("cinema", 200), place("restaurant", 100), place("gym", 200), place("library"));
  const reminded = remindersOf(all, "me", store()).map(({ until, places }) => [until, ...places.map(({ id }) => id)]);
  expect(reminded).toEqual([
    [100, "restaurant"],
    [200, "cinema", "gym"],
  ]);
  expect(remindersOf({ why: "clock" }, "me", store())).toEqual([]);
  expect(remindersOf(undefined, "me", store())).toEqual([]);
});

test("a dismissed one stays away for that pass and that end", () => {
  const storage = store();
  const [reminder] = remindersOf(outlook(place("gym", 200)), "me", storage);
  if (reminder === undefined) throw new Error("no reminder");
  dismiss(reminder, "me", storage);
  expect(remindersOf(outlook(place("gym", 200)), "me", storage)).toEqual([]);
  expect(remindersOf(outlook(place("gym", 200)), "child", storage)).toHaveLength(1);
  expect(remindersOf(outlook(place("gym", 300)), "me", storage)).toHaveLength(1);
  expect(remindersOf(outlook(place("gym", 200), place("cinema", 200)), "me", storage)[0]?.places).toHaveLength(1);
});

test.each(["{}", "no JSON", '[1, "me gym 200"]'])("what is stored may be anything: %s", (content) => {
  const count = content.includes("gym") ? 0 : 1;
  expect(remindersOf(outlook(place("gym", 200)), "me", store(content))).toHaveLength(count);
});

test("a full storage dismisses nothing, and breaks nothing", () => {
  const throwing = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  const [reminder] = remindersOf(outlook(place("gym", 200)), "me", throwing);
  if (reminder === undefined) throw new Error("no reminder");
  dismiss(reminder, "me", throwing);
  expect(remindersOf(outlook(place("gym", 200)), "me", throwing)).toHaveLength(1);
});

test("the next record is the next dose, else a new test, else any", () => {
  const dose = { kind: "vaccination", doses: 2, date: "2026-07-06", product: "A" } as const;
  const test = { kind: "test", sampled_at: "2026-07-06T00:00:00Z", method: "naat" } as const;
  expect(nextRecord([test, dose, { ...dose, doses: 1 }])).toEqual({ kind: "dose", dose: 3 });
  expect(nextRecord([test])).toEqual({ kind: "test" });
  expect(nextRecord([{ kind: "recovery", date: "2026-07-06" }])).toEqual({ kind: "record" });
});
