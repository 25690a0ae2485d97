import type { Engine } from "../engine/core.js";
import type { SlotStorage } from "../storage/slots.js";

/** The result of restoring the stored data. */
export type RestoreResult =
  /** Everything is in force again, except this many parts that no longer verify. */
  | { found: "snapshot"; dropped: number }
  /** There was nothing: a first start, or the browser has cleared its storage. */
  | { found: "nothing" }
  /** The stored data is damaged or unreadable. The scanner starts again from the pinned roots. */
  | { found: "damage"; error: string };

/** Stores a snapshot. */
export async function saveSnapshot(engine: Engine, storage: SlotStorage, snapshot: Uint8Array): Promise<void> {
  const { a, b } = await storage.read().catch(() => ({ a: new Uint8Array(), b: new Uint8Array() }));
  const { slot, bytes } = await engine.writeSlots(a, b, snapshot);
  await storage.write(slot, bytes);
}

/** Restores the stored data, as far as its signatures are valid. */
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

/** The stored data, unchecked; `undefined` if there is none that can be read. */
export async function readSnapshot(engine: Engine, storage: SlotStorage): Promise<Uint8Array | undefined> {
  try {
    const { a, b } = await storage.read();
    return await engine.readSlots(a, b);
  } catch {
    return undefined;
  }
}
