import type { DataStatus, NetworkStatus } from "../trust/health";
import type { Matrix, ReceiveProgress, TrustSeries, Verdict } from "@haetae/sdk";

/** A picture that may hold a code. */
export type Picture = ImageBitmap | ImageData | VideoFrame;

/** What finds codes in pictures. */
export interface CodeReader {
  /** The picture in a file, or what the file is instead, for words to people: a format's name, `null` for no format that is known. */
  open(file: Blob): Promise<ImageBitmap | { readonly kind: string | null }>;
  /** The text of a code in a picture, or `null`. Takes the picture: nobody else may use it afterwards. A photo gets more time. */
  read(picture: Picture, effort: "frame" | "photo"): Promise<string | null>;
}

/** How data goes from one scanner's screen to another one's camera (wire format, section 11). */
export interface ScreenTransfer {
  /** Takes a code that the camera has read. What is complete is offered as a bundle file is. */
  take(text: string): Promise<ReceiveProgress>;
  /** This scanner's data as codes without an end; `null` where there is none. */
  show(): Promise<TrustSeries | null>;
}

/** What the app needs of the core. It alone decides; the app shows. */
export interface Checker {
  /** The verdict on a code, here and now. */
  check(text: string): Promise<Verdict>;
  /** The verdict where a picture shows no code. */
  unreadable(): Promise<Verdict>;
  /** What is trusted, and how old it is. */
  trust(): Promise<DataStatus>;
  /** Takes a bundle; answers with the word of the wire format, sections 5 and 7. */
  takeBundle(bytes: Uint8Array): Promise<string>;
  /** The way by screens; `null` in training, whose data is nobody's. */
  readonly transfer: ScreenTransfer | null;
  /** Fetches what is new; who answered. */
  update(): Promise<NetworkStatus>;
  /** Resolves once the lists that were on their way at the start are here, or nobody need wait for them; `null` where that is so. */
  firstSync(): Promise<void> | null;
  /** Whether a code must answer a challenge of this door. */
  requireChallenge(required: boolean): Promise<void>;
  /** Makes and remembers a challenge, and draws it. */
  challenge(): Promise<Matrix>;
  /** Seconds since 1970 that verdicts go by. */
  now(): number;
  /** Calls `changed` when the trust data may have changed. Returns what ends that. */
  onChange(changed: () => void): () => void;
  /** Ends what is under way. */
  close(): void;
}
