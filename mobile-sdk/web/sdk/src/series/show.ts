import type { Matrix } from "../engine/core.js";
import type { Scanner } from "../scanner.js";
import type { SeriesEngine } from "./core.js";

/** How many codes arrive within a minute at eight a second, if three of ten are not read. */
const CODES_PER_MINUTE = 60 * 8 * 0.7;

/**
 * A scanner's own data as codes for another scanner's camera: shown one after the other, at any interval, without an
 * end.
 */
export interface TrustSeries {
  /** How many bytes it holds. */
  bytes: number;
  /** How many codes hold it: another scanner needs as many, and rarely two more. */
  codes: number;
  /** The code of this number. */
  code(number: number): Promise<Matrix>;
}

/**
 * Makes codes of a scanner's data in force; `undefined` before its first manifest. The engine shows one series at a
 * time.
 */
export async function showTrust(
  scanner: Scanner,
  engine: SeriesEngine,
  options: { maxBytes?: number; symbolBytes?: number } = {},
): Promise<TrustSeries | undefined> {
  const usualBytes = await engine.usualSymbolBytes();
  const bundle = await scanner.bundle(options.maxBytes ?? CODES_PER_MINUTE * usualBytes);
  if (bundle === undefined) return undefined;
  const codes = await engine.open(bundle, options.symbolBytes ?? usualBytes);
  return { bytes: bundle.length, codes, code: (number) => engine.code(number) };
}
