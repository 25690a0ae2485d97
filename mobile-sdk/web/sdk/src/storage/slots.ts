/** Two places for one state (`haetae_core::slots`): a write goes to the one that is not in use. */
export interface SlotStorage {
  /** The content of both; a slot that was never written, or was lost, is empty. */
  read(): Promise<{ a: Uint8Array; b: Uint8Array }>;
  /** Overwrites a slot. */
  write(slot: "a" | "b", bytes: Uint8Array): Promise<void>;
}

/** Slots that last as long as the program: for Node and for tests. */
export function memorySlots(): SlotStorage {
  const slots = { a: new Uint8Array(), b: new Uint8Array() };
  return {
    read: async () => ({ a: slots.a.slice(), b: slots.b.slice() }),
    write: async (slot, bytes) => {
      slots[slot] = bytes.slice();
    },
  };
}
