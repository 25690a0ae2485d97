import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Holder, HolderKey, KeptPass } from "./model.js";

interface Schema extends DBSchema {
  holders: { key: string; value: Holder };
  keys: { key: [string, string]; value: HolderKey };
  passes: { key: [string, string]; value: KeptPass };
  settings: { key: string; value: unknown };
}

/** What this phone keeps. Every method ends when the browser has written it down. */
export class Database {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = "haetae-wallet"): Promise<Database> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(db) {
        db.createObjectStore("holders", { keyPath: "id" });
        db.createObjectStore("keys", { keyPath: ["holder", "day"] });
        db.createObjectStore("passes", { keyPath: ["holder", "day"] });
        db.createObjectStore("settings");
      },
    });
    return new Database(db);
  }

  holders(): Promise<Holder[]> {
    return this.db.getAll("holders");
  }

  async putHolder(holder: Holder): Promise<void> {
    await this.db.put("holders", holder);
  }

  /** Forgets somebody with all keys and passes. */
  async removeHolder(id: string): Promise<void> {
    const tx = this.db.transaction(["holders", "keys", "passes"], "readwrite", { durability: "strict" });
    const all = IDBKeyRange.bound([id], [id, []]);
    await Promise.all([
      tx.objectStore("holders").delete(id),
      tx.objectStore("keys").delete(all),
      tx.objectStore("passes").delete(all),
      tx.done,
    ]);
  }

  key(holder: string, day: string): Promise<HolderKey | undefined> {
    return this.db.get("keys", [holder, day]);
  }

  /** Keys are written before anybody hears of them: an answer that got lost is asked for again with the same keys. */
  async putKeys(keys: readonly HolderKey[]): Promise<void> {
    const tx = this.db.transaction("keys", "readwrite", { durability: "strict" });
    await Promise.all([...keys.map((key) => tx.store.put(key)), tx.done]);
  }

  passes(holder: string): Promise<KeptPass[]> {
    return this.db.getAll("passes", IDBKeyRange.bound([holder], [holder, []]));
  }

  /** Keeps passes and what goes with them, all or nothing, and drops what is over at `now` (seconds since 1970). */
  async keep(holder: Holder, passes: readonly KeptPass[], now: number): Promise<void> {
    const tx = this.db.transaction(["holders", "keys", "passes"], "readwrite", { durability: "strict" });
    const [kept, keys] = [tx.objectStore("passes"), tx.objectStore("keys")];
    const writes: Promise<unknown>[] = [tx.objectStore("holders").put(holder), ...passes.map((pass) => kept.put(pass))];
    for (const old of await kept.getAll(IDBKeyRange.bound([holder.id], [holder.id, []]))) {
      if (Date.parse(old.expires) / 1000 <= now) writes.push(kept.delete([old.holder, old.day]), keys.delete([old.holder, old.day]));
    }
    await Promise.all([...writes, tx.done]);
  }

  async setting<T>(name: string): Promise<T | undefined> {
    return (await this.db.get("settings", name)) as T | undefined;
  }

  async putSetting(name: string, value: unknown): Promise<void> {
    await this.db.put("settings", value, name);
  }
}
