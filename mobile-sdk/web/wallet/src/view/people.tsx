import type { Held } from "../household/household.js";
import type { HeldPaper } from "../papers/papers.js";
import type { Words } from "../words/words.js";

/** How a holder is called here. */
export function nameOf({ label, name }: Held, words: Words): string {
  if (label === "") return name || words.me;
  return label === name ? name : `${label} · ${name}`;
}

/** How the holder of a paper pass is called here. */
export function paperName({ label, inspected: { name = "" } }: Pick<HeldPaper, "label" | "inspected">, words: Words): string {
  if (label === "" || label === name) return name || words.paper.name;
  return name === "" ? label : `${label} · ${name}`;
}

/** One to choose. */
export interface Chip {
  id: string;
  text: string;
  spoken: string;
}

/** Whose pass is shown. */
export function People({ chips, shown, words, show }: { chips: Chip[]; shown: string; words: Words; show: (id: string) => void }) {
  return (
    <div class="people" role="group" aria-label={words.whose}>
      {chips.map(({ id, text, spoken }) => (
        <button key={id} type="button" title={spoken} aria-pressed={id === shown} onClick={() => show(id)}>
          {text}
        </button>
      ))}
    </div>
  );
}
