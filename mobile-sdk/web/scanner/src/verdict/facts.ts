import type { Admission, Evidence, Verdict } from "@haetae/sdk";
import type { Language } from "../messages/messages";
import { formatTime, type TimeContext } from "../messages/time";

/**
 * What a venue sees of an admission, a line each: who, what, until when. Only what the check needs: no product, no date
 * of an illness. Where a policy was asked, an admission has what that policy shows, and all of it is on the screen.
 */
export function facts(admission: Admission, place: TimeContext, isPaper: boolean, byPolicy: boolean): string[] {
  const what = (admission.evidence ?? []).map((piece) => evidenceLine(piece, place));
  // Without a policy the birthday is for the comparison with an identity card, and who issued the pass is no question.
  const birth = (isPaper || byPolicy) && admission.birth ? birthday(admission.birth, place) : undefined;
  const issuer = byPolicy ? admission.issuer : undefined;
  const end = admission.valid_until && until(admission.valid_until, place);
  const lines = [
    [admission.name, birth, ...new Set(what)],
    [issuer, end],
  ];
  return lines.map((line) => line.filter(Boolean).join(" · ")).filter(Boolean);
}

/** Why a pass does not meet the venue's policy, in the rules' own words, each once. */
export function policyWords(verdict: Verdict, language: Language): string[] {
  const messages = verdict.outcome === "refuse" ? (verdict.messages ?? []) : [];
  return [...new Set(messages.map(({ text }) => text[language]))];
}

/** The time that a verdict is based on: since when, or from when. */
export function validityText(verdict: Verdict, place: TimeContext): string {
  const ko = place.language === "ko";
  if (verdict.outcome === "refuse" && verdict.expired_at) {
    const time = formatTime(verdict.expired_at, place);
    return ko ? `${time}에 만료되었습니다.` : `It expired ${time}.`;
  }
  if (verdict.outcome === "unclear" && verdict.valid_from) {
    const time = formatTime(verdict.valid_from, place);
    return ko ? `${time}부터 사용할 수 있습니다.` : `It is valid from ${time}.`;
  }
  return "";
}

function until(time: string, place: TimeContext): string {
  const end = formatTime(time, place);
  return end && (place.language === "ko" ? `${end}까지` : `until ${end}`);
}

function birthday(monthDay: string, place: TimeContext): string {
  const [month, day] = monthDay.split("-").map(Number);
  return place.language === "ko" ? `${month}월 ${day}일생` : `born ${monthDay}`;
}

function evidenceLine(piece: Evidence, { language }: TimeContext): string {
  const ko = language === "ko";
  switch (piece.kind) {
    case "vaccination":
      return ko ? `${piece.doses}차 접종` : `${piece.doses} ${piece.doses === 1 ? "dose" : "doses"}`;
    case "test":
      return ko ? "음성 확인" : "Negative test";
    case "recovery":
      return ko ? "완치" : "Recovered";
    case "exemption":
      return ko ? "접종 예외" : "Exempt";
    case "clearance":
      return ko ? "발급 기관 확인" : "Cleared by the issuer";
  }
}
