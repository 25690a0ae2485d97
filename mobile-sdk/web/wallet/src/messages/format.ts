import type { Evidence } from "@haetae/sdk";
import type { IssuerContact } from "../service/deployment.js";

/** A day as people say it: `12월 6일`, `6 December`. */
export function formatDay(seconds: number, language: string, zone: string): string {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  return new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric" }).format(
    new Date(seconds * 1000),
  );
}

/** The last day of something that ends at `end` (excluded). */
export function formatLastDay(end: number, language: string, zone: string): string {
  return formatDay(end - 1, language, zone);
}

/** A time of day with its zone, as on paper passes: `2026-10-18 09:30 (UTC+09:00)`. In seconds since 1970. */
export function formatTime(seconds: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = new Map(format.formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute] = (["year", "month", "day", "hour", "minute"] as const).map((part) =>
    Number(parts.get(part)),
  );
  const civil = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  const offset = Math.round((civil - Math.floor(seconds / 60) * 60_000) / 60_000);
  const two = (number: number) => String(Math.abs(number)).padStart(2, "0");
  const utc = `UTC${offset < 0 ? "-" : "+"}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  return `${new Date(civil).toISOString().slice(0, 16).replace("T", " ")} (${utc})`;
}

/** The issuer's contact in a sentence: `질병관리청(1339)`, `Agency (1339)`; `fallback` if the operator has set none. */
export function contactText(contact: IssuerContact | undefined, language: string, fallback: string): string {
  if (contact === undefined) return fallback;
  const { name, telephone } = contact;
  if (telephone === undefined) return name;
  return language === "en" ? `${name} (${telephone})` : `${name}(${telephone})`;
}

type Language = "ko" | "en";

/** What a pass attests, in one line; times are those of `zone`. */
export function evidenceText(evidence: Evidence, language: string, zone: string): string {
  const texts = lines(evidence, (time) => formatTime(Date.parse(time) / 1000, zone));
  return texts[(language === "en" ? "en" : "ko") satisfies Language];
}

function lines(evidence: Evidence, moment: (time: string) => string): Record<Language, string> {
  switch (evidence.kind) {
    case "vaccination": {
      const { doses, date } = evidence;
      return {
        ko: `예방접종 ${doses}회 · 마지막 접종 ${date}`,
        en: `Vaccination, ${doses} ${doses === 1 ? "dose" : "doses"} · last dose ${date}`,
      };
    }
    case "test": {
      const at = moment(evidence.sampled_at);
      return evidence.method === "naat"
        ? { ko: `PCR 검사 음성 · 검체 채취 ${at}`, en: `Negative PCR test · sampled ${at}` }
        : { ko: `신속항원검사 음성 · 검체 채취 ${at}`, en: `Negative rapid antigen test · sampled ${at}` };
    }
    case "recovery":
      return {
        ko: `감염 후 회복 · 최초 확진 ${evidence.date}`,
        en: `Recovered from infection · first positive ${evidence.date}`,
      };
    case "exemption":
      return {
        ko: `의학적 사유에 따른 예외 · ${evidence.until}까지`,
        en: `Medical exemption · through ${evidence.until}`,
      };
    case "clearance":
      return {
        ko: `이용 확인: ${evidence.policy} · ${moment(evidence.until)}까지`,
        en: `Cleared for: ${evidence.policy} · until ${moment(evidence.until)}`,
      };
  }
}
