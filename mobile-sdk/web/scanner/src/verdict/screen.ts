import type { Verdict } from "@haetae/sdk";

/** An admission disappears after this many milliseconds. */
export const ADMIT_MILLISECONDS = 2_000;
/** One of a paper pass waits while an identity card is compared, at most this many milliseconds: it shows a name. */
export const CARD_MILLISECONDS = 60_000;
/** A reminder stays below the camera for this many milliseconds. */
export const REMINDER_MILLISECONDS = 60_000;
/** The same code in front of the camera is the same person until it has been away for this many milliseconds. */
export const SAME_CODE_MILLISECONDS = 3_000;

/** Admissions that remind staff of a person after their screen has gone. Names go with the screen. */
export const REMINDER_WARNINGS: ReadonlySet<string> = new Set(["seen_before"]);

/** Whether the pass is on paper, to be compared with an identity card. */
export function isPaper(verdict: Verdict): boolean {
  return verdict.warnings.includes("check_id");
}

/** The screen: the camera, or one verdict over everything. Times are milliseconds of a monotonic clock. */
export interface Screen {
  /** The verdict that fills the screen. */
  readonly verdict: Verdict | null;
  /** When it disappears; `null` if it waits for a touch or the next code. */
  readonly until: number | null;
  /** The last admission with a reminder, after its verdict has gone. */
  readonly reminder: Verdict | null;
  readonly reminderUntil: number;
  /** Counts verdicts, so that two equal ones in a row are announced twice. */
  readonly serial: number;
}

export const EMPTY_SCREEN: Screen = { verdict: null, until: null, reminder: null, reminderUntil: 0, serial: 0 };

export type ScreenEvent =
  | { readonly kind: "checked"; readonly verdict: Verdict; readonly at: number }
  | { readonly kind: "touched"; readonly at: number }
  | { readonly kind: "tick"; readonly at: number };

/** The screen after an event. The same object if nothing changes. */
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

/** Distinguishes the next code from the one that is still in front of the camera. */
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

  /** Treats the code in view as new. */
  forget(): void {
    this.#seen = Number.NEGATIVE_INFINITY;
  }
}
