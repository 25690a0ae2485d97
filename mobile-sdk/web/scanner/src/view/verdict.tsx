import type { Verdict } from "@haetae/sdk";
import { useEffect, useRef } from "preact/hooks";
import { type Language, messagesIn, otherLanguage } from "../messages/messages";
import type { TimeContext } from "../messages/time";
import type { IssuerContact } from "../setup/link";
import { facts, policyWords, validityText } from "../verdict/facts";
import { isPaper } from "../verdict/screen";
import { Shape } from "./shape";

interface Props {
  readonly verdict: Verdict;
  readonly place: TimeContext;
  readonly twoLanguages: boolean;
  /** Whether a policy was asked: then an admission has what that policy shows. */
  readonly byPolicy: boolean;
  /** The issuer's contact for questions about a revocation; `null` if unknown. */
  readonly contact: IssuerContact | null;
  /** A hint for the owner of the hand-held scanner. */
  readonly hint: string | null;
  readonly onTouch: () => void;
}

/** One verdict over everything: shape and colour on one side, text on the other. A touch anywhere closes it. */
export function VerdictView({ verdict, place, twoLanguages, byPolicy, contact, hint, onTouch }: Props) {
  const { language } = place;
  const isNo = verdict.outcome !== "admit";
  // An admission on paper waits until an identity card was compared.
  const stays = isNo || isPaper(verdict);
  // Where the rules' own words follow, they need the place of the advice to read them.
  const isByRules = policyWords(verdict, language).length > 0;
  const advice = (language: Language) => (isByRules ? "" : adviceOf(verdict, language, contact));
  const next = useRef<HTMLButtonElement>(null);
  // The focus is on the only button; a screen reader reads the live region.
  useEffect(() => next.current?.focus({ preventScroll: true }), [verdict]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button below and Escape do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button below and Escape do the same
    <section class={`verdict ${verdict.outcome}`} data-code={verdict.code} onClick={onTouch}>
      <div class="sign">
        <Shape outcome={verdict.outcome} />
      </div>
      {/* Texts of rules may be longer than the screen: a keyboard can scroll to their end. */}
      <div class="words" {...(isByRules && { tabIndex: 0 })}>
        <h1 lang={language}>{messagesIn(language).outcome[verdict.outcome]}</h1>
        {twoLanguages && (
          <p class="second" lang={otherLanguage(language)}>
            {shortVerdict(verdict, otherLanguage(language))}
          </p>
        )}
        {verdict.outcome === "admit" &&
          facts(verdict, place, isPaper(verdict), byPolicy).map((line) => <p class="fact">{line}</p>)}
        {isNo && (
          <p class="reason" lang={language}>
            {verdict.words[language].headline}
            {validityText(verdict, place) && <small> {validityText(verdict, place)}</small>}
          </p>
        )}
        {isNo && advice(language) && (
          <p class="advice" lang={language}>
            {advice(language)}
          </p>
        )}
        <PolicyWords verdict={verdict} languages={twoLanguages ? [language, otherLanguage(language)] : [language]} />
        {isNo && twoLanguages && advice(otherLanguage(language)) && (
          <p class="second-advice" lang={otherLanguage(language)}>
            {advice(otherLanguage(language))}
          </p>
        )}
        {verdict.warnings.length > 0 && <Warnings verdict={verdict} language={language} twoLanguages={twoLanguages} />}
        {hint && (
          <p class="hint" lang={language}>
            {hint}
          </p>
        )}
      </div>
      {stays ? (
        <div class="foot">
          <button type="button" class="next" ref={next} lang={language}>
            <b>{messagesIn(language).next}</b> <span>{messagesIn(language).touch}</span>
          </button>
        </div>
      ) : (
        <div class="foot" aria-hidden="true">
          <span class="remaining" />
        </div>
      )}
    </section>
  );
}

/** Which rules are not met, in their own words: nothing but text, whatever it holds and however long it is. */
function PolicyWords({ verdict, languages }: { verdict: Verdict; languages: readonly Language[] }) {
  const [first = [], second = []] = languages.map((language) => policyWords(verdict, language));
  if (first.length === 0) return null;
  return (
    <ul class="rules">
      {first.map((text) => (
        <li dir="auto" lang={languages[0]}>
          {text}
        </li>
      ))}
      {second.map((text) => (
        <li class="second-words" dir="auto" lang={languages[1]}>
          {text}
        </li>
      ))}
    </ul>
  );
}

function Warnings({
  verdict,
  language,
  twoLanguages,
}: {
  verdict: Verdict;
  language: Language;
  twoLanguages: boolean;
}) {
  return (
    <ul class="warnings">
      {verdict.warning_words.map((words, index) => (
        <li data-code={verdict.warnings[index]}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3 22.500 21H1.500Z" />
            <path class="bang" d="M12 9.500v5.500M12 17.800v.4" />
          </svg>
          <span lang={language}>
            <b>{words[language].headline}</b> {words[language].advice}
            {twoLanguages && (
              <small
                lang={otherLanguage(language)}
              >{`${words[otherLanguage(language)].headline}. ${words[otherLanguage(language)].advice}`}</small>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What is spoken and read out: verdict, reason, advice, warnings. Never a name. */
export function spokenVerdict(verdict: Verdict, language: Language, contact: IssuerContact | null): string {
  const { headline } = verdict.words[language];
  const advice = adviceOf(verdict, language, contact);
  const word = messagesIn(language).outcome[verdict.outcome];
  const rules = policyWords(verdict, language);
  const reason = verdict.outcome === "admit" ? [] : [headline, ...(rules.length > 0 ? rules : [advice])];
  const warnings = verdict.warning_words.flatMap((words) => [words[language].headline, words[language].advice]);
  return [word, ...reason, ...warnings]
    .filter(Boolean)
    .map((sentence) => sentence.replace(/\.$/, ""))
    .join(". ");
}

/** Verdict and reason in one line. */
function shortVerdict(verdict: Verdict, language: Language): string {
  const word = messagesIn(language).outcome[verdict.outcome];
  return verdict.outcome === "admit" ? word : `${word}: ${verdict.words[language].headline}`;
}

/** What to do next; for a revocation, the issuer's contact. */
function adviceOf(verdict: Verdict, language: Language, contact: IssuerContact | null): string {
  return verdict.next_step === "ask_issuer" && contact
    ? messagesIn(language).ask(contact)
    : verdict.words[language].advice;
}
