import { isSeriesCode, type Verdict } from "@haetae/sdk";
import type { Reading } from "../handheld/reading";
import type { Receiver } from "../series/receiver";
import { EMPTY_SCREEN, SameCode, type Screen, type ScreenEvent, screenAfter, screenTick } from "../verdict/screen";
import type { Checker, CodeReader, Picture } from "./checker";

/**
 * What the owner of the hand-held scanner should know: the device changes its characters, characters were lost, the
 * device does not report its keys, or it types slowly.
 */
export type Hint = "mangled" | "incomplete" | "unheard" | "slow";

/** What the page does during a scan session. */
export interface SessionListener {
  /** The screen has changed. */
  changed(screen: Screen): void;
  /** There is a new verdict, to be signalled and counted. */
  checked(verdict: Verdict): void;
  /** A hint for the owner of the hand-held scanner; `null` without one. */
  hint(hint: Hint | null): void;
  /** A code waits for the lists that are still loading. */
  waiting(isWaiting: boolean): void;
  /** Reading or checking fails again and again: only a restart helps. */
  failed(): void;
}

/** After this many failures in a row, the next attempt fails too. */
const MAX_FAILURES = 5;

/**
 * A scan session: codes come from the camera, a hand-held scanner, a photo or the keyboard; the screen shows one
 * verdict at a time.
 */
export class ScanSession {
  #reader: CodeReader;
  #checker: Checker;
  #receiver: Pick<Receiver, "take">;
  #listener: SessionListener;
  #screen: Screen = EMPTY_SCREEN;
  #same = new SameCode();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Codes are checked one after the other, in the order in which they arrive. */
  #queue: Promise<unknown> = Promise.resolve();
  #lastCode = 0;
  #failures = 0;

  constructor(reader: CodeReader, checker: Checker, receiver: Pick<Receiver, "take">, listener: SessionListener) {
    this.#reader = reader;
    this.#checker = checker;
    this.#receiver = receiver;
    this.#listener = listener;
  }

  /** The current screen. */
  get screen(): Screen {
    return this.#screen;
  }

  /** Whether the page may be replaced: no visitor is there, and it has forgotten the codes that it has admitted. */
  isIdle(at: number): boolean {
    const { seen_before_seconds } = this.#checker.limits;
    return this.#screen.verdict === null && at - this.#lastCode >= seen_before_seconds * 1000;
  }

  /** Reads a frame of the camera. */
  frame(picture: Picture): Promise<void> {
    return this.#countFailures(async () => {
      const text = await this.#reader.read(picture, "frame");
      if (text === null || (await this.#takeSeriesCode(text)) || !this.#same.isNew(text, performance.now())) return;
      this.#listener.hint(null);
      await this.#check(() => this.#checker.check(text));
    });
  }

  /** Reads a photo. A photo without a code has a verdict, too. */
  photo(picture: Picture): Promise<void> {
    return this.#countFailures(async () => {
      const text = await this.#reader.read(picture, "photo");
      if (text !== null && (await this.#takeSeriesCode(text))) return;
      await this.#check(() => (text === null ? this.#checker.unreadable() : this.#checker.check(text)));
    });
  }

  /** Checks what a hand-held scanner typed, or a person pasted. */
  typed(reading: Reading): Promise<void> {
    return this.#countFailures(async () => {
      for (const text of reading.texts) if (await this.#takeSeriesCode(text)) return this.#listener.hint(null);
      // Without any readable key there is nothing to check.
      if (reading.isUnheard) return this.#listener.hint("unheard");
      const verdict = await this.#check(() => this.#checkReadings(reading));
      // Where a code may be misread, and is the app's fault otherwise, the device has rather lost characters.
      const lost = verdict.misread && verdict.next_step === "update_app" && reading.texts.length > 0;
      this.#listener.hint(lost ? "incomplete" : reading.mangled ? "mangled" : reading.isSlow ? "slow" : null);
    });
  }

  /** The screen was touched. */
  touched(): void {
    this.#apply({ kind: "touched", at: performance.now() });
  }

  /** New data is in force: a code in view that lacked it is checked again, and the visitor can stay where they are. */
  dataChanged(): void {
    const { verdict } = this.#screen;
    if (verdict?.next_step === "update_scanner") this.#same.forget();
  }

  /** Another policy counts now: a code in view that was not admitted is checked again. */
  policyChanged(): void {
    const { verdict } = this.#screen;
    if (verdict && verdict.outcome !== "admit") this.#same.forget();
  }

  /** Stops everything that is running. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Whether a code is another scanner's data. It is loaded whatever the screen shows, and is never checked as a pass.
   */
  async #takeSeriesCode(text: string): Promise<boolean> {
    if (!isSeriesCode(text) || !(await this.#receiver.take(text))) return false;
    this.#lastCode = performance.now();
    return true;
  }

  /** The verdict on the reading that is a pass. A wrong reading can only be unreadable, or not genuine. */
  async #checkReadings(reading: Reading): Promise<Verdict> {
    const [first = reading.raw, ...others] = reading.texts;
    let verdict = await this.#checker.check(first);
    for (const text of others) {
      if (!verdict.misread) break;
      const next = await this.#checker.check(text);
      if (!next.misread) verdict = next;
    }
    return verdict;
  }

  /** A code that cannot be checked is lost; the next may not be. */
  async #countFailures(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failures = 0;
    } catch {
      if (++this.#failures === MAX_FAILURES) this.#listener.failed();
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

  /**
   * Right after the start the lists are still loading: the first code waits a little, and gets a verdict that stays
   * true.
   */
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
