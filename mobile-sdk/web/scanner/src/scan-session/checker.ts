import type { Limits, Matrix, PolicyList, ReceiveProgress, TrustSeries, Verdict } from "@haetae/sdk";
import type { DataStatus, NetworkStatus } from "../trust/health";

/** A picture that may hold a code. */
export type Picture = ImageBitmap | ImageData | VideoFrame;

/** Finds codes in pictures. */
export interface CodeReader {
  /**
   * The picture in a file; or what the file is instead, for messages: the name of a format, `null` for an unknown one.
   */
  open(file: Blob): Promise<ImageBitmap | { readonly kind: string | null }>;
  /** The text of a code in a picture, or `null`. Takes ownership of the picture. A photo gets more time. */
  read(picture: Picture, effort: "frame" | "photo"): Promise<string | null>;
}

/** How data goes from one scanner's screen to another one's camera (wire format, section 11). */
export interface ScreenTransfer {
  /** Takes a code that the camera has read. A complete series is loaded as a bundle file is. */
  take(text: string): Promise<ReceiveProgress>;
  /** This scanner's data as an endless series of codes; `null` without data. */
  show(): Promise<TrustSeries | null>;
}

/** What the app needs of the core. The core decides; the app shows. */
export interface Checker {
  readonly limits: Limits;
  /** The verdict on a code now. */
  check(text: string): Promise<Verdict>;
  /** The verdict on a picture without a code. */
  unreadable(): Promise<Verdict>;
  /** What this scanner trusts, and how old it is. */
  trust(): Promise<DataStatus>;
  /** Loads a bundle; the answer is an outcome of the wire format, sections 5 and 7. */
  takeBundle(bytes: Uint8Array): Promise<string>;
  /** Data from screen to screen; `null` in training, whose data must not leave it. */
  readonly transfer: ScreenTransfer | null;
  /** Looks for new data; says who answered. */
  update(): Promise<NetworkStatus>;
  /** Resolves once the first round of fetching is over, or has taken too long; `null` once that is so. */
  firstSync(): Promise<void> | null;
  /** Whether a code must answer a challenge of this scanner. */
  requireChallenge(required: boolean): Promise<void>;
  /** Chooses the venue's policy by its id; `null`: a genuine, valid pass is enough. */
  choosePolicy(id: string | null): Promise<void>;
  /** What a venue can choose of the rules in force. */
  policies(): Promise<PolicyList>;
  /** Makes, remembers and draws a challenge. */
  challenge(): Promise<Matrix>;
  /** The time that verdicts are based on, in seconds since 1970. */
  now(): number;
  /** Calls `changed` when the trust data may have changed. Returns a function that stops it. */
  onChange(changed: () => void): () => void;
  /** Stops everything that is running. */
  close(): void;
}
