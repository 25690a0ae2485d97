package org.haetae.sdk

/** One of two places for one state. */
public enum class Slot {
    A,
    B,
}

/** The content of both slots; a slot that was never written, or was lost, is empty. */
public class Slots(
    public val a: ByteArray,
    public val b: ByteArray,
)

/**
 * Two places for one state. A write goes to the slot that is not in use, and the core adds a checksum and a count: if a
 * write is cut off at any byte, the state before it is still there. Implement it over whatever the app stores in, an
 * encrypted file for instance.
 */
public interface SlotStorage {
    /** The content of both. Throws if it cannot be read. */
    public fun read(): Slots

    /** Overwrites a slot, and returns when the bytes are on the disk. Throws if they are not. */
    public fun write(slot: Slot, bytes: ByteArray)
}

/** Slots that last as long as the program: for tests, and where nothing may be stored. */
public class MemorySlots : SlotStorage {
    private var slots = Slots(ByteArray(0), ByteArray(0))

    @Synchronized
    override fun read(): Slots = Slots(slots.a.copyOf(), slots.b.copyOf())

    @Synchronized
    override fun write(slot: Slot, bytes: ByteArray) {
        slots =
            when (slot) {
                Slot.A -> Slots(bytes.copyOf(), slots.b)
                Slot.B -> Slots(slots.a, bytes.copyOf())
            }
    }
}
