import type { Engine, Inspected, PaperStatus } from "@haetae/sdk";
import type { TabLock } from "../profiles/tab-lock.js";
import type { Paper, PaperStore } from "./store.js";

/** A paper pass with its content and status. */
export interface StoredPaper extends Paper {
  inspected: Inspected;
  status: PaperStatus;
}

interface PapersParts {
  store: PaperStore;
  engine: Pick<Engine, "inspect" | "paperStanding">;
  /** The time, in seconds since 1970. */
  now: () => number;
  tabLock: TabLock;
}

/** How often to check whether a paper has expired, in seconds. */
const CHECK_EVERY = 60;

/** The stored paper passes. Sends `change`. */
export class Papers extends EventTarget {
  #stored: StoredPaper[] = [];
  #refreshed = 0;

  private constructor(private readonly parts: PapersParts) {
    super();
    parts.tabLock.onNotified(() => void this.refresh());
  }

  static async open(parts: PapersParts): Promise<Papers> {
    const papers = new Papers(parts);
    await papers.refresh();
    return papers;
  }

  get all(): StoredPaper[] {
    return this.#stored;
  }

  /** The first status day that a paper in use belongs to, in days since 1970; `undefined` if there is none. */
  get earliestDay(): number | undefined {
    const days = this.#stored.filter(({ status }) => status !== "expired").map(({ inspected }) => inspected.status_day);
    return days.length === 0 ? undefined : Math.min(...days);
  }

  /** Stores a paper. One that is stored already only gets the new name. */
  async add(text: string, label: string): Promise<string> {
    const { store, tabLock } = this.parts;
    const id = await tabLock.exclusive(async () => {
      const known = (await store.all()).find((paper) => paper.text === text);
      const paper: Paper = { id: known?.id ?? crypto.randomUUID(), text, label };
      await store.put(paper);
      return paper.id;
    });
    tabLock.notify();
    await this.refresh();
    return id;
  }

  async remove(id: string): Promise<void> {
    await this.parts.store.remove(id);
    this.parts.tabLock.notify();
    await this.refresh();
  }

  /** Checks again after a while: passes expire. */
  async tick(): Promise<void> {
    const now = this.parts.now();
    if (this.#stored.length > 0 && Math.abs(now - this.#refreshed) >= CHECK_EVERY) await this.refresh();
  }

  /** Reads the stored papers, and checks them against the trust data. */
  async refresh(): Promise<void> {
    const { store, engine, now } = this.parts;
    this.#refreshed = now();
    const read = await Promise.all((await store.all()).map((paper) => this.#read(paper, engine)));
    this.#stored = read.flatMap((paper) => paper ?? []);
    this.dispatchEvent(new Event("change"));
  }

  async #read(paper: Paper, engine: PapersParts["engine"]): Promise<StoredPaper | undefined> {
    const inspected = await engine.inspect(paper.text);
    const status = await engine.paperStanding(paper.text, this.parts.now());
    return inspected === undefined || status === undefined ? undefined : { ...paper, inspected, status };
  }
}
