import type { Engine } from "../engine/core.js";
import type { SlotStorage } from "../storage/slots.js";

/** What became of reading what was written down. */
export type RestoreResult =
  /** Everything is in force again, or so many parts of it do not verify any more. */
  | { found: "snapshot"; dropped: number }
  /** There was nothing: a first start, or the browser has cleared its storage. */
  | { found: "nothing" }
  /** What was there is damaged, or cannot be read. The scanner starts again from the pinned roots. */
  | { found: "damage"; error: string };

/** Writes down a snapshot. */
export async function saveSnapshot(engine: Engine, storage: SlotStorage, snapshot: Uint8Array): Promise<void> {
  const { a, b } = await storage.read().catch(() => ({ a: new Uint8Array(), b: new Uint8Array() }));
  const { slot, bytes } = await engine.writeSlots(a, b, snapshot);
  await storage.write(slot, bytes);
}

/** Puts into force what was written down, as far as its signatures hold. */
export async function restoreSnapshot(engine: Engine, storage: SlotStorage): Promise<RestoreResult> {
  try {
    const { a, b } = await storage.read();
    const state = await engine.readSlots(a, b);
    if (state !== undefined) return { found: "snapshot", dropped: await engine.restore(state) };
    return a.length + b.length === 0 ? { found: "nothing" } : { found: "damage", error: "both copies are damaged" };
  } catch (error) {
    return { found: "damage", error: error instanceof Error ? error.message : String(error) };
  }
}

/** What was written down, unchecked; `undefined` where there is nothing that can be read. */
export async function readSnapshot(engine: Engine, storage: SlotStorage): Promise<Uint8Array | undefined> {
  try {
    const { a, b } = await storage.read();
    return await engine.readSlots(a, b);
  } catch {
    return undefined;
  }
}
