import type { Policy, PolicyList } from "@haetae/sdk";
import { messagesIn } from "../messages/messages";
import type { TimeContext } from "../messages/time";
import type { VenuePolicy } from "../policy/choice";
import { laterPolicies, type PolicyStanding } from "../policy/standing";
import { comingWords, nameOf, problemWords, timeOf } from "../policy/words";
import { Dialog } from "./dialog";

interface Props {
  readonly chosen: VenuePolicy;
  readonly policies: PolicyList | null;
  readonly standing: PolicyStanding | null;
  readonly place: TimeContext;
  /** Opens the settings, where another policy is chosen. */
  readonly onChoose: () => void;
  readonly onClose: () => void;
}

/** By which policy this scanner checks, what it asks of the scanner, and which policies begin later. */
export function PolicyDialog({ chosen, policies, standing, place, onChoose, onClose }: Props) {
  const { language } = place;
  const messages = messagesIn(language).policy;
  const close = messagesIn(language).close;
  const later = policies ? laterPolicies(policies) : [];
  const coming = standing ? comingWords(standing, place) : "";
  const problem = standing ? problemWords(standing, chosen, place) : "";
  return (
    <Dialog title={messages.title} close={close} onClose={onClose}>
      {chosen.id === null ? (
        <p class="state stale">{messages.noneLong}</p>
      ) : (
        <p class="chosen" dir="auto">
          {nameOf(standing?.policy ?? null, chosen.id, language)}
        </p>
      )}
      {problem && <p class="state stale">{problem}</p>}
      {standing?.policy && !problem && <Asked policy={standing.policy} place={place} />}
      {coming && <p class={standing?.coming?.kind === "ends" ? "state stale" : "coming"}>{coming}</p>}
      {later.length > 0 && (
        <section class="later" aria-labelledby="later-policies">
          <h3 id="later-policies">{messages.later}</h3>
          <ul>
            {later.map((policy) => (
              <li class={policy.id === chosen.id ? "mine" : ""}>
                <span dir="auto">{policy.name[language]}</span>
                <b>{messages.from(timeOf(policy.from, place))}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="note">{chosen.locked ? messages.lockedLong : messages.free}</p>
      {!chosen.locked && (
        <footer>
          <button type="button" class="button" onClick={onChoose}>
            {messages.choose}
          </button>
        </footer>
      )}
    </Dialog>
  );
}

/** Since when a policy counts and until when, and what it asks of the scanner. */
function Asked({ policy, place }: { policy: Policy; place: TimeContext }) {
  const messages = messagesIn(place.language).policy;
  return (
    <ul class="asked">
      <li>{messages.from(timeOf(policy.from, place))}</li>
      {policy.until !== null && <li>{messages.until(timeOf(policy.until, place))}</li>}
      {policy.challenge_required && <li>{messages.challenge}</li>}
      {policy.status && <li>{messages.status[policy.status]}</li>}
    </ul>
  );
}
