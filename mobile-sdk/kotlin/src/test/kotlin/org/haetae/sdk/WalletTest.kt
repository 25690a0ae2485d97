package org.haetae.sdk

import java.io.IOException
import java.net.URI
import java.nio.file.Path
import java.security.GeneralSecurityException
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.haetae.sdk.internal.StateFile
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** Wallets and scanners of a service that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalletTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var service: Service

    @BeforeAll
    fun start() {
        service = Service.start("HAETAE__LIMITS__PHONES_PER_DAY" to "0")
    }

    @AfterAll
    fun end() {
        service.close()
    }

    @Test
    fun `keys of java_security of both kinds make live codes that a scanner admits`() {
        for (kind in SoftwareKeys.Kind.entries) {
            Wallet(MemorySlots(), SoftwareKeys(kind)).use { wallet ->
                filled(wallet)
                scanner(wallet).use { scanner ->
                    // Both halves of s come up among so many; each code is of another second, or the same pass again.
                    repeat(8) {
                        val shown = assertIs<Presentation.LiveCode>(wallet.present("me"))
                        val admitted = assertIs<Verdict.Admit>(scanner.check(shown.text), kind.name)
                        assertTrue(assertNotNull(admitted.evidence).isNotEmpty())
                        scanner.forget()
                    }
                }
            }
        }
    }

    @Test
    fun `a challenge is answered, and a code without an answer does not do`() {
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            filled(wallet)
            scanner(wallet).use { scanner ->
                scanner.requiresChallenge = true
                val challenge = scanner.showChallenge()
                assertTrue(Challenge.isChallenge(challenge.text))
                val without = assertIs<Presentation.LiveCode>(wallet.present("me"))
                val unclear = assertIs<Verdict.Unclear>(scanner.check(without.text))
                assertEquals(UnclearReason.ChallengeMissing, unclear.reason)
                assertEquals(NextStep.ANSWER_CHALLENGE, unclear.nextStep)
                val answer = assertIs<Presentation.LiveCode>(wallet.present("me", challenge.text))
                assertEquals(Outcome.ADMIT, scanner.check(answer.text).outcome)
                val error = assertFailsWith<HaetaeException> { wallet.present("me", "HQ1:NONSENSE") }
                assertEquals(HaetaeException.Part.CHALLENGE, error.part)
            }
        }
    }

    @Test
    fun `what was fetched is there after a restart, and works without a service`() {
        val (walletFolder, trustFolder) = listOf("wallet", "trust").map { folder.resolve(it).toFile() }
        FileSlots(walletFolder).use { slots ->
            Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.ED25519)).use { wallet ->
                filled(wallet)
                FileSlots(trustFolder).use { trust -> fetch(scannerOf(wallet), trust) }
            }
        }
        FileSlots(walletFolder).use { slots ->
            FileSlots(trustFolder).use { trust ->
                Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.ED25519)).use { wallet ->
                    val scanner = scannerOf(wallet)
                    val nowhere = TrustSync(scanner, URI("http://127.0.0.1:1/"), JdkHttp(), trust)
                    assertEquals(RestoreResult.Restored(0), nowhere.restore())
                    val shown = assertIs<Presentation.LiveCode>(wallet.present("me"))
                    assertEquals(Outcome.ADMIT, scanner.check(shown.text).outcome)
                    assertEquals(Duration.ofSeconds(15), Duration.between(shown.made, shown.next))
                    wallet.scanner = scanner
                    assertTrue(assertNotNull(wallet.renewal("me")).passes.all { it == PassStatus.Good })
                    val until = assertNotNull(wallet.coverage("me").until)
                    assertTrue(until > Instant.now().plus(Duration.ofDays(5)), "$until")
                    assertEquals(NoOutlook.NO_RULES, assertIs<Outlook.Unknown>(wallet.outlook("me")).why)
                }
            }
        }
    }

    @Test
    fun `a revoked person's passes are found out, and a decision of the issuer is a trouble`() {
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            filled(wallet, "SYN-000009")
            service.haetae("revoke", "--subject", "SYN-000009", "--reason", "lost")
            val scanner = scannerOf(wallet)
            val sync = TrustSync(scanner, service.trust, JdkHttp(), MemorySlots())
            val shown = assertIs<Presentation.LiveCode>(wallet.present("me"))
            eventually {
                sync.refresh()
                runBlocking { sync.catchUp() }
                scanner.check(shown.text).code == "revoked"
            }
            wallet.scanner = scanner
            val renewal = assertNotNull(wallet.renewal("me"))
            assertTrue(PassStatus.Revoked in renewal.passes, "${renewal.passes}")
            assertNull(wallet.coverage("me").nothing)
            val failed = renew(wallet, "SYN-000009", asked = true)
            assertEquals(ServiceException.Trouble.REVOKED, assertIs<RenewalResult.Failed>(failed).error.trouble)
            assertTrue(failed.next > Instant.now().plusSeconds(1_000), "${failed.next}")
        }
    }

    @Test
    fun `a wrong clock is corrected by the service's time`() {
        val ahead =
            object : DeviceClock {
                override fun wallMillis() = System.currentTimeMillis() + 3_600_000

                override fun monotonicMillis() = System.nanoTime() / 1_000_000
            }
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256), ahead).use { wallet ->
            assertEquals(TimeTrust.UNCONFIRMED, wallet.time().trust)
            filled(wallet)
            val time = wallet.time()
            assertEquals(ClockState.CORRECTED to TimeTrust.CONFIRMED, time.state to time.trust)
            assertTrue(time.correction.abs().minusSeconds(3_600).abs() < Duration.ofSeconds(30), "${time.correction}")
            val shown = assertIs<Presentation.LiveCode>(wallet.present("me"))
            scanner(wallet).use { assertEquals(Outcome.ADMIT, it.check(shown.text).outcome) }
        }
    }

    @Test
    fun `there is nothing to show before the first pass, and the reason says so`() {
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            wallet.putHolder("me", "")
            assertEquals(NothingToShow.NoPass, assertIs<Presentation.NoCode>(wallet.present("me")).why)
            assertEquals(NothingToShow.NoPass, wallet.coverage("me").nothing)
            assertNull(wallet.renewal("me"))
            assertTrue(wallet.due("me", service.zone).urgent)
            assertFailsWith<IllegalArgumentException> { wallet.present("nobody") }
        }
    }

    @Test
    fun `an answer with a pass that was not asked for changes nothing`() {
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            filled(wallet)
            val held = wallet.passes("me").map { it.pass }
            val other = held.first().copy(day = LocalDate.of(2020, 1, 1))
            val unreadable = held.first().copy(qr = "HT1:NONSENSE")
            for (passes in listOf(listOf(other), listOf(unreadable), listOf(held.last(), other))) {
                val answer = PassesAnswer(passes, Instant.MAX.minusSeconds(1), Instant.now())
                val error = assertFailsWith<HaetaeException> { wallet.storeAnswer("me", answer) }
                assertEquals(HaetaeException.Part.PASS, error.part)
                assertEquals(held, wallet.passes("me").map { it.pass })
            }
        }
    }

    @Test
    fun `a person who is deleted is gone with all keys, and the others stay`() {
        val slots = MemorySlots()
        Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            filled(wallet)
            wallet.putHolder("child", "민수")
            wallet.deleteHolder("me")
            assertEquals(listOf("child"), wallet.holders().map { it.id })
        }
        Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            assertEquals(listOf("민수"), wallet.holders().map { it.label })
            assertFailsWith<IllegalArgumentException> { wallet.passes("me") }
        }
    }

    @Test
    fun `a wallet that cannot store keeps what it had, on the disk and in memory`() {
        val slots = Failing()
        Wallet(slots, SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            wallet.putHolder("me", "before")
            slots.full = true
            assertFailsWith<IOException> { wallet.putHolder("me", "after") }
            assertEquals(listOf("before"), wallet.holders().map { it.label })
            slots.full = false
            assertEquals(wallet.prepareRequest("me", days).digest, wallet.prepareRequest("me", days).digest)
        }
    }

    @Test
    fun `a damaged wallet and one of a newer version are left as they are`() {
        val keys = SoftwareKeys(SoftwareKeys.Kind.P256)
        val newer = """{"version":2,"holders":[]}"""
        val cases = listOf("damaged", newer, "[]", """{"version":1,"holders":[{"id":"me"}]}""")
        for (content in cases) {
            val slots = MemorySlots()
            if (content == "damaged") slots.write(Slot.A, content.toByteArray())
            else StateFile(slots).write(content.toByteArray())
            val before = slots.read()
            val error = assertFailsWith<HaetaeException>(content) { Wallet(slots, keys) }
            assertEquals(HaetaeException.Part.WALLET, error.part)
            val after = slots.read()
            assertContentEquals(before.a, after.a)
            assertContentEquals(before.b, after.b)
        }
    }

    @Test
    fun `a key that is locked is an error, and the pass is still there afterwards`() {
        val keys = Lockable(SoftwareKeys(SoftwareKeys.Kind.P256))
        Wallet(MemorySlots(), keys).use { wallet ->
            filled(wallet)
            keys.locked = true
            assertFailsWith<GeneralSecurityException> { wallet.present("me") }
            keys.locked = false
            assertIs<Presentation.LiveCode>(wallet.present("me"))
        }
    }

    @Test
    fun `a paper pass has a status, and its outlook is for paper`() {
        Wallet(MemorySlots(), SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            val paper = service.paper("SYN-000002")
            assertEquals(PaperStatus.UNCHECKED, wallet.paperStatus(paper))
            assertNull(wallet.paperStatus("HT1:NONSENSE"))
            scanner(wallet).use { scanner ->
                wallet.scanner = scanner
                assertEquals(PaperStatus.GOOD, wallet.paperStatus(paper))
                scanner.forget()
                assertEquals(listOf(Warning.CHECK_ID), scanner.check(paper).warnings)
            }
            assertTrue(assertNotNull(Inspected.of(paper)).paper)
        }
    }

    private val days get() = LocalDate.now(service.zone).let { today -> List(3) { today.plusDays(it.toLong()) } }

    private fun filled(wallet: Wallet, subject: String = "SYN-000001") {
        wallet.putHolder("me", "")
        assertIs<RenewalResult.Renewed>(renew(wallet, subject))
    }

    private fun renew(wallet: Wallet, subject: String, asked: Boolean = false): RenewalResult =
        runBlocking { PassRenewal(wallet, "me", service.passes(subject), service.zone).renew(asked) }

    private fun scannerOf(wallet: Wallet) = Scanner(service.roots, wallet.clock)

    /** A scanner with all that is published. */
    private fun scanner(wallet: Wallet): Scanner = scannerOf(wallet).also { fetch(it, MemorySlots()) }

    private fun fetch(scanner: Scanner, storage: SlotStorage) {
        val sync = TrustSync(scanner, service.trust, JdkHttp(), storage)
        runBlocking { sync.catchUp() }
        assertEquals(TrustOutcome.TAKEN, sync.status.value.outcome, sync.status.value.trouble)
    }

    private class Failing : SlotStorage {
        private val memory = MemorySlots()
        var full = false

        override fun read(): Slots = memory.read()

        override fun write(slot: Slot, bytes: ByteArray) {
            if (full) throw IOException("no space left")
            memory.write(slot, bytes)
        }
    }

    private class Lockable(private val keys: KeySource) : KeySource by keys {
        var locked = false

        override fun open(stored: String): Signer =
            if (locked) throw GeneralSecurityException("the phone is locked") else keys.open(stored)
    }
}

/** Asks until it holds, for a minute. */
internal fun eventually(holds: () -> Boolean) {
    val end = System.nanoTime() + Duration.ofMinutes(1).toNanos()
    while (!holds()) {
        check(System.nanoTime() < end) { "it does not come to hold within a minute" }
        Thread.onSpinWait()
    }
}
