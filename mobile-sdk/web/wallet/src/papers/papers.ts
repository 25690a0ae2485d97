import type { Engine, Inspected } from "@haetae/sdk";
import type { Tabs } from "../household/tabs.js";
import { standingNow } from "./reading.js";
import type { Paper, Shelf } from "./shelf.js";
import type { Standing } from "./standing.js";

/** A paper pass with what is written on it and how it stands. */
export interface HeldPaper extends Paper {
  inspected: Inspected;
  standing: Standing;
}

interface PapersParts {
  shelf: Shelf;
  engine: Pick<Engine, "inspect" | "check">;
  /** The time, in seconds since 1970. */
  now: () => number;
  tabs: Tabs;
}

/** How often it is looked whether one of them has run out, in seconds. */
const LOOK_AGAIN = 60;

/** The paper passes that this phone keeps. Sends `change`. */
export class Papers extends EventTarget {
  #held: HeldPaper[] = [];
  #looked = 0;

  private constructor(private readonly parts: PapersParts) {
    super();
    parts.tabs.listen(() => void this.look());
  }

  static async open(parts: PapersParts): Promise<Papers> {
    const papers = new Papers(parts);
    await papers.look();
    return papers;
  }

  get all(): HeldPaper[] {
    return this.#held;
  }

  /** The first status day that a paper in use belongs to, in days since 1970; `undefined` where there is none. */
  get earliestDay(): number | undefined {
    const days = this.#held.filter(({ standing }) => standing !== "expired").map(({ inspected }) => inspected.status_day);
    return days.length === 0 ? undefined : Math.min(...days);
  }

  /** Keeps one. One that is here already is that one, with another name. */
  async add(text: string, label: string): Promise<string> {
    const { shelf, tabs } = this.parts;
    const id = await tabs.alone(async () => {
      const known = (await shelf.all()).find((paper) => paper.text === text);
      const paper: Paper = { id: known?.id ?? crypto.randomUUID(), text, label };
      await shelf.put(paper);
      return paper.id;
    });
    tabs.tell();
    await this.look();
    return id;
  }

  async remove(id: string): Promise<void> {
    await this.parts.shelf.remove(id);
    this.parts.tabs.tell();
    await this.look();
  }

  /** Looks again if it was long ago: time alone ends a pass. */
  async tick(): Promise<void> {
    const now = this.parts.now();
    if (this.#held.length > 0 && Math.abs(now - this.#looked) >= LOOK_AGAIN) await this.look();
  }

  /** Reads what is kept, and holds it against what doors read. */
  async look(): Promise<void> {
    const { shelf, engine, now } = this.parts;
    this.#looked = now();
    const read = await Promise.all((await shelf.all()).map((paper) => this.#read(paper, engine)));
    this.#held = read.flatMap((held) => held ?? []);
    this.dispatchEvent(new Event("change"));
  }

  async #read(paper: Paper, engine: PapersParts["engine"]): Promise<HeldPaper | undefined> {
    const inspected = await engine.inspect(paper.text);
    if (inspected === undefined) return undefined;
    return { ...paper, inspected, standing: await standingNow(paper.text, inspected, engine, this.parts.now()) };
  }
}
