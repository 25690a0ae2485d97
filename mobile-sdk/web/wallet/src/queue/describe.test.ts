import type { QueuePlace } from "@haetae/sdk";
import { expect, test } from "vitest";
import { en } from "../messages/en.js";
import { ko } from "../messages/ko.js";
import { describePlace, readAtText } from "./describe.js";

const ZONE = "Asia/Seoul";
const MADE = Date.parse("2026-11-22T11:03:20Z") / 1000;

const said = (place: QueuePlace | undefined) =>
  [ko, en].map((messages) => {
    const { label, large, line, notes } = describePlace(place, messages, ZONE);
    return [label, large, line, ...notes];
  });

test("who waits reads place, people ahead and a range of minutes", () => {
  expect(said({ made: MADE, place: "waiting", people: 41_207, seconds: { least: 370, most: 470 } })).toEqual([
    ["대기 순서", "약 41,200번째", "앞에 약 41,200명 · 6~8분"],
    ["Your place in the queue", "About 41,200", "About 41,200 people before you · 6 to 8 minutes"],
  ]);
  expect(said({ made: MADE, place: "waiting", people: 1, seconds: { least: 0, most: 20 } })).toEqual([
    ["대기 순서", "2번째", "앞에 1명 · 1분 안에"],
    ["Your place in the queue", "2", "1 person before you · within 1 minute"],
  ]);
  expect(said({ made: MADE, place: "waiting", people: 0, seconds: { least: 3_700, most: 6_000 } })[1]?.[2]).toBe(
    "Nobody before you · 1 h to 1 h 45 min",
  );
});

test("what cannot be said is not said", () => {
  const unknown = said({ made: MADE, place: "waiting", people: 12 });
  expect(unknown.map(([, , line]) => line)).toEqual([
    "앞에 12명 · 대기 시간은 아직 알 수 없습니다",
    "12 people before you · how long it takes cannot be said yet",
  ]);
  for (const [, large = "", line] of [...said(undefined), ...said({ made: MADE, place: "waiting" })])
    expect(`${large} ${line}`).not.toMatch(/\d/);
});

test("before the opening it names the time in the issuer's zone, and that a draw decides", () => {
  const opens = Date.parse("2026-11-22T11:30:00Z") / 1000;
  const [korean, english] = said({ made: MADE, place: "not_open", joined: 3_204, opens });
  expect(korean?.slice(0, 3)).toEqual([
    "시작 시각 · 11월 22일 (UTC+09:00)",
    "20:30",
    "지금까지 약 3,200명이 들어왔습니다",
  ]);
  expect(english?.slice(0, 3)).toEqual([
    "Opens at · 22 November (UTC+09:00)",
    "20:30",
    "About 3,200 people have come so far",
  ]);
  expect([korean?.[4], english?.[4]]).toEqual([ko.queue.draw, en.queue.draw]);
});

test("a pause has a place and no time", () => {
  expect(said({ made: MADE, place: "paused", people: 12 }).map((texts) => texts.slice(1))).toEqual([
    ["13번째", "앞에 12명", ko.queue.paused],
    ["13", "12 people before you", en.queue.paused],
  ]);
  // Before the opening there is no place yet.
  expect(said({ made: MADE, place: "paused" })[0]?.slice(1)).toEqual([
    "잠시 멈췄습니다",
    "대기실에 들어왔습니다",
    ko.queue.paused,
  ]);
});

test("the reading has the service's time, and its day if that is another one", () => {
  expect(readAtText(MADE, MADE + 600, ko, ZONE)).toBe("20:03 (UTC+09:00) 기준");
  expect(readAtText(MADE, MADE + 600, en, ZONE)).toBe("As of 20:03 (UTC+09:00)");
  expect(readAtText(MADE, MADE + 86_400, ko, ZONE)).toBe("2026-11-22 20:03 (UTC+09:00) 기준");
});
