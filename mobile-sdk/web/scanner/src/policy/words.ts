import type { Policy } from "@haetae/sdk";
import { type Language, messagesIn } from "../messages/messages";
import { formatTime, type TimeContext } from "../messages/time";
import type { VenuePolicy } from "./choice";
import type { PolicyStanding } from "./standing";

/** Characters that turn the direction of the text after them. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of the rules as a part of a sentence: whatever its direction is, that of the sentence stays. */
export function inSentence(text: string): string {
  return `\u2068${text.replace(TURNS, "")}\u2069`;
}

/** What people call a policy; its id where the rules do not say. */
export function nameOf(policy: Pick<Policy, "name"> | null, id: string | null, language: Language): string {
  return policy?.name[language] ?? id ?? "";
}

/** A time of the rules, as the other times of the screen. */
export function timeOf(seconds: number, place: TimeContext): string {
  return formatTime(new Date(seconds * 1000).toISOString(), place);
}

/** What changes today or tomorrow, in a sentence; empty if nothing does. */
export function comingWords({ policy, coming }: PolicyStanding, place: TimeContext): string {
  if (!coming) return "";
  const messages = messagesIn(place.language).policy;
  const at = timeOf(coming.at, place);
  if (coming.kind === "ends") return messages.ends(at);
  const name = coming.policy.name[place.language];
  return name === policy?.name[place.language] ? messages.changes(at) : messages.begins(at, inSentence(name));
}

/** Why the chosen policy cannot be checked now, and what to do; empty if it can. */
export function problemWords(standing: PolicyStanding, chosen: VenuePolicy, place: TimeContext): string {
  const { policy, problem } = standing;
  if (problem === null) return "";
  const messages = messagesIn(place.language).policy;
  const name = inSentence(nameOf(policy, chosen.id, place.language));
  const other = chosen.locked ? messages.askSetup : messages.chooseAgain;
  switch (problem) {
    case "missing":
      return messages.problems.missing;
    case "unreadable":
      return messages.problems.unreadable;
    case "unknown":
      return `${messages.problems.unknown(name)} ${other}`;
    case "later":
      return `${messages.problems.later(name, timeOf(policy?.from ?? 0, place))} ${other}`;
    case "ended":
      return `${messages.problems.ended(name, timeOf(policy?.until ?? 0, place))} ${other}`;
  }
}
