import type { ScreenTransfer } from "../scan-session/checker";
import {
  type Ending,
  isIgnoring,
  NOT_RECEIVING,
  type Receiving,
  type ReceivingEvent,
  receivingAfter,
  receivingTick,
} from "./receiving";

/** Receives the data of another scanner from its screen, while the scan session continues. */
export class Receiver {
  #transfer: ScreenTransfer | null;
  #changed: (state: Receiving) => void;
  #state: Receiving = NOT_RECEIVING;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The outcome of the last complete series: it may still be in view. */
  #last: Ending | null = null;

  /** Without `transfer` it reports that this scanner is in training. */
  constructor(transfer: ScreenTransfer | null, changed: (state: Receiving) => void) {
    this.#transfer = transfer;
    this.#changed = changed;
  }

  /** Takes the text of a code that may belong to a series. `false`: it does not, and is checked like any other. */
  async take(text: string): Promise<boolean> {
    const at = performance.now();
    if (isIgnoring(this.#state, at)) return this.#applySeen({ kind: "passed", at });
    if (!this.#transfer) return this.#applySeen({ kind: "ended", ending: "training", at });
    try {
      const reception = await this.#transfer.take(text);
      const { taken, needed, outcome } = reception;
      if (taken === "not_a_frame" || taken === "malformed") return false;
      if (outcome !== undefined) this.#last = outcome;
      // A complete series is in view again, or still.
      const again = taken === "known" && needed === 0;
      if (!again) return this.#applySeen({ kind: "code", reception, at: performance.now() });
      return this.#state.kind === "over" || this.#again();
    } catch {
      return this.#applySeen({ kind: "ended", ending: "failed", at });
    }
  }

  /** Starts to wait for a series. */
  ask(): void {
    this.#apply({ kind: "asked", at: performance.now() });
  }

  /** The user cancels, or has read the result. */
  dismiss(): void {
    this.#apply({ kind: "dismissed", at: performance.now() });
  }

  /** Stops everything that is running. */
  close(): void {
    clearTimeout(this.#timer);
    this.#changed = () => undefined;
  }

  #again(): true {
    const ending = this.#last === null || this.#last === "taken" ? "unchanged" : this.#last;
    return this.#applySeen({ kind: "ended", ending, at: performance.now() });
  }

  #applySeen(event: ReceivingEvent): true {
    this.#apply(event);
    return true;
  }

  #apply(event: ReceivingEvent): void {
    const next = receivingAfter(this.#state, event);
    if (next === this.#state) return;
    const isSeen = next.kind !== "none" || this.#state.kind !== "none";
    this.#state = next;
    clearTimeout(this.#timer);
    const due = receivingTick(next);
    if (due !== null) this.#timer = setTimeout(() => this.#apply({ kind: "tick", at: due }), due - performance.now());
    if (isSeen) this.#changed(next);
  }
}
