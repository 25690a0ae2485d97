import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A paper pass that this phone keeps a picture of. */
export interface Paper {
  id: string;
  /** `HT1:` and so on: exactly what is printed on the paper. */
  text: string;
  /** The owner's name for the holder; empty if the name on the pass is enough. */
  label: string;
}

interface Schema extends DBSchema {
  papers: { key: string; value: Paper };
}

/** Where paper passes are stored. Every method ends when the browser has written the data. */
export interface PaperStore {
  all(): Promise<Paper[]>;
  put(paper: Paper): Promise<void>;
  remove(id: string): Promise<void>;
}

/** In IndexedDB, in a database of this name. */
export async function openPaperStore(name = "haetae-wallet-papers"): Promise<PaperStore> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>(name, 1, {
    upgrade: (opened) => void opened.createObjectStore("papers", { keyPath: "id" }),
  });
  return {
    all: () => db.getAll("papers"),
    put: async (paper) => void (await db.put("papers", paper)),
    remove: (id) => db.delete("papers", id),
  };
}
