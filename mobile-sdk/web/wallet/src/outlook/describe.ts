import type { Outlook, PolicyAnswer, PolicyOutlook, RuleTexts } from "@haetae/sdk";
import type { Messages } from "../messages/messages.js";
import { formatFrom, formatUntil } from "./when.js";

/** A sentence of the wallet, and the rules' own words after it. */
export interface Detail {
  intro: string;
  texts: string[];
}

/** What a person reads of a place: the answer in a sentence, and what else there is to say. */
export interface Description {
  lead: string;
  details: Detail[];
}

/** A text of the rules in the language of the screen. */
export function textIn(texts: RuleTexts, language: string): string {
  return texts[language] ?? texts.en;
}

/** A place of an outlook in words. Times are those of `zone`. */
export function describe(
  policy: PolicyOutlook,
  { now, days }: Pick<Outlook, "now" | "days">,
  messages: Messages,
  zone: string,
): Description {
  const { outlook: said, language } = messages;
  const { asked, begins, good, answer } = policy;
  const from = (seconds: number) => formatFrom(seconds, language, zone);
  const until = (seconds: number) => formatUntil(seconds, language, zone);
  const isNow = asked <= now;
  const details: Detail[] = [];
  if (begins !== undefined) details.push({ intro: said.begins(from(begins)), texts: [] });
  const lead = () => {
    if (good === undefined) {
      if (answer === "rule_failed") return said.cannotTellPlace;
      return isNow ? said.notNow : said.notThen;
    }
    const isGoodFirst = good.from === asked;
    if (good.until === undefined) {
      if (!isGoodFirst || !isNow) return said.from(from(good.from));
      return said.nowFor(days);
    }
    if (!isGoodFirst || !isNow) return said.fromUntil(from(good.from), until(good.until));
    return said.nowUntil(until(good.until));
  };
  if (answer !== "met") {
    const isFailed = answer === "rule_failed";
    const intro = isFailed ? said.cannotTellBefore : good === undefined ? said.because : said.before;
    // Where nothing but that can be said, the lead says it.
    if (!isFailed || good !== undefined) details.push({ intro, texts: words(policy, language) });
  }
  if (good?.until !== undefined) {
    const { after } = good;
    const intro =
      after === undefined
        ? said.paperEnds
        : {
            met: "",
            rules_missing: said.endsWithout,
            rule_failed: said.cannotTellAfter,
            policy_not_met: said.afterwards,
          }[after.answer];
    details.push({ intro, texts: after === undefined ? [] : words(after, language) });
  }
  return { lead: lead(), details };
}

function words({ messages = [] }: PolicyAnswer, language: string): string[] {
  return messages.map(({ text }) => textIn(text, language));
}
