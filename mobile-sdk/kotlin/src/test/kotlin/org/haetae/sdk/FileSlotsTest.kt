package org.haetae.sdk

import java.io.File
import java.io.IOException
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import org.haetae.sdk.internal.StateFile
import org.haetae.sdk.internal.StateFile.Found
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class FileSlotsTest {
    @TempDir
    lateinit var temporary: Path

    private val folder get() = temporary.resolve("slots").toFile()

    @Test
    fun `a write that is cut off at any byte leaves the state before it`() {
        FileSlots(folder).use { slots ->
            StateFile(slots).write("before".toByteArray())
            val whole = Recording(slots).also { StateFile(it).write("after, and longer than before".toByteArray()) }
            val (slot, bytes) = checkNotNull(whole.written)
            for (cut in 0 until bytes.size) {
                val file = File(folder, slot.name.lowercase())
                // What a file of a longer, older state looks like when its beginning is overwritten, and a shorter one.
                for (tail in listOf(ByteArray(0), ByteArray(200) { 7 })) {
                    file.writeBytes(bytes.copyOf(cut) + tail)
                    val found = assertIs<Found.State>(StateFile(slots).read(), "cut at $cut")
                    assertEquals("before", String(found.bytes), "cut at $cut")
                }
            }
            slots.write(slot, bytes)
            assertEquals("after, and longer than before", String(assertIs<Found.State>(StateFile(slots).read()).bytes))
        }
    }

    @Test
    fun `nothing and damage are not the same`() {
        FileSlots(folder).use { slots ->
            assertEquals(Found.Nothing, StateFile(slots).read())
            slots.write(Slot.B, "half a state".toByteArray())
            assertEquals(Found.Damage, StateFile(slots).read())
        }
    }

    @Test
    fun `a longer state is followed by a shorter one without a rest`() {
        FileSlots(folder).use { slots ->
            slots.write(Slot.A, ByteArray(5_000))
            slots.write(Slot.A, ByteArray(3))
            assertContentEquals(ByteArray(3), slots.read().a)
        }
    }

    @Test
    fun `a folder that is in use is refused until it is free`() {
        val first = FileSlots(folder)
        assertTrue("in use" in assertFailsWith<IOException> { FileSlots(folder) }.message.orEmpty())
        first.write(Slot.A, byteArrayOf(1))
        first.close()
        FileSlots(folder).use { assertContentEquals(byteArrayOf(1), it.read().a) }
    }

    @Test
    fun `a folder that cannot be made is named`() {
        folder.writeText("a file")
        assertTrue(folder.path in assertFailsWith<IOException> { FileSlots(folder) }.message.orEmpty())
    }

    /** The other program says on its output what it has written for good; it is killed at no special moment. */
    @Test
    fun `a program that is killed while it writes loses nothing that it had written`() {
        repeat(5) { round ->
            val writer = java("org.haetae.sdk.WriterKt", folder.path)
            val lines = writer.inputStream.bufferedReader()
            var last = -1L
            repeat(20 + round) { last = checkNotNull(lines.readLine()) { "the writer ended" }.toLong() }
            // Not by the process itself, which would close its output too.
            writer.toHandle().destroyForcibly()
            lines.forEachLine { line -> line.toLongOrNull()?.let { last = it } }
            assertTrue(writer.waitFor(30, TimeUnit.SECONDS))
            FileSlots(folder).use { slots ->
                val state = String(assertIs<Found.State>(StateFile(slots).read()).bytes)
                val number = state.substringBefore(' ').toLong()
                assertTrue(number >= last, "$number is in the file, and $last was written")
                assertEquals(contentOf(number), state)
            }
        }
    }

    private class Recording(private val slots: SlotStorage) : SlotStorage {
        var written: Pair<Slot, ByteArray>? = null

        override fun read(): Slots = slots.read()

        override fun write(slot: Slot, bytes: ByteArray) {
            written = slot to bytes
        }
    }
}
