import { shortAge } from "../messages/age";
import { type Language, messagesIn } from "../messages/messages";
import { formatTime } from "../messages/time";
import { concern, type DataStatus, freshness, isClockSuspect } from "../trust/health";
import { Icon } from "./icons";

interface Props {
  readonly trust: DataStatus | null;
  readonly now: number;
  /** Whether the device says that there is a network. */
  readonly online: boolean;
  readonly language: Language;
  readonly admitted: number;
  readonly onData: () => void;
  readonly onCounts: () => void;
  readonly onLanguage: () => void;
  readonly onSettings: () => void;
}

/** Always visible: the age of keys, rules and lists, the network, the clock, the day's count. */
export function Bar({ trust, now, online, language, admitted, onData, onCounts, onLanguage, onSettings }: Props) {
  const messages = messagesIn(language);
  const state = freshness(trust, now);
  const age = (issued: number | undefined) => (issued === undefined ? messages.none : shortAge(now - issued, language));
  const status = trust?.network ?? "unknown";
  const net = !online ? "offline" : status === "foreign" || status === "no_answer" ? status : "online";
  return (
    <header class="bar">
      <span class="brand">
        <svg viewBox="0 0 58 18" aria-hidden="true">
          <circle cx="9" cy="9" r="8" />
          <path d="M25.700 1h6.600L37 5.700v6.600L32.300 17h-6.600L21 12.300V5.700ZM49 2l8.500 15h-17Z" />
        </svg>
        <b>{messages.name}</b>
      </span>
      <button type="button" class={`data ${state}`} onClick={onData} aria-haspopup="dialog">
        <span class="dot" aria-hidden="true" />
        <b>{messages.dataShort[state]}</b>
        <span class="ages">
          <span>
            {messages.keys} <i>{age(trust?.keys?.issued)}</i>
          </span>
          <span>
            {messages.rules} <i>{age(trust?.rules?.issued)}</i>
          </span>
          <span>
            {messages.lists} <i>{age(trust?.lists?.issued)}</i>
          </span>
        </span>
        {isClockSuspect(trust, now) && <span class="doubt">{messages.update.clock} ?</span>}
        <span class={net === "online" ? "net" : `net off ${net}`}>{messages.net[net]}</span>
      </button>
      <button
        type="button"
        class="plain count"
        onClick={onCounts}
        aria-haspopup="dialog"
        title={messages.todayLong(admitted)}
      >
        <Icon name="people" />
        <b>{messages.today(admitted)}</b>
      </button>
      <button type="button" class="plain" onClick={onLanguage} lang={language === "ko" ? "en" : "ko"}>
        <Icon name="globe" />
        <span>{messages.switchLanguage}</span>
      </button>
      <button type="button" class="plain" onClick={onSettings} aria-haspopup="dialog">
        <Icon name="settings" />
        <span>{messages.menu.settings}</span>
      </button>
    </header>
  );
}

interface NoticesProps {
  readonly trust: DataStatus | null;
  readonly now: number;
  readonly language: Language;
  readonly training: boolean;
  /** Whether anybody can make the passes: a partner rehearses. */
  readonly sandbox: boolean;
  /** Why the venue's policy cannot be checked, and what to do; empty if it can. */
  readonly policyProblem: string;
  readonly soundOff: boolean;
}

/** What is wrong with the device, in full sentences, above everything else on the screen. */
export function Notices({ trust, now, language, training, sandbox, policyProblem, soundOff }: NoticesProps) {
  const messages = messagesIn(language);
  const state = freshness(trust, now);
  const worry = training ? null : concern(trust, now);
  // Without data, or with none that counts, that is what to mend first.
  const hasData = state === "fresh" || state === "stale";
  const end = worry === "keys_end" ? trust?.keys?.expires : trust?.lists?.expires;
  const until = end === undefined ? "" : formatTime(new Date(end * 1000).toISOString(), { language, now });
  return (
    <section class="notices" lang={language} aria-label={messages.menu.notices}>
      {training && (
        <p class="notice training">
          <b>{messages.training.banner}</b> {messages.training.note}
        </p>
      )}
      {sandbox && !training && (
        <p class="notice training">
          <b>{messages.sandbox.banner}</b> {messages.sandbox.note}
        </p>
      )}
      {trust?.network === "foreign" && <p class="notice foreign">{messages.foreign}</p>}
      {trust !== null && state !== "fresh" && worry !== "lists_end" && (
        <p class={`notice ${state}`}>{messages.data[state]}</p>
      )}
      {policyProblem && hasData && <p class="notice missing policy">{policyProblem}</p>}
      {worry && <p class="notice concern">{messages.concern[worry](until)}</p>}
      {isClockSuspect(trust, now) && <p class="notice stale">{messages.clockSuspect}</p>}
      {soundOff && <p class="notice quiet">{messages.soundOff}</p>}
    </section>
  );
}
