import { AFTER_LAST_KEY, Burst } from "./burst";
import { usCharacter } from "./layout";
import { readKeys, type Reading } from "./reading";

/** What a hand-held scanner does. */
export interface HandheldListener {
  /** It types; so many characters are here. */
  typing(characters: number): void;
  /** It has typed a code, or something that is none. */
  read(reading: Reading): void;
}

/** Listens for a hand-held scanner on a page. Returns what ends that. Fields that people type into keep their keys. */
export function listenToHandheld(target: Document, listener: HandheldListener): () => void {
  const burst = new Burst();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = () => {
    clearTimeout(timer);
    if (!burst.isTyping) return;
    listener.read(readKeys(burst.finish()));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
    const us = usCharacter(event.code, event.shiftKey);
    const isCharacter = Array.from(event.key).length === 1 || event.key === "Process" || event.key === "Unidentified";
    if (!isCharacter && event.key !== "Enter" && event.key !== "Tab") return;
    const taken = burst.press({ key: event.key, us }, event.timeStamp);
    if (taken === "not_ours") return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    if (taken === "end") {
      finish();
    } else {
      listener.typing(burst.length);
      timer = setTimeout(finish, AFTER_LAST_KEY);
    }
  };
  // A button is pressed when the space bar comes up again; a space of a code presses none.
  const onKeyUp = (event: KeyboardEvent) => {
    if (burst.isTyping && !isField(event.target)) event.preventDefault();
  };

  target.addEventListener("keydown", onKeyDown, { capture: true });
  target.addEventListener("keyup", onKeyUp, { capture: true });
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", onKeyDown, { capture: true });
    target.removeEventListener("keyup", onKeyUp, { capture: true });
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
