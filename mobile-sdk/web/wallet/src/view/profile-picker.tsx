import type { Messages } from "../messages/messages.js";
import type { StoredPaper } from "../papers/papers.js";
import type { Profile } from "../profiles/profiles.js";

/** The name of a holder on the screen. */
export function nameOf({ label, name }: Profile, messages: Messages): string {
  if (label === "") return name || messages.me;
  return label === name ? name : `${label} · ${name}`;
}

/** The name of a paper pass's holder on the screen. */
export function paperName(
  { label, inspected: { name = "" } }: Pick<StoredPaper, "label" | "inspected">,
  messages: Messages,
): string {
  if (label === "" || label === name) return name || messages.paper.name;
  return name === "" ? label : `${label} · ${name}`;
}

/** One to choose. */
export interface Chip {
  id: string;
  text: string;
  spoken: string;
}

/** Whose pass is shown. */
export function ProfilePicker({
  chips,
  shown,
  messages,
  show,
}: {
  chips: Chip[];
  shown: string;
  messages: Messages;
  show: (id: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, not the fields of a form
    <div class="people" role="group" aria-label={messages.whose}>
      {chips.map(({ id, text, spoken }) => (
        <button key={id} type="button" title={spoken} aria-pressed={id === shown} onClick={() => show(id)}>
          {text}
        </button>
      ))}
    </div>
  );
}
