import type { PolicyList } from "../policy.js";
import type { Next, RootSet, SyncSettings, TrustOutcome, TrustState } from "../trust/state.js";
import type { Verdict } from "../verdict.js";
import type { PaperStatus } from "../wallet/paper.js";
import type { Inspected, PublicJwk } from "../wallet/pass.js";
import type { Limits } from "./limits.js";
import type { PhoneCore } from "./phone.js";

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

/** How hard to look for a code: one frame of many, or the only picture. */
export type Effort = "frame" | "picture";

/** What the text of a code begins as (wire format, sections 2 and 11); `setup` is a scanner's setup link. */
export type CodeKind = "pass" | "presentation" | "challenge" | "series" | "setup";

/**
 * Everything that the WebAssembly does; presenting, drawing and reading throw in an engine without them. `now` is in
 * seconds since 1970.
 */
export interface Core extends PhoneCore {
  limits(): Limits;
  /** Opens a scanner with pinned roots and a random seed. */
  open(roots: RootSet, seed: bigint, settings: SyncSettings | undefined): void;
  /** Restores a snapshot; returns how many parts of it do not verify. Throws if it is none. */
  restore(snapshot: Uint8Array): number;
  snapshot(): Uint8Array;
  /** Takes newer data from another tab; nothing here becomes older. Throws if it is no snapshot. */
  snapshotArrived(snapshot: Uint8Array): TrustOutcome;
  /** Another tab has read a code of an unknown key: the manifest is due, at most once in 30 seconds. */
  unknownKeySeen(): void;
  check(text: string, now: number): Verdict;
  /** Another tab has read this code: what is missing for its verdict is due. Nobody counts as admitted by it. */
  shownElsewhere(text: string, now: number): void;
  unreadable(): Verdict;
  showChallenge(random: Uint8Array, now: number): string;
  /** Whether a code that answers no open challenge is `challenge_missing`, paper too. `forget` does not change this. */
  requireChallenge(required: boolean): void;
  /** Chooses the venue's policy by its id in the rules in force, or none. `forget` does not change this. */
  choosePolicy(id: string | undefined): void;
  /** What a venue can choose of the rules in force. Throws if this build has no decoder. */
  policies(now: number): PolicyList;
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
  /**
   * The data in force as a bundle of about this many bytes; `undefined` before the first manifest. Throws if this build
   * has no decoder.
   */
  bundle(now: number, maxBytes: number): Uint8Array | undefined;
  readSlots(a: Uint8Array, b: Uint8Array): Uint8Array | undefined;
  writeSlots(a: Uint8Array, b: Uint8Array, state: Uint8Array): { slot: "a" | "b"; bytes: Uint8Array };
  /** The bytes that a holder key must sign to present a pass. */
  toBeSigned(pass: string, now: number, challenge: string | undefined): Uint8Array;
  /** The code to show: the same arguments, and the signature. */
  presentation(pass: string, now: number, challenge: string | undefined, signature: Uint8Array): string;
  challengeText(random: Uint8Array): string;
  isChallenge(text: string): boolean;
  inspect(text: string): Inspected | undefined;
  /** `undefined` if the text is none of ours. Nothing about it has been checked. */
  codeKind(text: string): CodeKind | undefined;
  /** `undefined` if the text holds no paper pass. Without an open scanner only its dates are known. */
  paperStanding(text: string, now: number): PaperStatus | undefined;
  holderKeysDigest(keys: readonly PublicJwk[]): string;
  qr(text: string): Matrix;
  /** The text of the code in a picture. */
  read(pixels: Pixels, effort: Effort): string | undefined;
  /** The format of a file (`HEIC`, `PDF` and so on) by its first 1,024 bytes; `undefined` if unknown. */
  fileKind(head: Uint8Array): string | undefined;
}

/** Where the core runs: in a worker, or in this thread. */
export type Engine = {
  [Name in keyof Core]: (...values: Parameters<Core[Name]>) => Promise<ReturnType<Core[Name]>>;
} & {
  /** The text of the code in a frame. An `ImageBitmap` or a `VideoFrame` is closed afterwards. */
  scan(frame: Frame, effort: Effort): Promise<string | undefined>;
  /** Ends it, and its worker. */
  close(): void;
};

/** What a camera or a file delivers. */
export type Frame = ImageData | VideoFrame | ImageBitmap | Pixels;
