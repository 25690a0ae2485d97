import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Waiting } from "../queue/waiting-room.js";
import type { Eligibility } from "../service/eligibility.js";
import type { Reason, Trouble } from "../service/problem.js";

/** Why the last attempt to fetch passes failed. */
export interface FetchFailure {
  code: string;
  /** What the owner can do about it; earlier versions did not store it. */
  reason?: Reason;
  /** When it is tried again, in seconds since 1970. */
  nextTry: number;
}

/** A person whose passes this phone holds: what the app stores beyond the SDK's holder of the same id. */
export interface Person {
  id: string;
  /** The partner's id for the person. */
  subject: string;
  /** The masked name, as the sign-in said it. */
  name: string;
  /** A problem that the owner must know about, from the last attempt to fetch passes. */
  trouble?: Trouble;
  /** What the issuer said with it about the person's eligibility. */
  eligibility?: Eligibility;
  failure?: FetchFailure;
  /** The timer of requests, stored so that reopening the page does not skip a pause, and other tabs know of it. */
  timer?: string;
  /** The place in the waiting room, while passes are issued in turn. */
  waiting?: Waiting;
}

interface Schema extends DBSchema {
  people: { key: string; value: Person };
}

/** Where people are stored. Every method ends when the browser has written the data. */
export class PersonStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = "haetae-wallet-people"): Promise<PersonStore> {
    return new PersonStore(
      await openDB<Schema>(name, 1, { upgrade: (db) => void db.createObjectStore("people", { keyPath: "id" }) }),
    );
  }

  all(): Promise<Person[]> {
    return this.db.getAll("people");
  }

  async put(person: Person): Promise<void> {
    await this.db.put("people", person);
  }

  async remove(id: string): Promise<void> {
    await this.db.delete("people", id);
  }
}
