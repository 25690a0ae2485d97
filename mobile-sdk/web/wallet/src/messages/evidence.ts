import type { Evidence } from "@haetae/sdk";
import { formatTime } from "./dates.js";

type Language = "ko" | "en";

/** One line on what a pass attests; times are those of `zone`. */
export function evidenceText(evidence: Evidence, language: string, zone: string): string {
  const texts = lines(evidence, (time) => formatTime(Date.parse(time) / 1000, zone));
  return texts[(language === "en" ? "en" : "ko") satisfies Language];
}

function lines(evidence: Evidence, moment: (time: string) => string): Record<Language, string> {
  switch (evidence.kind) {
    case "vaccination": {
      const { doses, date } = evidence;
      return { ko: `예방접종 ${doses}회 · 마지막 접종 ${date}`, en: `Vaccination, ${doses} ${doses === 1 ? "dose" : "doses"} · last dose ${date}` };
    }
    case "test": {
      const at = moment(evidence.sampled_at);
      return evidence.method === "naat"
        ? { ko: `PCR 검사 음성 · 검체 채취 ${at}`, en: `Negative PCR test · sampled ${at}` }
        : { ko: `신속항원검사 음성 · 검체 채취 ${at}`, en: `Negative rapid antigen test · sampled ${at}` };
    }
    case "recovery":
      return { ko: `감염 후 회복 · 최초 확진 ${evidence.date}`, en: `Recovered from infection · first positive ${evidence.date}` };
    case "exemption":
      return { ko: `의학적 사유에 따른 예외 · ${evidence.until}까지`, en: `Medical exemption · through ${evidence.until}` };
    case "clearance":
      return { ko: `이용 확인: ${evidence.policy} · ${moment(evidence.until)}까지`, en: `Cleared for: ${evidence.policy} · until ${moment(evidence.until)}` };
  }
}
