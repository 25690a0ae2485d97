package org.haetae.sdk

import java.io.IOException
import java.net.URI
import java.time.Clock
import java.time.Duration
import java.time.Instant
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeoutOrNull
import org.haetae.ffi.Next
import org.haetae.sdk.internal.StateFile
import org.haetae.sdk.internal.fetched
import org.haetae.sdk.internal.inWords
import org.haetae.sdk.internal.instant
import org.haetae.sdk.internal.toSdk

/**
 * Fetches what the core asks for, and stores the data in force.
 *
 * `sync.restore()` once, then `sync.run()` in a coroutine or a thread of the app. A mirror may stand at [base]; it must
 * answer without redirects.
 *
 * @param base where `manifest` and `files/<sha256>` are: the address of the service's `/v1/trust/`.
 * @param storage keeps the data over restarts; nothing else may be in it.
 * @param timeout for one fetch.
 */
public class TrustSync @JvmOverloads constructor(
    private val scanner: Scanner,
    private val base: URI,
    private val http: Http,
    storage: SlotStorage,
    private val timeout: Duration = Duration.ofSeconds(30),
) {
    private val core = scanner.core
    private val file = StateFile(storage)
    private val one = Mutex()
    private val wake = Channel<Unit>(Channel.CONFLATED)
    private val current = MutableStateFlow(SyncStatus())

    init {
        require(base.isAbsolute && base.rawPath.endsWith("/")) { "$base is not an address that ends in a slash" }
        scanner.onOutdated = { wake.trySend(Unit) }
    }

    /** The state of the sync. */
    public val status: StateFlow<SyncStatus> = current.asStateFlow()

    /** Restores the stored data: every signature is verified again. Codes can be checked as soon as it returns. */
    public fun restore(): RestoreResult {
        val restored = restored()
        current.update { it.copy(restored = restored) }
        return restored
    }

    /** Keeps the data up to date until the coroutine is cancelled. */
    public suspend fun run(): Nothing {
        while (true) {
            val until = catchUp()
            // Clocks are set, and tablets sleep: the plan is asked again after a minute at the latest.
            val wait = (until.epochSecond - scanner.now()).coerceIn(0, LONGEST_WAIT_SECONDS)
            withTimeoutOrNull((wait * 1_000).milliseconds) { wake.receive() }
        }
    }

    /** Fetches everything that is due now. Returns when the next fetch is due. */
    public suspend fun catchUp(): Instant = one.withLock { fetchAll() }

    /** Makes new data due now, and wakes [run]. */
    public fun refresh() {
        core.refresh()
        wake.trySend(Unit)
    }

    /** Loads a bundle, from a file or another scanner's screen, and stores it if it is accepted. */
    public fun takeBundle(bytes: ByteArray): TrustOutcome {
        val outcome = scanner.takeBundle(bytes)
        if (outcome == TrustOutcome.TAKEN) save()
        current.update { it.copy(outcome = outcome) }
        return outcome
    }

    private fun restored(): RestoreResult =
        try {
            when (val found = file.read()) {
                is StateFile.Found.State -> RestoreResult.Restored(inWords { core.restore(found.bytes) }.toInt())
                StateFile.Found.Nothing -> RestoreResult.Nothing
                StateFile.Found.Damage -> RestoreResult.Damaged("both copies are damaged")
            }
        } catch (error: IOException) {
            RestoreResult.Damaged(error.message ?: error.toString())
        } catch (error: HaetaeException) {
            RestoreResult.Damaged(error.message ?: error.toString())
        }

    private suspend fun fetchAll(): Instant {
        while (true) {
            when (val next = inWords { core.next(scanner.now()) }) {
                is Next.FetchManifest -> fetch(null, next.mostBytes)
                is Next.FetchFile -> fetch(next.sha256, next.size)
                is Next.Wait -> {
                    current.update { it.copy(settled = true) }
                    return instant(next.until)
                }
            }
        }
    }

    private suspend fun fetch(sha256: String?, mostBytes: Long) {
        val address = base.resolve(if (sha256 == null) "manifest" else "files/$sha256")
        val bytes =
            try {
                http.fetched(address, mostBytes, timeout)
            } catch (error: IOException) {
                inWords { core.failed(sha256, scanner.now()) }
                return failed(error is ForeignAnswerException, error.message ?: error.toString())
            }
        val now = scanner.now()
        val outcome =
            inWords { if (sha256 == null) core.manifestArrived(bytes, now) else core.fileArrived(sha256, bytes, now) }
                ?.toSdk()
        if (outcome == TrustOutcome.MALFORMED) return failed(true, "${address.path} is not what the service publishes")
        if (outcome == TrustOutcome.TAKEN) save()
        val isGood = outcome == TrustOutcome.TAKEN || outcome == TrustOutcome.UNCHANGED
        val isRefused = outcome != null && !isGood
        current.update {
            it.copy(
                online = true,
                foreign = false,
                trouble = if (isRefused) "${address.path} is refused: ${outcome.code}" else null,
                answered = if (isGood) instant(now) else it.answered,
                outcome = outcome ?: it.outcome,
                settled = it.settled || isRefused,
            )
        }
    }

    /** A fetch brought nothing. Checks continue with the data in force. */
    private fun failed(foreign: Boolean, trouble: String) {
        current.update { it.copy(online = false, foreign = foreign, trouble = trouble, settled = true) }
    }

    private fun save() {
        val unsaved =
            try {
                file.write(core.snapshot())
                null
            } catch (error: IOException) {
                error.message ?: error.toString()
            }
        current.update { it.copy(unsaved = unsaved) }
    }

    private companion object {
        const val LONGEST_WAIT_SECONDS = 60L
    }
}
