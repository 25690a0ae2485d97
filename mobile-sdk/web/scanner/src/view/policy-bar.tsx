import type { PolicyList } from "@haetae/sdk";
import { messagesIn } from "../messages/messages";
import type { TimeContext } from "../messages/time";
import type { VenuePolicy } from "../policy/choice";
import type { PolicyStanding } from "../policy/standing";
import { comingWords, nameOf } from "../policy/words";
import { Icon } from "./icons";

interface Props {
  readonly chosen: VenuePolicy;
  /** What the rules in force have; `null` before it is known. */
  readonly policies: PolicyList | null;
  /** Where the chosen policy stands; `null` where none is chosen, or before it is known. */
  readonly standing: PolicyStanding | null;
  readonly place: TimeContext;
  readonly onOpen: () => void;
}

/**
 * Always visible: by which policy this scanner checks, in words, and what changes of it today or tomorrow. Absent where
 * none is chosen and there is none to choose.
 */
export function PolicyBar({ chosen, policies, standing, place, onOpen }: Props) {
  const { language } = place;
  const messages = messagesIn(language).policy;
  if (chosen.id === null && !policies?.policies.length) return null;
  const coming = standing ? comingWords(standing, place) : "";
  const isWorry = standing?.problem || standing?.coming?.kind === "ends";
  return (
    <button
      type="button"
      class={isWorry ? "venue worry" : "venue"}
      onClick={onOpen}
      aria-haspopup="dialog"
      lang={language}
    >
      <span class="what">{messages.label}</span>
      {chosen.id === null ? (
        <span class="name">{messages.none}</span>
      ) : (
        <b class="name" dir="auto">
          {nameOf(standing?.policy ?? null, chosen.id, language)}
        </b>
      )}
      {chosen.locked && <Icon name="lock" />}
      {chosen.locked && <span class="unseen">{messages.locked}</span>}
      {coming && <span class="coming">{coming}</span>}
    </button>
  );
}
