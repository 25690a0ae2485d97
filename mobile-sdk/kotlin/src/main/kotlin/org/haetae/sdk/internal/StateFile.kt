package org.haetae.sdk.internal

import org.haetae.ffi.readSlots
import org.haetae.ffi.writeSlots
import org.haetae.sdk.SlotStorage

/** One state in two slots. */
internal class StateFile(private val storage: SlotStorage) {
    sealed interface Found {
        class State(val bytes: ByteArray) : Found

        data object Nothing : Found

        /** There is something, and neither slot holds a complete state. */
        data object Damage : Found
    }

    /** The state that was completely written last. */
    fun read(): Found {
        val slots = storage.read()
        val state = readSlots(slots.a, slots.b)
        return when {
            state != null -> Found.State(state)
            slots.a.isEmpty() && slots.b.isEmpty() -> Found.Nothing
            else -> Found.Damage
        }
    }

    /** Puts `state` in the place of what is in use. Until its last byte is stored, that stays in use. */
    @Synchronized
    fun write(state: ByteArray) {
        val slots = storage.read()
        val write = writeSlots(slots.a, slots.b, state)
        storage.write(write.slot.toSdk(), write.bytes)
    }
}
