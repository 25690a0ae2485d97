import type { Screens } from "../door/core";
import { NOTHING, after, isQuiet, nextTick, type Ending, type Receiving, type ReceivingEvent } from "./receiving";

/** Receives the data of another scanner from its screen, beside whatever else happens at the door. */
export class Receiver {
  #screens: Screens | null;
  #changed: (state: Receiving) => void;
  #state: Receiving = NOTHING;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What became of the last series that was complete: it may still be in view. */
  #last: Ending | null = null;

  /** Without `screens` it says that this scanner is only for training. */
  constructor(screens: Screens | null, changed: (state: Receiving) => void) {
    this.#screens = screens;
    this.#changed = changed;
  }

  /** Takes the text of a code that may belong to a series. `false`: it does not, and is judged as any other. */
  async take(text: string): Promise<boolean> {
    const at = performance.now();
    if (isQuiet(this.#state, at)) return this.#seen({ kind: "passed", at });
    if (!this.#screens) return this.#seen({ kind: "ended", ending: "training", at });
    try {
      const reception = await this.#screens.take(text);
      const { taken, needed, outcome } = reception;
      if (taken === "not_a_frame" || taken === "malformed") return false;
      if (outcome !== undefined) this.#last = outcome;
      // A series that was complete is in view again, or still.
      const again = taken === "known" && needed === 0;
      if (!again) return this.#seen({ kind: "code", reception, at: performance.now() });
      return this.#state.kind === "over" || this.#again();
    } catch {
      return this.#seen({ kind: "ended", ending: "failed", at });
    }
  }

  /** Somebody wants to receive now. */
  ask(): void {
    this.#happened({ kind: "asked", at: performance.now() });
  }

  /** Somebody does not want it, or has read how it ended. */
  dismiss(): void {
    this.#happened({ kind: "dismissed", at: performance.now() });
  }

  /** Ends what is under way. */
  close(): void {
    clearTimeout(this.#timer);
    this.#changed = () => undefined;
  }

  #again(): true {
    const ending = this.#last === null || this.#last === "taken" ? "unchanged" : this.#last;
    return this.#seen({ kind: "ended", ending, at: performance.now() });
  }

  #seen(event: ReceivingEvent): true {
    this.#happened(event);
    return true;
  }

  #happened(event: ReceivingEvent): void {
    const next = after(this.#state, event);
    if (next === this.#state) return;
    const isSeen = next.kind !== "none" || this.#state.kind !== "none";
    this.#state = next;
    clearTimeout(this.#timer);
    const due = nextTick(next);
    if (due !== null) this.#timer = setTimeout(() => this.#happened({ kind: "tick", at: due }), due - performance.now());
    if (isSeen) this.#changed(next);
  }
}
