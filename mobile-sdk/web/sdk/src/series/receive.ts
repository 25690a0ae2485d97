import type { TrustOutcome } from "../trust/state.js";
import type { SeriesEngine, SeriesProgress } from "./core.js";

/** The progress of a series, and the outcome of the bundle in it. */
export interface ReceiveProgress extends SeriesProgress {
  /** The outcome of the bundle, with `complete`. */
  outcome?: TrustOutcome;
}

/** Whether a text may be a code of a series. */
export function isSeriesCode(text: string): boolean {
  return text.startsWith("HB1:");
}

/**
 * Takes a code that a camera has read from another scanner's screen. A complete bundle is offered to a `TrustSync` or a
 * `Scanner`, as one from a file is: coming from a screen makes it no more credible.
 */
export async function receiveCode(
  engine: SeriesEngine,
  text: string,
  into: { takeBundle(bytes: Uint8Array): Promise<TrustOutcome> },
): Promise<ReceiveProgress> {
  const progress = await engine.take(text);
  return progress.bytes === undefined ? progress : { ...progress, outcome: await into.takeBundle(progress.bytes) };
}
