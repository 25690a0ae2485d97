import { freshness, isClockSuspect, type TrustState } from "../trust/health";
import { briefly } from "../words/age";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";
import { Icon } from "./icons";

interface Props {
  readonly trust: TrustState | null;
  readonly now: number;
  readonly online: boolean;
  readonly language: Language;
  readonly admitted: number;
  readonly onData: () => void;
  readonly onLanguage: () => void;
  readonly onSettings: () => void;
}

/** Always in sight: how old keys, rules and lists are, online or offline, the clock, the day's count. */
export function Bar({ trust, now, online, language, admitted, onData, onLanguage, onSettings }: Props) {
  const words = screenWords(language);
  const state = freshness(trust, now);
  const age = (issued: number | undefined) => (issued === undefined ? words.none : briefly(now - issued, language));
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
        <span class={online ? "net" : "net off"}>{online ? words.online : words.offline}</span>
      </button>
      <span class="count" title={words.todayLong(admitted)}>
        <Icon name="people" />
        {words.today(admitted)}
      </span>
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
  return (
    <section class="notices" lang={language} aria-label={words.menu.notices}>
      {training && (
        <p class="notice training">
          <b>{words.training.banner}</b> {words.training.note}
        </p>
      )}
      {trust !== null && state !== "fresh" && <p class={`notice ${state}`}>{words.data[state]}</p>}
      {isClockSuspect(trust, now) && <p class="notice stale">{words.clockSuspect}</p>}
      {soundOff && <p class="notice quiet">{words.soundOff}</p>}
    </section>
  );
}
