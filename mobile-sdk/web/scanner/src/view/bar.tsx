import { concern, freshness, isClockSuspect, type TrustState } from "../trust/health";
import { briefly } from "../words/age";
import type { Language } from "../words/language";
import { moment } from "../words/moment";
import { screenWords } from "../words/screens";
import { Icon } from "./icons";

interface Props {
  readonly trust: TrustState | null;
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

/** Always in sight: how old keys, rules and lists are, who answers on the network, the clock, the day's count. */
export function Bar({ trust, now, online, language, admitted, onData, onCounts, onLanguage, onSettings }: Props) {
  const words = screenWords(language);
  const state = freshness(trust, now);
  const age = (issued: number | undefined) => (issued === undefined ? words.none : briefly(now - issued, language));
  const contact = trust?.contact ?? "unknown";
  const net = !online ? "offline" : contact === "foreign" || contact === "nobody" ? contact : "online";
  return (
    <header class="bar">
      <span class="brand">
        <svg viewBox="0 0 58 18" aria-hidden="true"><circle cx="9" cy="9" r="8" /><path d="M25.700 1h6.600L37 5.700v6.600L32.300 17h-6.600L21 12.300V5.700ZM49 2l8.500 15h-17Z" /></svg>
        <b>{words.name}</b>
      </span>
      <button type="button" class={`data ${state}`} onClick={onData} aria-haspopup="dialog">
        <span class="dot" aria-hidden="true" />
        <b>{words.dataShort[state]}</b>
        <span class="ages">
          <span>{words.keys} <i>{age(trust?.keys?.issued)}</i></span>
          <span>{words.rules} <i>{age(trust?.rules?.issued)}</i></span>
          <span>{words.lists} <i>{age(trust?.lists?.issued)}</i></span>
        </span>
        {isClockSuspect(trust, now) && <span class="doubt">{words.update.clock} ?</span>}
        <span class={net === "online" ? "net" : `net off ${net}`}>{words.net[net]}</span>
      </button>
      <button type="button" class="plain count" onClick={onCounts} aria-haspopup="dialog" title={words.todayLong(admitted)}>
        <Icon name="people" />
        <b>{words.today(admitted)}</b>
      </button>
      <button type="button" class="plain" onClick={onLanguage} lang={language === "ko" ? "en" : "ko"}>
        <Icon name="globe" />
        <span>{words.switchLanguage}</span>
      </button>
      <button type="button" class="plain" onClick={onSettings} aria-haspopup="dialog">
        <Icon name="settings" />
        <span>{words.menu.settings}</span>
      </button>
    </header>
  );
}

interface NoticesProps {
  readonly trust: TrustState | null;
  readonly now: number;
  readonly language: Language;
  readonly training: boolean;
  readonly soundOff: boolean;
}

/** What is wrong with the device, in whole sentences, above whatever else is on the screen. */
export function Notices({ trust, now, language, training, soundOff }: NoticesProps) {
  const words = screenWords(language);
  const state = freshness(trust, now);
  const worry = training ? null : concern(trust, now);
  const end = worry === "keys_end" ? trust?.keys?.expires : trust?.lists?.expires;
  const until = end === undefined ? "" : moment(new Date(end * 1000).toISOString(), { language, now });
  return (
    <section class="notices" lang={language} aria-label={words.menu.notices}>
      {training && (
        <p class="notice training">
          <b>{words.training.banner}</b> {words.training.note}
        </p>
      )}
      {trust?.contact === "foreign" && <p class="notice foreign">{words.foreign}</p>}
      {trust !== null && state !== "fresh" && worry !== "lists_end" && <p class={`notice ${state}`}>{words.data[state]}</p>}
      {worry && <p class="notice concern">{words.concern[worry](until)}</p>}
      {isClockSuspect(trust, now) && <p class="notice stale">{words.clockSuspect}</p>}
      {soundOff && <p class="notice quiet">{words.soundOff}</p>}
    </section>
  );
}
