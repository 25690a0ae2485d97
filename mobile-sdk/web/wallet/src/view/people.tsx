import type { Held } from "../wallet.js";
import type { Words } from "../words/words.js";

/** How a holder is called here. */
export function nameOf({ holder }: Held, words: Words): string {
  if (holder.label === "") return holder.name || words.me;
  return holder.label === holder.name ? holder.name : `${holder.label} · ${holder.name}`;
}

/** Whose pass is shown. */
export function People({ held, shown, words, show }: { held: Held[]; shown: string; words: Words; show: (id: string) => void }) {
  return (
    <div class="people" role="group" aria-label={words.whose}>
      {held.map((one) => (
        <button key={one.holder.id} type="button" aria-pressed={one.holder.id === shown} onClick={() => show(one.holder.id)}>
          {one.holder.label === "" ? words.me : one.holder.label}
        </button>
      ))}
    </div>
  );
}
