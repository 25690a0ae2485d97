package okio

import java.util.concurrent.TimeUnit

abstract class Timeout {
    abstract fun timeout(timeout: Long, unit: TimeUnit): Timeout
}

interface BufferedSource {
    fun request(byteCount: Long): Boolean

    fun readByteArray(): ByteArray
}
