import { useEffect, useRef } from "preact/hooks";
import { ago } from "../messages/age";
import { type Language, messagesIn } from "../messages/messages";
import { type Ending, isGoodNews, type Receiving, secondsToComplete, share } from "../series/receiving";
import type { DataStatus } from "../trust/health";

interface Props {
  readonly state: Receiving;
  readonly trust: DataStatus | null;
  readonly now: number;
  readonly language: Language;
  readonly onDismiss: () => void;
}

/** The circumference of the ring is 100. */
const ROUND = 100;

/** Receiving another scanner's data: the progress, what to do, and the result. The camera continues behind it. */
export function ReceivingView({ state, trust, now, language, onDismiss }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  // The focus comes here from the dialog that started it.
  useEffect(() => {
    if (state.kind === "asked") button.current?.focus({ preventScroll: true });
  }, [state.kind]);
  if (state.kind === "none") return null;
  const messages = messagesIn(language).series;
  const over = state.kind === "over" ? state.ending : null;
  const look = over === null ? "" : isGoodNews(over) ? "good" : "bad";
  const { title, detail, small } = sentences({ state, trust, now, language });
  return (
    <section class={`series ${state.kind} ${look}`} lang={language} aria-label={messages.receiving} data-ending={over}>
      <Ring share={share(state)} label={messages.receiving} ending={over} />
      <div>
        <h2>{title}</h2>
        {detail && <p>{detail}</p>}
        {small && <p class="small">{small}</p>}
      </div>
      <button ref={button} type="button" class="button" onClick={onDismiss}>
        {over === null ? messages.cancel : messages.ended}
      </button>
    </section>
  );
}

/** The same for screen readers: the start, each quarter, the result. */
export function receivingSpoken(props: Omit<Props, "onDismiss">): string {
  const { state, language } = props;
  if (state.kind === "none") return "";
  const { title, detail } = sentences(props);
  if (state.kind !== "receiving") return [title, detail].filter(Boolean).join(". ");
  const quarter = Math.floor(share(state) * 4) * 25;
  const note = state.note && messagesIn(language).series.notes[state.note];
  return [title, `${quarter} %`, note].filter(Boolean).join(". ");
}

interface Sentences {
  readonly title: string;
  readonly detail: string;
  readonly small?: string;
}

function sentences({ state, trust, now, language }: Omit<Props, "onDismiss">): Sentences {
  const messages = messagesIn(language).series;
  switch (state.kind) {
    case "none":
      return { title: "", detail: "" };
    case "asked":
      return { title: messages.aim, detail: messages.aimWhat, small: messages.goesOn };
    case "receiving": {
      const left = secondsToComplete(state);
      const count = messages.count(state.received, state.needed);
      const detail = state.note
        ? messages.notes[state.note]
        : [messages.hold, left === null ? "" : messages.left(left)].join(" ");
      return { title: messages.receiving, detail, small: `${count}. ${messages.goesOn}` };
    }
    case "over": {
      const age = trust?.lists ? ago(now - trust.lists.issued, language) : null;
      return { title: messages.endings[state.ending], detail: advice(state.ending, age, language) };
    }
  }
}

function advice(ending: Ending, age: string | null, language: Language): string {
  const messages = messagesIn(language).series;
  switch (ending) {
    case "taken":
    case "unchanged":
      return age === null ? "" : messages.asNew(age);
    case "rollback":
      return messages.showInstead;
    case "failed":
      return messages.notNow;
    case "training":
      return "";
    default:
      return messages.notChanged;
  }
}

function Ring({ share, label, ending }: { share: number; label: string; ending: Ending | null }) {
  const percent = Math.round(share * 100);
  return (
    <svg
      class="ring"
      viewBox="0 0 40 40"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <circle class="track" cx="20" cy="20" r="15.915" />
      <circle
        class="done"
        cx="20"
        cy="20"
        r="15.915"
        stroke-dasharray={`${share * ROUND} ${ROUND}`}
        transform="rotate(-90 20 20)"
      />
      {ending === null ? (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: text in a drawing cannot have the focus
        <text x="20" y="20" dy="0.36em" aria-hidden="true">{`${percent}%`}</text>
      ) : (
        <path d={ending === "taken" || ending === "unchanged" ? "M13 20.500l5 5 9.500-10.500" : "M20 12v10M20 27v.1"} />
      )}
    </svg>
  );
}
