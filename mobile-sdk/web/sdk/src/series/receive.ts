import type { TrustOutcome } from "../trust/state.js";
import type { SeriesEngine, SeriesProgress } from "./core.js";

/** How it stands with a series, and what became of what it held. */
export interface ReceiveProgress extends SeriesProgress {
  /** What the scanner has made of the bundle, with `complete`. */
  outcome?: TrustOutcome;
}

/** Whether a text may be a code of a series. All else is none. */
export function isSeriesCode(text: string): boolean {
  return text.startsWith("HB1:");
}

/**
 * Takes a code that a camera has read from another scanner's screen. What is complete is offered as a bundle from a file is,
 * to a `TrustSync` or a `Scanner`: coming from a screen makes nothing more credible.
 */
export async function receiveCode(
  engine: SeriesEngine,
  text: string,
  into: { takeBundle(bytes: Uint8Array): Promise<TrustOutcome> },
): Promise<ReceiveProgress> {
  const progress = await engine.take(text);
  return progress.bytes === undefined ? progress : { ...progress, outcome: await into.takeBundle(progress.bytes) };
}
