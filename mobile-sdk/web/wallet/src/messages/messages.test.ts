import { expect, test } from "vitest";
import { en } from "./en.js";
import { contactText, evidenceText, formatLastDay, formatTime } from "./format.js";
import { ko } from "./ko.js";

/** All texts, with examples for their arguments. */
function said(messages: object): string[] {
  return Object.values(messages).flatMap((value): string[] => {
    if (typeof value === "string") return [value];
    if (typeof value === "function") return [String(value(3, true))];
    return said(value as object);
  });
}

/** The names of all texts, at every depth. */
function keysOf(messages: object, path = ""): string[] {
  return Object.entries(messages)
    .flatMap(([key, value]) =>
      typeof value === "object" ? keysOf(value as object, `${path}${key}.`) : `${path}${key}`,
    )
    .sort();
}

test("no text about a technical failure sounds like a refusal", () => {
  const technical = [en, ko].flatMap((messages) => [
    ...said(messages.reason),
    messages.notAboutYou,
    messages.cannotStart,
    messages.cannotStore,
    messages.noCodeYet,
    messages.clockDoubtful,
    messages.clockEstimated,
    messages.cameraDenied,
    messages.outlook.cannotTell,
    messages.outlook.cannotTellPlace,
    ...said(messages.outlook.why),
    ...said(messages.queue),
  ]);
  for (const sentence of technical)
    expect(sentence).not.toMatch(
      /eligible|not entitled|invalid|refused|rejected|대상이 아|자격이 없|미접종|거부|무효/i,
    );
  // Not even a decision of the issuer is a verdict on a person.
  for (const sentence of [...said(en), ...said(ko)])
    expect(sentence).not.toMatch(/eligible|unvaccinated|미접종|부적격/i);
});

test("both languages say everything", () => {
  expect(keysOf(en)).toEqual(keysOf(ko));
  for (const sentence of [...said(en), ...said(ko)]) expect(sentence.trim()).not.toBe("");
});

test("times are given as people say them", () => {
  expect([30, 300, 7200, 300_000].map((seconds) => en.span(seconds))).toEqual([
    "30 seconds",
    "5 minutes",
    "2 hours",
    "3 days",
  ]);
  expect(en.span(1)).toBe("1 second");
  expect(ko.span(300)).toBe("5분");
  const end = Date.parse("2026-12-05T15:00:00Z") / 1000;
  expect(formatLastDay(end, "ko", "Asia/Seoul")).toBe("12월 5일");
  expect(formatLastDay(end, "en", "Asia/Seoul")).toBe("5 December");
});

test.each([
  ["2026-11-29T01:00:00Z", "Asia/Seoul", "2026-11-29 10:00 (UTC+09:00)"],
  ["2026-11-29T16:30:59Z", "Asia/Seoul", "2026-11-30 01:30 (UTC+09:00)"],
  ["2026-11-29T01:00:00Z", "America/New_York", "2026-11-28 20:00 (UTC-05:00)"],
  ["2026-11-29T01:00:00Z", "America/St_Johns", "2026-11-28 21:30 (UTC-03:30)"],
  ["2026-11-29T00:00:00Z", "UTC", "2026-11-29 00:00 (UTC+00:00)"],
  ["2026-07-01T00:00:00Z", "Europe/Berlin", "2026-07-01 02:00 (UTC+02:00)"],
])("a time has its zone: %s in %s", (time, zone, messages) => {
  expect(formatTime(Date.parse(time) / 1000, zone)).toBe(messages);
  for (const language of ["ko", "en"]) {
    expect(evidenceText({ kind: "test", sampled_at: time, method: "naat" }, language, zone)).toContain(messages);
    expect(evidenceText({ kind: "clearance", policy: "restaurant", until: time }, language, zone)).toContain(messages);
  }
});

test("a revoked pass names the issuer's contact", () => {
  const contact = { name: "질병관리청", telephone: "1339" };
  const [korean, english] = [
    contactText(contact, "ko", ko.issuer),
    contactText({ ...contact, name: "KDCA" }, "en", en.issuer),
  ];
  expect(ko.trouble.revoked(korean)).toBe(
    "발급 기관에서 이 패스를 취소했습니다. 사유는 질병관리청(1339)에 문의해 주세요.",
  );
  expect(en.trouble.revoked(english)).toBe("This pass has been revoked. Ask KDCA (1339) for the reason.");
  expect(ko.trouble.revoked(contactText(undefined, "ko", ko.issuer))).toBe(
    "발급 기관에서 이 패스를 취소했습니다. 사유는 발급 기관에 문의해 주세요.",
  );
  expect(en.trouble.revoked(contactText({ name: "KDCA" }, "en", en.issuer))).toBe(
    "This pass has been revoked. Ask KDCA for the reason.",
  );
});
