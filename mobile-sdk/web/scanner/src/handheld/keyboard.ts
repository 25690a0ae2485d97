import { AltCode } from "./alt-code";
import { Burst } from "./burst";
import { usCharacter } from "./layout";
import { type KeyPress, type Reading, readKeys } from "./reading";

/** What a hand-held scanner does. */
export interface HandheldListener {
  /** It is typing; this many characters have arrived. */
  typing(characters: number): void;
  /** It has typed a code, or something else. */
  read(reading: Reading): void;
}

/** A scanner that takes longer than this for a code makes visitors wait. Milliseconds. */
const SLOW = 6_000;

/** Listens for a hand-held scanner on a page. Returns a function that stops it. Input fields keep their keys. */
export function listenToHandheld(target: Document, listener: HandheldListener): () => void {
  const burst = new Burst();
  const altCode = new AltCode();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = () => {
    clearTimeout(timer);
    if (!burst.isTyping) return;
    const isSlow = burst.duration > SLOW;
    listener.read({ ...readKeys(burst.finish()), isSlow });
  };

  const take = (event: KeyboardEvent, press: KeyPress | "end") => {
    const taken = burst.press(press, event.timeStamp);
    if (taken === "not_ours") return;
    consume(event);
    clearTimeout(timer);
    if (taken === "end") {
      finish();
    } else {
      listener.typing(burst.length);
      timer = setTimeout(finish, burst.quiet);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isField(event.target)) return;
    if (event.altKey && altCode.press(event.code)) return consume(event);
    const press = event.ctrlKey || event.altKey || event.metaKey ? null : pressOf(event);
    if (press) take(event, press);
    // Keys that frame a code (F8, Ctrl+B and Ctrl+J for STX and LF) are not part of it, and must not open anything.
    else if (burst.isTyping && !MODIFIERS.has(event.key)) consume(event);
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (isField(event.target)) return;
    const character = event.key === "Alt" ? altCode.release() : null;
    if (character === "\r" || character === "\t") take(event, "end");
    else if (character !== null && character >= " ") take(event, { key: character, us: character.toUpperCase() });
    // A button is pressed when the space bar is released; a space of a code must not press one.
    if (burst.isTyping) event.preventDefault();
  };

  target.addEventListener("keydown", onKeyDown, { capture: true });
  target.addEventListener("keyup", onKeyUp, { capture: true });
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", onKeyDown, { capture: true });
    target.removeEventListener("keyup", onKeyUp, { capture: true });
  };
}

const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"]);

/**
 * The character of a key press: what the device makes of it, and what the key is on a US keyboard. The second is for
 * dead keys (`Dead`), input methods (`Process`) and a number pad without Num Lock (`Home`), which make no character.
 */
function pressOf({ key, code, shiftKey }: KeyboardEvent): KeyPress | "end" | null {
  if (ENDS.has(code) || ENDS.has(key)) return "end";
  const us = usCharacter(code, shiftKey);
  const character = Array.from(key).length === 1 ? key : null;
  const isUnknown = code === "" && (key === "Process" || key === "Unidentified" || key === "Dead");
  return us !== null || character !== null || isUnknown ? { key: character, us } : null;
}

const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);

/** Keeps a key press from everything else on the page. */
function consume(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
