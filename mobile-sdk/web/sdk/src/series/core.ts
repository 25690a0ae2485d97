import type { Matrix } from "../engine/core.js";

/** What became of the text of a code (wire format, section 11). */
export type CodeTaken =
  /** It brought something new. */
  | "new"
  /** It was here already, or its series is complete. */
  | "known"
  /** It was the last that was missing. */
  | "complete"
  /** It is no code of a series. */
  | "not_a_frame"
  /** It begins like one, and is malformed. */
  | "malformed"
  /** Its series holds more than 1 MiB. */
  | "too_large"
  /** It belongs to another series than the current one. After eight in a row that one begins. */
  | "another_series"
  /** The codes contradict each other: at least one is not genuine. The series starts again. */
  | "damaged";

/** The progress of the current series; both numbers are 0 if there is none. */
export interface SeriesProgress {
  taken: CodeTaken;
  /** How many codes were received. */
  received: number;
  /** How many are needed at least; rarely two more. */
  needed: number;
  /** The bytes of a complete series. Nothing about them has been checked. */
  bytes?: Uint8Array;
}

/** Everything that the WebAssembly does for series of codes: it receives one and shows one. */
export interface SeriesCore {
  take(text: string): SeriesProgress;
  /** Forgets the codes received so far. */
  forget(): void;
  /** How many bytes a symbol usually has: what the camera of a cheap tablet reads. */
  usualSymbolBytes(): number;
  /** Cuts bytes into symbols of this many bytes, to be shown; returns how many codes hold them. */
  open(bytes: Uint8Array, symbolBytes: number): number;
  /** The code of this number, of the opened series. There is no last one. */
  code(number: number): Matrix;
  /** The text of the same. */
  text(number: number): string;
}

/** The names of everything that it does. */
export const SERIES_METHODS: readonly (keyof SeriesCore)[] = Object.keys({
  take: 0,
  forget: 0,
  usualSymbolBytes: 0,
  open: 0,
  code: 0,
  text: 0,
} satisfies Record<keyof SeriesCore, 0>) as (keyof SeriesCore)[];

/** Where it runs: in a worker, or right here. */
export type SeriesEngine = {
  [Name in keyof SeriesCore]: (...values: Parameters<SeriesCore[Name]>) => Promise<ReturnType<SeriesCore[Name]>>;
} & {
  /** Ends it, and the worker with it. */
  close(): void;
};
