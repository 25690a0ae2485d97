import type { Reading } from "../handheld/reading";
import type { Receiver } from "../series/receiver";
import { SameCode, EMPTY_SCREEN, screenAfter, screenTick, type Screen, type ScreenEvent } from "../verdict/screen";
import { callsFor, isSeriesCode, type Verdict } from "@haetae/sdk";
import type { Checker, Picture, CodeReader } from "./checker";

/**
 * What the hand-held scanner's owner should know: the device changes its characters, characters were lost, the device keeps its keys to
 * itself, or it types slowly.
 */
export type Hint = "mangled" | "incomplete" | "unheard" | "slow";

/** What the page does when something happens at the door. */
export interface SessionListener {
  /** The screen is another. */
  changed(screen: Screen): void;
  /** There is a new verdict: the moment for sound and count. */
  checked(verdict: Verdict): void;
  /** What the hand-held scanner's owner should know; `null` when all is well. */
  hint(hint: Hint | null): void;
  /** A code is here and waits for the lists that are on their way. */
  waiting(isWaiting: boolean): void;
  /** What reads or checks has failed, again and again: only a fresh start helps. */
  failed(): void;
}

/** After so many failures in a row nothing will come of the next. */
const MOST_FAILURES = 5;

/** After so many milliseconds without a code the page may be exchanged: nobody is in front of it, and what it remembers is forgotten anyway. */
export const IDLE_MILLISECONDS = 300_000;

/** A door: codes come in from the camera, a hand-held scanner, a photo or the keyboard; one verdict at a time goes to the screen. */
export class ScanSession {
  #reader: CodeReader;
  #checker: Checker;
  #receiver: Pick<Receiver, "take">;
  #listener: SessionListener;
  #screen: Screen = EMPTY_SCREEN;
  #same = new SameCode();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Codes are judged one after the other, in the order in which they came. */
  #queue: Promise<unknown> = Promise.resolve();
  #lastCode = 0;
  #failures = 0;

  constructor(reader: CodeReader, checker: Checker, receiver: Pick<Receiver, "take">, listener: SessionListener) {
    this.#reader = reader;
    this.#checker = checker;
    this.#receiver = receiver;
    this.#listener = listener;
  }

  /** What the screen shows. */
  get screen(): Screen {
    return this.#screen;
  }

  /** Whether nobody has been here for a while. */
  isIdle(at: number): boolean {
    return this.#screen.verdict === null && at - this.#lastCode >= IDLE_MILLISECONDS;
  }

  /** Looks at a frame of the camera. */
  frame(picture: Picture): Promise<void> {
    return this.#countFailures(async () => {
      const text = await this.#reader.read(picture, "frame");
      if (text === null || (await this.#takeSeriesCode(text)) || !this.#same.isNew(text, performance.now())) return;
      this.#listener.hint(null);
      await this.#check(() => this.#checker.check(text));
    });
  }

  /** Looks at a photo. Where it shows no code there is a verdict too. */
  photo(picture: Picture): Promise<void> {
    return this.#countFailures(async () => {
      const text = await this.#reader.read(picture, "photo");
      if (text !== null && (await this.#takeSeriesCode(text))) return;
      await this.#check(() => (text === null ? this.#checker.unreadable() : this.#checker.check(text)));
    });
  }

  /** Takes what a hand-held scanner typed, or somebody pasted. */
  typed(reading: Reading): Promise<void> {
    return this.#countFailures(async () => {
      for (const text of reading.texts) if (await this.#takeSeriesCode(text)) return this.#listener.hint(null);
      // Nothing can be said of a code of which no key was heard.
      if (reading.isUnheard) return this.#listener.hint("unheard");
      const verdict = await this.#check(() => this.#checkReadings(reading));
      const lost = callsFor(verdict, "scan_again") && reading.texts.length > 0;
      this.#listener.hint(lost ? "incomplete" : reading.mangled ? "mangled" : reading.isSlow ? "slow" : null);
    });
  }

  /** Somebody has touched the screen. */
  touched(): void {
    this.#apply({ kind: "touched", at: performance.now() });
  }

  /** Other data is in force: a code in view for which it was missing is judged once more, and nobody need step back. */
  dataChanged(): void {
    const { verdict } = this.#screen;
    if (verdict && callsFor(verdict, "check_again_with_new_data")) this.#same.forget();
  }

  /** Ends what is under way. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** Whether a code is another scanner's data, which is taken beside whatever the screen shows, and never judged. */
  async #takeSeriesCode(text: string): Promise<boolean> {
    if (!isSeriesCode(text) || !(await this.#receiver.take(text))) return false;
    this.#lastCode = performance.now();
    return true;
  }

  /** The verdict on the reading that is a pass. A reading that came out wrong can only be unreadable, or not genuine. */
  async #checkReadings(reading: Reading): Promise<Verdict> {
    const [first = reading.raw, ...others] = reading.texts;
    let verdict = await this.#checker.check(first);
    for (const text of others) {
      if (!callsFor(verdict, "try_other_reading")) break;
      const next = await this.#checker.check(text);
      if (!callsFor(next, "try_other_reading")) verdict = next;
    }
    return verdict;
  }

  /** A code that cannot be looked at is lost, the next may not be. */
  async #countFailures(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failures = 0;
    } catch {
      if (++this.#failures === MOST_FAILURES) this.#listener.failed();
    }
  }

  #check(check: () => Promise<Verdict>): Promise<Verdict> {
    const checked = this.#queue.then(async () => {
      await this.#waitForFirstSync();
      const verdict = await check();
      this.#lastCode = performance.now();
      this.#listener.checked(verdict);
      this.#apply({ kind: "checked", verdict, at: this.#lastCode });
      return verdict;
    });
    this.#queue = checked.catch(() => undefined);
    return checked;
  }

  /** Right after the opening the lists are on their way: the first code waits for them a little, and gets the verdict that stays true. */
  async #waitForFirstSync(): Promise<void> {
    const firstSync = this.#checker.firstSync();
    if (firstSync === null) return;
    this.#listener.waiting(true);
    await firstSync;
    this.#listener.waiting(false);
  }

  #apply(event: ScreenEvent): void {
    const next = screenAfter(this.#screen, event);
    if (next === this.#screen) return;
    this.#screen = next;
    clearTimeout(this.#timer);
    const due = screenTick(next);
    if (due !== null) this.#timer = setTimeout(() => this.#apply({ kind: "tick", at: due }), due - performance.now());
    this.#listener.changed(next);
  }
}
