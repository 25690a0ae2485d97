import type { PolicyList } from "@haetae/sdk";
import { messagesIn } from "../messages/messages";
import type { TimeContext } from "../messages/time";
import type { VenuePolicy } from "../policy/choice";
import { choices } from "../policy/standing";
import { inSentence, nameOf, timeOf } from "../policy/words";

interface Props {
  readonly chosen: VenuePolicy;
  readonly policies: PolicyList | null;
  readonly place: TimeContext;
  readonly onChoose: (id: string | null) => void;
}

/** The choice of the venue's policy, in the settings; where a setup has locked it, its name. */
export function PolicyChoice({ chosen, policies, place, onChoose }: Props) {
  const { language } = place;
  const messages = messagesIn(language).policy;
  const offered = policies ? choices(policies) : [];
  const mine = offered.find(({ id }) => id === chosen.id) ?? null;
  if (chosen.locked)
    return (
      <p class="field locked-policy">
        <span>{messages.title}</span>
        <b dir="auto">{nameOf(mine, chosen.id, language)}</b>
        <span class="note">{messages.lockedLong}</span>
      </p>
    );
  if (chosen.id === null && offered.length === 0) return null;
  return (
    <label class="field">
      <span>{messages.title}</span>
      <select value={chosen.id ?? ""} onChange={(event) => onChoose(event.currentTarget.value || null)}>
        <option value="">{messages.none}</option>
        {chosen.id !== null && !mine && <option value={chosen.id}>{messages.notInRules(inSentence(chosen.id))}</option>}
        {offered.map(({ id, name, standing, from }) => (
          <option value={id}>
            {standing === "later"
              ? `${inSentence(name[language])} · ${messages.from(timeOf(from, place))}`
              : inSentence(name[language])}
          </option>
        ))}
      </select>
    </label>
  );
}
