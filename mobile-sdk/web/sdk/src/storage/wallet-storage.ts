import type { IssuedPass, PublicJwk } from "../wallet/pass.js";

/** A person whose passes a phone holds: its owner, a child. */
export interface Holder {
  /** Chosen by the app; it stays on the phone. */
  id: string;
  /** What the app calls them. */
  label: string;
  /** When to ask for more passes: RFC 3339 in UTC. */
  refresh_after?: string;
  /** What the last renewal said to store (`Renewal`). */
  asked?: string | undefined;
}

/** The key of one day, and its pass once it is issued. */
export interface Strip {
  holder: string;
  /** The civil day in the issuer's zone, `YYYY-MM-DD`. */
  day: string;
  /** It cannot be taken out of the browser. */
  key: CryptoKey;
  jwk: PublicJwk;
  pass?: IssuedPass;
}

/** What the last contact with the service brought. */
export interface LastContact {
  /** The service's time, in seconds since 1970. */
  server: number;
  /** Seconds by which this phone's clock was behind it. */
  behind: number;
}

/** Where a wallet stores its data. */
export interface WalletStorage {
  holders(): Promise<Holder[]>;
  putHolder(holder: Holder): Promise<void>;
  /** Deletes a holder with all keys and passes. */
  deleteHolder(id: string): Promise<void>;
  /** Of one holder, by day. */
  strips(holder: string): Promise<Strip[]>;
  /** All or nothing. */
  putStrips(strips: readonly Strip[]): Promise<void>;
  deleteStrips(holder: string, days: readonly string[]): Promise<void>;
  contact(): Promise<LastContact | undefined>;
  putContact(contact: LastContact): Promise<void>;
}

/** Storage that lasts as long as the program: for Node and for tests. */
export function memoryWallet(): WalletStorage {
  const holders = new Map<string, Holder>();
  const strips = new Map<string, Strip>();
  const place = (holder: string, day: string): string => JSON.stringify([holder, day]);
  let contact: LastContact | undefined;
  const of = (holder: string): Strip[] => [...strips.values()].filter((strip) => strip.holder === holder);
  return {
    holders: async () => [...holders.values()],
    putHolder: async (holder) => {
      holders.set(holder.id, { ...holder });
    },
    deleteHolder: async (id) => {
      holders.delete(id);
      for (const { day } of of(id)) strips.delete(place(id, day));
    },
    strips: async (holder) => of(holder).sort((left, right) => (left.day < right.day ? -1 : 1)),
    putStrips: async (some) => {
      for (const strip of some) strips.set(place(strip.holder, strip.day), { ...strip });
    },
    deleteStrips: async (holder, days) => {
      for (const day of days) strips.delete(place(holder, day));
    },
    contact: async () => contact,
    putContact: async (learned) => {
      contact = learned;
    },
  };
}
