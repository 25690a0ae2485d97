import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import type { SlotStorage } from "./slots.js";
import type { Holder, LastContact, Strip, WalletStorage } from "./wallet-storage.js";

interface TrustSchema extends DBSchema {
  slots: { key: "a" | "b"; value: Uint8Array };
}

interface WalletSchema extends DBSchema {
  holders: { key: string; value: Holder };
  strips: { key: [string, string]; value: Strip };
  contact: { key: "last"; value: LastContact };
}

/** Opens a database at every use: a browser may have closed or evicted it in between. */
async function within<S extends DBSchema, T>(
  open: () => Promise<IDBPDatabase<S>>,
  use: (database: IDBPDatabase<S>) => Promise<T>,
): Promise<T> {
  const database = await open();
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

/** Slots in IndexedDB, in a database of this name. */
export function indexedDbSlots(name = "haetae-trust"): SlotStorage {
  const open = (): Promise<IDBPDatabase<TrustSchema>> =>
    openDB<TrustSchema>(name, 1, { upgrade: (database) => void database.createObjectStore("slots") });
  return {
    read: () =>
      within(open, async (database) => {
        const { store } = database.transaction("slots");
        const [a, b] = await Promise.all([store.get("a"), store.get("b")]);
        return { a: bytes(a), b: bytes(b) };
      }),
    write: (slot, content) =>
      within(open, async (database) => {
        const writing = database.transaction("slots", "readwrite", { durability: "strict" });
        await Promise.all([writing.store.put(content, slot), writing.done]);
      }),
  };
}

/** Anything else that is stored there counts as nothing. */
function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** A wallet in IndexedDB, in a database of this name. */
export function indexedDbWallet(name = "haetae-wallet"): WalletStorage {
  const open = (): Promise<IDBPDatabase<WalletSchema>> =>
    openDB<WalletSchema>(name, 1, {
      upgrade: (database) => {
        database.createObjectStore("holders", { keyPath: "id" });
        database.createObjectStore("strips", { keyPath: ["holder", "day"] });
        database.createObjectStore("contact");
      },
    });
  const days = (holder: string): IDBKeyRange => IDBKeyRange.bound([holder], [holder, []]);
  return {
    holders: () => within(open, (database) => database.getAll("holders")),
    putHolder: (holder) => within(open, async (database) => void (await database.put("holders", holder))),
    deleteHolder: (id) =>
      within(open, async (database) => {
        const writing = database.transaction(["holders", "strips"], "readwrite", { durability: "strict" });
        const holders = writing.objectStore("holders").delete(id);
        await Promise.all([holders, writing.objectStore("strips").delete(days(id)), writing.done]);
      }),
    strips: (holder) => within(open, (database) => database.getAll("strips", days(holder))),
    putStrips: (strips) =>
      within(open, async (database) => {
        const writing = database.transaction("strips", "readwrite", { durability: "strict" });
        await Promise.all([...strips.map((strip) => writing.store.put(strip)), writing.done]);
      }),
    deleteStrips: (holder, some) =>
      within(open, async (database) => {
        const writing = database.transaction("strips", "readwrite");
        await Promise.all([...some.map((day) => writing.store.delete([holder, day])), writing.done]);
      }),
    contact: () => within(open, (database) => database.get("contact", "last")),
    putContact: (contact) => within(open, async (database) => void (await database.put("contact", contact, "last"))),
  };
}
