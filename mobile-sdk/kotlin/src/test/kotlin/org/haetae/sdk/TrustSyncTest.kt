package org.haetae.sdk

import java.io.IOException
import java.net.URI
import java.nio.file.Path
import java.time.Clock
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class TrustSyncTest {
    @TempDir
    lateinit var folder: Path

    private val roots = vectors("checks.json")["roots"].toString()
    private val bundle = hex(vectors("checks.json").string("bundle"))
    private val now = vectors("checks.json")["now"].asLong

    @Test
    fun `what a bundle brought is in force after a restart, without a network`() {
        val slots = FileSlots(folder.toFile())
        val first = TrustSync(scanner(), NOWHERE, JdkHttp(), slots)
        assertEquals(RestoreResult.Nothing, first.restore())
        assertEquals(TrustOutcome.TAKEN, first.takeBundle(bundle))
        assertNull(first.status.value.unsaved)
        slots.close()
        FileSlots(folder.toFile()).use { again ->
            val scanner = scanner()
            assertEquals(RestoreResult.Restored(0), TrustSync(scanner, NOWHERE, JdkHttp(), again).restore())
            val case = vectors("checks.json").array("cases").objects().first { it.string("verdict") == "admit" }
            assertEquals("admit", scanner.check(case.string("qr")).toString())
        }
    }

    @Test
    fun `damage is reported, and the scanner starts from its roots`() {
        val slots = MemorySlots()
        slots.write(Slot.A, "damaged".toByteArray())
        val scanner = scanner()
        assertIs<RestoreResult.Damaged>(TrustSync(scanner, NOWHERE, JdkHttp(), slots).restore())
        assertTrue(scanner.trust().expired)
    }

    @Test
    fun `data that cannot be stored is in force all the same`() {
        val full =
            object : SlotStorage {
                override fun read() = Slots(ByteArray(0), ByteArray(0))

                override fun write(slot: Slot, bytes: ByteArray) = throw IOException("no space left")
            }
        val scanner = scanner()
        val sync = TrustSync(scanner, NOWHERE, JdkHttp(), full)
        assertEquals(TrustOutcome.TAKEN, sync.takeBundle(bundle))
        assertEquals("no space left", sync.status.value.unsaved)
        assertFalse(scanner.trust().expired)
    }

    @Test
    fun `a sign-in page, a redirect and a network that wants a sign-in are foreign, a service that is down is not`() {
        val page = "<!doctype html><title>Wi-Fi</title>".toByteArray()
        val html = "Content-Type" to "text/html; charset=utf-8"
        val cases =
            listOf<Pair<Boolean, (com.sun.net.httpserver.HttpExchange) -> Unit>>(
                true to { it.answer(200, page, html) },
                true to { it.answer(302, ByteArray(0), "Location" to "/login") },
                true to { it.answer(511, page) },
                true to { it.answer(200, page) },
                false to { it.answer(503, page, html) },
                false to { it.answer(404, ByteArray(0)) },
            )
        for ((foreign, answer) in cases) {
            val status = statusAfter(answer = answer)
            assertEquals(false to true, status.online to status.settled, status.trouble)
            assertEquals(foreign, status.foreign, status.trouble)
            assertNotNull(status.trouble)
            assertNull(status.answered)
        }
    }

    @Test
    fun `an endless answer is broken off`() {
        val status =
            statusAfter { exchange ->
                exchange.sendResponseHeaders(200, 0)
                val piece = ByteArray(65_536)
                // It ends with an error when the client has closed the connection.
                runCatching { while (true) exchange.responseBody.write(piece) }
            }
        assertTrue("longer than" in status.trouble.orEmpty(), status.trouble)
    }

    @Test
    fun `an answer that does not come is given up, before and after its head`() {
        val end = CountDownLatch(1)
        for (head in listOf(false, true)) {
            val status =
                statusAfter(Duration.ofMillis(300)) { exchange ->
                    if (head) {
                        exchange.sendResponseHeaders(200, 100)
                        exchange.responseBody.write(1)
                        exchange.responseBody.flush()
                    }
                    end.await()
                }
            assertTrue("takes longer" in status.trouble.orEmpty(), status.trouble)
        }
        end.countDown()
    }

    @Test
    fun `a code of an unknown key and a call wake the sync`() {
        val manifests = AtomicInteger()
        LoopbackServer { exchange ->
            manifests.incrementAndGet()
            exchange.answer(503, ByteArray(0))
        }.use { server ->
            runBlocking {
                val scanner = scanner()
                scanner.takeBundle(bundle)
                val sync = TrustSync(scanner, server.base, JdkHttp(), MemorySlots())
                val running = launch { sync.run() }
                withTimeout(20_000) { sync.status.first { it.settled } }
                val before = manifests.get()
                sync.refresh()
                withTimeout(20_000) { while (manifests.get() == before) kotlinx.coroutines.yield() }
                running.cancelAndJoin()
            }
        }
    }

    @Test
    fun `an address without a slash at its end is refused`() {
        for (address in listOf("https://pass.example/v1/trust", "v1/trust/")) {
            assertFailsWith<IllegalArgumentException> { TrustSync(scanner(), URI(address), JdkHttp(), MemorySlots()) }
        }
    }

    private fun statusAfter(
        timeout: Duration = Duration.ofSeconds(20),
        answer: (com.sun.net.httpserver.HttpExchange) -> Unit,
    ): SyncStatus =
        LoopbackServer(answer).use { server ->
            val sync = TrustSync(scanner(), server.base, JdkHttp(), MemorySlots(), timeout)
            runBlocking { sync.catchUp() }
            sync.status.value
        }

    private fun scanner() = Scanner(roots, ManualClock(now) as Clock, seeded())

    private companion object {
        val NOWHERE = URI("http://127.0.0.1:1/")
    }
}
