import type { Next, RootSet, SyncSettings, TrustOutcome, TrustState } from "../trust/state.js";
import type { Verdict } from "../verdict.js";
import type { Inspected, PublicJwk } from "../wallet/pass.js";
import type { Renewal } from "../wallet/renewal.js";

/** A QR code: a square of modules without its quiet zone of 4; 1 is dark. */
export interface Matrix {
  width: number;
  modules: Uint8Array;
}

/** Pixels in rows from the top: a byte of grey each, or four bytes red, green, blue, opacity. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** Bytes from one row to the next. */
  stride: number;
  form: "grey" | "rgba";
}

/** How hard to look for a code: a frame of many, or the only picture there is. */
export type Effort = "frame" | "picture";

/** Everything that the WebAssembly does; presenting, drawing and reading throw where the engine was made without. `now` is in seconds since 1970. */
export interface Core {
  /** Begins a scanner: pinned roots, a seed that differs from one to the other, a snapshot to go on from. */
  open(roots: RootSet, seed: bigint, settings: SyncSettings | undefined): void;
  /** Goes on from a snapshot; returns how many parts of it do not verify. Throws where it is none. */
  restore(snapshot: Uint8Array): number;
  snapshot(): Uint8Array;
  /** Takes what another tab has in force, as far as it is newer: nothing here becomes older by it. Throws where it is no snapshot. */
  snapshotArrived(snapshot: Uint8Array): TrustOutcome;
  /** Another tab was shown a code of an unknown key: the manifest is due, at most once in 30 seconds. */
  unknownKeySeen(): void;
  check(text: string, now: number): Verdict;
  unreadable(): Verdict;
  showChallenge(random: Uint8Array, now: number): string;
  /** Whether a code that answers none of the open challenges is `challenge_missing`, paper too. Stays as it is when the scanner forgets. */
  requireChallenge(required: boolean): void;
  forget(): void;
  trust(now: number): TrustState;
  /** Makes the manifest due at once. */
  refresh(): void;
  next(now: number): Next;
  manifestArrived(bytes: Uint8Array, now: number): TrustOutcome | undefined;
  fileArrived(sha256: string, bytes: Uint8Array, now: number): TrustOutcome | undefined;
  failed(sha256: string | undefined, now: number): void;
  bundleArrived(bytes: Uint8Array): TrustOutcome;
  trustListArrived(bytes: Uint8Array): TrustOutcome;
  /** What is in force as a bundle of about so many bytes; `undefined` before the first manifest. Throws where this build has no decoder. */
  bundle(now: number, mostBytes: number): Uint8Array | undefined;
  readSlots(a: Uint8Array, b: Uint8Array): Uint8Array | undefined;
  writeSlots(a: Uint8Array, b: Uint8Array, state: Uint8Array): { slot: "a" | "b"; bytes: Uint8Array };
  /** The bytes that a holder key must sign to present a pass. */
  toBeSigned(pass: string, now: number, challenge: string | undefined): Uint8Array;
  /** The code to show: the same arguments, and the signature. */
  presentation(pass: string, now: number, challenge: string | undefined, signature: Uint8Array): string;
  challengeText(random: Uint8Array): string;
  isChallenge(text: string): boolean;
  inspect(text: string): Inspected | undefined;
  /** Holds a phone's own passes (`HT1:`) against what is in force. `planned` is when it was going to ask for others. */
  renewal(passes: readonly string[], planned: number, now: number, seed: bigint): Renewal;
  holderKeysDigest(keys: readonly PublicJwk[]): string;
  qr(text: string): Matrix;
  /** The text of the code in a picture. */
  read(pixels: Pixels, effort: Effort): string | undefined;
  /** The name of a file's kind (`HEIC`, `PDF` and so on) by its first 1,024 bytes; `undefined` where nothing is known of it. */
  fileKind(head: Uint8Array): string | undefined;
}

/** Where the core runs: in a worker, or right here. */
export type Engine = {
  [Name in keyof Core]: (...values: Parameters<Core[Name]>) => Promise<ReturnType<Core[Name]>>;
} & {
  /** The text of the code in a frame. An `ImageBitmap` or a `VideoFrame` is used up: it is closed afterwards. */
  scan(frame: Frame, effort: Effort): Promise<string | undefined>;
  /** Ends it, and the worker with it. */
  close(): void;
};

/** What a camera or a file gives. */
export type Frame = ImageData | VideoFrame | ImageBitmap | Pixels;
