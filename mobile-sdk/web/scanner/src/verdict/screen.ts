import type { Verdict } from "@haetae/sdk";

/** An admission goes away by itself after so many milliseconds. */
export const ADMIT_MILLISECONDS = 2_000;
/** One of a paper pass waits for somebody who compares a card, and no longer than so many milliseconds: a name stands on it. */
export const CARD_MILLISECONDS = 60_000;
/** What a look is asked for stays in a line below the camera for so many milliseconds. */
export const REMINDER_MILLISECONDS = 60_000;
/** The same code in front of the camera is the same person until it has been away for so many milliseconds. */
export const SAME_CODE_MILLISECONDS = 3_000;

/** Admissions that ask for a look at a person after their screen has gone. Names go with the screen. */
export const REMINDER_WARNINGS: ReadonlySet<string> = new Set(["seen_before"]);

/** Whether the pass is on paper: then somebody compares it with an identity card. */
export function isPaper(verdict: Verdict): boolean {
  return verdict.warnings.includes("check_id");
}

/** What the screen shows: the camera, or one verdict over everything. Times are milliseconds of a clock that never jumps. */
export interface Screen {
  /** The verdict that fills the screen. */
  readonly verdict: Verdict | null;
  /** When it goes by itself; `null` where it waits for a touch or the next code. */
  readonly until: number | null;
  /** The last admission that asks for a look, after its verdict has gone. */
  readonly reminder: Verdict | null;
  readonly reminderUntil: number;
  /** Counts verdicts, so that two alike in a row are announced twice. */
  readonly serial: number;
}

export const EMPTY_SCREEN: Screen = { verdict: null, until: null, reminder: null, reminderUntil: 0, serial: 0 };

export type ScreenEvent =
  | { readonly kind: "checked"; readonly verdict: Verdict; readonly at: number }
  | { readonly kind: "touched"; readonly at: number }
  | { readonly kind: "tick"; readonly at: number };

/** The screen after something happened. The same object where nothing changes. */
export function screenAfter(screen: Screen, event: ScreenEvent): Screen {
  switch (event.kind) {
    case "checked": {
      const admitted = event.verdict.outcome === "admit";
      return {
        verdict: event.verdict,
        until: admitted ? event.at + (isPaper(event.verdict) ? CARD_MILLISECONDS : ADMIT_MILLISECONDS) : null,
        reminder: null,
        reminderUntil: 0,
        serial: screen.serial + 1,
      };
    }
    case "touched":
      return screen.verdict ? withoutVerdict(screen, event.at) : screen.reminder ? withoutReminder(screen) : screen;
    case "tick":
      if (screen.verdict && screen.until !== null && event.at >= screen.until) return withoutVerdict(screen, event.at);
      return screen.reminder && event.at >= screen.reminderUntil ? withoutReminder(screen) : screen;
  }
}

/** When the next tick is due, if nothing else happens; `null` for never. */
export function screenTick(screen: Screen): number | null {
  if (screen.verdict) return screen.until;
  return screen.reminder ? screen.reminderUntil : null;
}

function withoutVerdict(screen: Screen, at: number): Screen {
  const needsReminder = screen.verdict?.warnings.some((warning) => REMINDER_WARNINGS.has(warning)) ?? false;
  return {
    ...screen,
    verdict: null,
    until: null,
    reminder: needsReminder ? screen.verdict : null,
    reminderUntil: needsReminder ? at + REMINDER_MILLISECONDS : 0,
  };
}

function withoutReminder(screen: Screen): Screen {
  return { ...screen, reminder: null, reminderUntil: 0 };
}

/** Tells the next code from the one that is still held in front of the camera. */
export class SameCode {
  #text = "";
  #seen = Number.NEGATIVE_INFINITY;

  /** Whether `text` is new at the time `at`, in milliseconds. */
  isNew(text: string, at: number): boolean {
    const isNew = text !== this.#text || at - this.#seen >= SAME_CODE_MILLISECONDS;
    this.#text = text;
    this.#seen = at;
    return isNew;
  }

  /** Takes the code in view for new. */
  forget(): void {
    this.#seen = Number.NEGATIVE_INFINITY;
  }
}
