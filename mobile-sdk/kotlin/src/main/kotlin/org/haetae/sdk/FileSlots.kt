package org.haetae.sdk

import java.io.File
import java.io.IOException
import java.io.RandomAccessFile
import java.nio.channels.FileChannel
import java.nio.channels.FileLock
import java.nio.channels.OverlappingFileLockException
import java.nio.file.StandardOpenOption

/**
 * Slots in the files `a` and `b` of a folder, which it makes if it is missing. It survives a loss of power at any byte.
 * One program at a time may use a folder: a second one fails at once, and loses nothing.
 *
 * @throws IOException if the folder cannot be made or is in use.
 */
public class FileSlots(private val folder: File) : SlotStorage, AutoCloseable {
    private val lockFile: RandomAccessFile
    private val lock: FileLock

    init {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("the folder $folder cannot be made")
        lockFile = RandomAccessFile(File(folder, "lock"), "rw")
        lock = exclusive() ?: run {
            lockFile.close()
            throw IOException("the folder $folder is in use by another program or another part of this one")
        }
        // So that a later write changes nothing in the folder itself, which would have to be on the disk too.
        Slot.entries.forEach { file(it).createNewFile() }
        // Windows cannot open folders, and keeps their entries by itself.
        if (File.separatorChar == '/') FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }
    }

    override fun read(): Slots = Slots(content(Slot.A), content(Slot.B))

    /** In place: until its last byte is on the disk, the other slot is in use. */
    @Synchronized
    override fun write(slot: Slot, bytes: ByteArray) {
        RandomAccessFile(file(slot), "rw").use { file ->
            file.write(bytes)
            file.setLength(bytes.size.toLong())
            file.fd.sync()
        }
    }

    /** Leaves the folder to others. */
    override fun close() {
        lock.release()
        lockFile.close()
    }

    private fun exclusive(): FileLock? =
        try {
            lockFile.channel.tryLock()
        } catch (_: OverlappingFileLockException) {
            null
        }

    private fun content(slot: Slot): ByteArray {
        val file = file(slot)
        return if (file.exists()) file.readBytes() else ByteArray(0)
    }

    private fun file(slot: Slot): File =
        File(
            folder,
            when (slot) {
                Slot.A -> "a"
                Slot.B -> "b"
            },
        )
}
