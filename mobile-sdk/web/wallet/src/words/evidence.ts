import type { Evidence } from "@haetae/sdk";

type Language = "ko" | "en";

/** One line on what a pass attests. */
export function evidenceInWords(evidence: Evidence, language: string): string {
  const words = lines(evidence);
  return words[(language === "en" ? "en" : "ko") satisfies Language];
}

function lines(evidence: Evidence): Record<Language, string> {
  switch (evidence.kind) {
    case "vaccination": {
      const { doses, date } = evidence;
      return { ko: `예방접종 ${doses}회 · ${date}`, en: `Vaccination, ${doses} ${doses === 1 ? "dose" : "doses"} · ${date}` };
    }
    case "test": {
      const at = evidence.sampled_at.slice(0, 10);
      return evidence.method === "naat"
        ? { ko: `PCR 검사 음성 · ${at}`, en: `Negative PCR test · ${at}` }
        : { ko: `신속항원검사 음성 · ${at}`, en: `Negative rapid test · ${at}` };
    }
    case "recovery":
      return { ko: `감염 후 회복 · ${evidence.date}`, en: `Recovered · ${evidence.date}` };
    case "exemption":
      return { ko: `의학적 예외 · ${evidence.until}까지`, en: `Medical exemption · through ${evidence.until}` };
    case "clearance":
      return { ko: `이용 확인 · ${evidence.policy}`, en: `Cleared · ${evidence.policy}` };
  }
}
