import type { IssuedPass } from "@haetae/sdk";

/** Somebody whose passes this phone keeps: oneself, a child. */
export interface Holder {
  /** Random; names nobody. */
  id: string;
  /** How the owner of the phone calls them; empty for oneself. */
  label: string;
  /** The masked name, as the sign-in said it. */
  name: string;
  /** What the partner knows them by. */
  subject: string;
  /** When to ask for more passes, in seconds since 1970. */
  refreshAfter: number;
  /** What the last attempt came to, if it failed for a reason that its owner must know. */
  trouble?: Trouble;
}

/** What the owner must know, and can act on. Anything else is tried again without a word. */
export type Trouble = "revoked" | "unknown" | "no-evidence" | "sign-in-again";

/** The key of one day. The private part cannot be read by anybody, this page included. */
export interface HolderKey {
  holder: string;
  /** The civil day, `YYYY-MM-DD`. */
  day: string;
  pair: CryptoKeyPair;
}

/** A pass, for one holder and day. */
export interface KeptPass extends IssuedPass {
  holder: string;
}
