package org.haetae.sdk

import java.io.IOException
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.haetae.sdk.ServiceException.Reason
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A wallet, and a service that dies and comes back. */
class PassRenewalTest {
    @TempDir
    lateinit var folder: Path

    private val keys = SoftwareKeys(SoftwareKeys.Kind.P256)

    @Test
    fun `a service that dies and comes back costs nothing, and gives the same passes for the same keys`() {
        Service.start().use { service ->
            val first = passesBefore(service)
            val digest = requestOf(first.map { it.day })
            service.kill()
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, keys).use { wallet ->
                    // Offline: what is there is shown, and the request fails without a word on the person.
                    assertIs<Presentation.LiveCode>(wallet.present("me"))
                    val failed = assertIs<RenewalResult.Failed>(renew(wallet, service.passes(SUBJECT)))
                    assertEquals(Reason.UNREACHABLE to null, failed.error.run { reason to trouble })
                    assertTrue(failed.next > Instant.now(), "a phone that failed waits")
                    assertEquals(first, wallet.passes("me").map { it.pass }, "nothing is lost")
                }
            }
            service.serve()
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, keys).use { wallet ->
                    val request = wallet.prepareRequest("me", first.map { it.day })
                    assertEquals(digest, request.digest, "the keys are the same")
                    val again = runBlocking { service.passes(SUBJECT).passes(request) }
                    assertEquals(first.map { it.qr }, again.passes.map { it.qr }, "the same pass for the same key")
                    val renewed = assertIs<RenewalResult.Renewed>(renew(wallet, service.passes(SUBJECT), asked = true))
                    assertTrue(renewed.passes > 0)
                    assertEquals(first, wallet.passes("me").map { it.pass }.take(3), "what was there stays")
                    assertEquals(3 + renewed.passes, wallet.passes("me").size)
                    assertIs<Presentation.LiveCode>(wallet.present("me"))
                }
            }
        }
    }

    @Test
    fun `an answer that is lost on the way is asked for again, with the same keys`() {
        Service.start().use { service ->
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, keys).use { wallet ->
                    wallet.putHolder("me", "")
                    val lost = mutableListOf<PassesAnswer>()
                    val losing =
                        PassService { request ->
                            lost += service.passes(SUBJECT).passes(request)
                            service.kill()
                            throw IOException("the connection was cut")
                        }
                    assertIs<RenewalResult.Failed>(renew(wallet, losing))
                    assertEquals(emptyList(), wallet.passes("me"))
                    assertIs<RenewalResult.Waiting>(renew(wallet, service.passes(SUBJECT)), "not at once")
                    service.serve()
                    assertIs<RenewalResult.Renewed>(renew(wallet, service.passes(SUBJECT), asked = true))
                    assertEquals(lost.single().passes, wallet.passes("me").map { it.pass })
                }
            }
        }
    }

    @Test
    fun `a wallet that is closed between two failures keeps its patience`() {
        var requests = 0
        val busy =
            PassService {
                requests += 1
                throw ServiceException("node_full", Reason.BUSY, retryAfter = Duration.ofSeconds(600))
            }
        repeat(3) { start ->
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, keys).use { wallet ->
                    wallet.putHolder("me", "")
                    val result = renew(wallet, busy)
                    if (start == 0) assertIs<RenewalResult.Failed>(result) else assertIs<RenewalResult.Waiting>(result)
                    assertTrue(result.next >= Instant.now().plusSeconds(500), "as long as it wants: ${result.next}")
                }
            }
        }
        assertEquals(1, requests)
    }

    @Test
    fun `nothing is due right after a renewal, and an answer that is nonsense is a failure`() {
        Service.start().use { service ->
            FileSlots(folder.toFile()).use { slots ->
                Wallet(slots, keys).use { wallet ->
                    wallet.putHolder("me", "")
                    val nonsense =
                        PassService { request ->
                            val answer = service.passes(SUBJECT).passes(request)
                            answer.copy(passes = answer.passes.map { it.copy(qr = "HT1:X") })
                        }
                    assertEquals("unusable_answer", assertIs<RenewalResult.Failed>(renew(wallet, nonsense)).error.code)
                    assertIs<RenewalResult.Renewed>(renew(wallet, service.passes(SUBJECT), asked = true))
                    assertIs<RenewalResult.NotDue>(renew(wallet, nonsense))
                }
            }
        }
    }

    /** The passes of a new wallet in the folder: a busy service gives those of three days, and wants to be asked. */
    private fun passesBefore(service: Service): List<IssuedPass> =
        FileSlots(folder.toFile()).use { slots ->
            Wallet(slots, keys).use { wallet ->
                wallet.putHolder("me", "")
                val busy =
                    PassService { request ->
                        val answer = service.passes(SUBJECT).passes(request)
                        answer.copy(passes = answer.passes.take(3), refreshAfter = answer.serverTime)
                    }
                assertEquals(3, assertIs<RenewalResult.Renewed>(renew(wallet, busy)).passes)
                wallet.passes("me").map { it.pass }.also { assertTrue(it.isNotEmpty()) }
            }
        }

    private fun requestOf(days: List<java.time.LocalDate>): String =
        FileSlots(folder.toFile()).use { slots -> Wallet(slots, keys).use { it.prepareRequest("me", days).digest } }

    private fun renew(wallet: Wallet, service: PassService, asked: Boolean = false): RenewalResult =
        runBlocking { PassRenewal(wallet, "me", service, java.time.ZoneId.of("Asia/Seoul")).renew(asked) }

    private companion object {
        const val SUBJECT = "SYN-000003"
    }
}
