import type { Held } from "../household/household.js";
import type { Words } from "../words/words.js";

/** How a holder is called here. */
export function nameOf({ label, name }: Held, words: Words): string {
  if (label === "") return name || words.me;
  return label === name ? name : `${label} · ${name}`;
}

/** Whose pass is shown. */
export function People({ held, shown, words, show }: { held: Held[]; shown: string; words: Words; show: (id: string) => void }) {
  return (
    <div class="people" role="group" aria-label={words.whose}>
      {held.map((one) => (
        <button key={one.id} type="button" aria-pressed={one.id === shown} onClick={() => show(one.id)}>
          {one.label === "" ? words.me : one.label}
        </button>
      ))}
    </div>
  );
}
