import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Reason, Trouble } from "../service/problem.js";

/** Why the last attempt to fetch passes failed. */
export interface FetchFailure {
  code: string;
  /** What its owner can do about it; earlier versions did not write it down. */
  reason?: Reason;
  /** How many have failed since the last that did not. */
  count: number;
  /** When it is tried again, in seconds since 1970. */
  nextTry: number;
}

/** Somebody whose passes this phone holds: what the app knows beyond the SDK's holder of the same id. */
export interface Person {
  id: string;
  /** What the partner knows them by. */
  subject: string;
  /** The masked name, as the sign-in said it. */
  name: string;
  /** What the last attempt to fetch passes came to, if its owner must know. */
  trouble?: Trouble;
  /** Kept, so that opening the page again is no way past the pause, and other tabs know of it. */
  failure?: FetchFailure;
}

interface Schema extends DBSchema {
  people: { key: string; value: Person };
}

/** Where people are kept. Every method ends when the browser has written it down. */
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
