package org.haetae.sdk

import java.nio.file.Path
import java.time.Duration
import java.time.LocalDate
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Somebody who waits. */
class QueueTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a phone joins, waits, is let in and gets its passes, over a restart of the app`() {
        Service.start().use { service ->
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet -> waits(service, wallet) }
            }
        }
    }

    private fun waits(service: Service, wallet: Wallet) {
        wallet.putHolder("me", "")
        val days = listOf(LocalDate.now(service.zone))
        // They began yesterday, and have waited past midnight.
        val yesterday = days.map { it.minusDays(1) }
        val digest = wallet.prepareRequest("me", yesterday).digest
        wallet.prepareRequest("me", days)
        wallet.moveRequest("me", yesterday, days)
        val request = wallet.prepareRequest("me", days)
        assertEquals(digest, request.digest)
        assertFailsWith<IllegalArgumentException> { wallet.moveRequest("me", yesterday, days) }
        val (queue, passes) = HttpQueue(service.base, JdkHttp()) to service.passes("SYN-000001")
        fun refusal(ticket: String?) =
            assertFailsWith<ServiceException> { runBlocking { passes.passes(request.copy(ticket = ticket)) } }
        var watch = QueueWatch()
        assertNull(watch.place())
        fun until(place: Class<out QueuePlace>) = eventually {
            runBlocking { watch.read(queue.notice()) }
            place.isInstance(watch.place()?.place)
        }

        until(QueuePlace.NotNeeded::class.java)
        val closed = assertFailsWith<ServiceException> { runBlocking { queue.join(1, request.digest) } }
        assertEquals(QueueAnswer.CLOSED, closed.queue)
        service.haetae("queue", "open", "--yes")
        until(QueuePlace.Join::class.java)
        assertEquals(QueueAnswer.JOIN to null, refusal(null).let { it.queue to it.trouble })
        service.haetae("queue", "pause", "--yes")
        eventually { runBlocking { "\"paused\"" in queue.notice() } }
        watch.joined(runBlocking { queue.join(1, request.digest) })
        until(QueuePlace.Paused::class.java)
        assertEquals(QueueAnswer.WAIT, refusal(watch.kept.ticket).queue)

        watch = QueueWatch(watch.kept)
        assertIs<QueuePlace.Paused>(watch.place()?.place)
        assertEquals(1, watch.place()?.room)
        service.haetae("queue", "open", "--yes")
        until(QueuePlace.Turn::class.java)
        val ticket = watch.kept.ticket
        wallet.storeAnswer("me", runBlocking { passes.passes(wallet.prepareRequest("me", days, ticket)) })
        assertIs<Presentation.LiveCode>(wallet.present("me"))
        assertFailsWith<HaetaeException> { wallet.moveRequest("me", days, yesterday) }
        service.haetae("queue", "drain", "--yes")
        until(QueuePlace.NotNeeded::class.java)
    }

    @Test
    fun `what is no notice or no ticket is refused, and failures wait longer`() {
        val watch = QueueWatch(random = seeded())
        assertEquals(HaetaeException.Part.NOTICE, assertFailsWith<HaetaeException> { watch.read("{}") }.part)
        assertTrue(watch.nextRead() in Duration.ofSeconds(12)..Duration.ofSeconds(18))
        assertTrue(watch.failed() in Duration.ofSeconds(15)..Duration.ofSeconds(30))
        assertTrue(watch.failed(Duration.ofMinutes(10)) >= Duration.ofMinutes(10))
        watch.joined("T")
        val notice = """{"state":"none","made":"2026-12-01T00:00:00Z","poll_after":60}"""
        assertEquals(HaetaeException.Part.TICKET, assertFailsWith<HaetaeException> { watch.read(notice) }.part)
        watch.joined(null)
        watch.read(notice)
        assertEquals(QueuePlace.NotNeeded, watch.place()?.place)
        assertTrue(watch.nextRead() in Duration.ofSeconds(48)..Duration.ofSeconds(72))
    }
}
