package org.haetae.sdk.internal

import java.time.Duration
import org.haetae.ffi.FileState
import org.haetae.ffi.ManifestState as CoreManifest
import org.haetae.ffi.PolicyList as CoreList
import org.haetae.ffi.PolicyStanding as CoreStanding
import org.haetae.ffi.PolicyState
import org.haetae.ffi.PolicyStatus as CoreStatus
import org.haetae.ffi.RulesReading as CoreReading
import org.haetae.ffi.SyncSettings as CoreSettings
import org.haetae.ffi.TrustListState as CoreTrustList
import org.haetae.ffi.TrustOutcome as CoreOutcome
import org.haetae.ffi.TrustState as CoreState
import org.haetae.sdk.ManifestState
import org.haetae.sdk.Policy
import org.haetae.sdk.PolicyList
import org.haetae.sdk.PolicyStanding
import org.haetae.sdk.PolicyStatus
import org.haetae.sdk.RulesReading
import org.haetae.sdk.SyncSettings
import org.haetae.sdk.TrustFile
import org.haetae.sdk.TrustListState
import org.haetae.sdk.TrustOutcome
import org.haetae.sdk.TrustState

internal fun CoreOutcome.toSdk(): TrustOutcome =
    when (this) {
        CoreOutcome.TAKEN -> TrustOutcome.TAKEN
        CoreOutcome.UNCHANGED -> TrustOutcome.UNCHANGED
        CoreOutcome.MALFORMED -> TrustOutcome.MALFORMED
        CoreOutcome.MISSING_FILE -> TrustOutcome.MISSING_FILE
        CoreOutcome.ROLLBACK -> TrustOutcome.ROLLBACK
        CoreOutcome.CONFLICT -> TrustOutcome.CONFLICT
        CoreOutcome.UNSIGNED -> TrustOutcome.UNSIGNED
        CoreOutcome.UNKNOWN_KEY -> TrustOutcome.UNKNOWN_KEY
        CoreOutcome.BAD_SIGNATURE -> TrustOutcome.BAD_SIGNATURE
        CoreOutcome.TOO_LARGE -> TrustOutcome.TOO_LARGE
    }

internal fun TrustOutcome.toFfi(): CoreOutcome =
    when (this) {
        TrustOutcome.TAKEN -> CoreOutcome.TAKEN
        TrustOutcome.UNCHANGED -> CoreOutcome.UNCHANGED
        TrustOutcome.MALFORMED -> CoreOutcome.MALFORMED
        TrustOutcome.MISSING_FILE -> CoreOutcome.MISSING_FILE
        TrustOutcome.ROLLBACK -> CoreOutcome.ROLLBACK
        TrustOutcome.CONFLICT -> CoreOutcome.CONFLICT
        TrustOutcome.UNSIGNED -> CoreOutcome.UNSIGNED
        TrustOutcome.UNKNOWN_KEY -> CoreOutcome.UNKNOWN_KEY
        TrustOutcome.BAD_SIGNATURE -> CoreOutcome.BAD_SIGNATURE
        TrustOutcome.TOO_LARGE -> CoreOutcome.TOO_LARGE
    }

internal fun SyncSettings.toFfi(): CoreSettings =
    CoreSettings(
        refreshSeconds = number("refresh", refresh.seconds),
        daysBack = number("daysBack", daysBack.toLong()),
        daysAhead = number("daysAhead", daysAhead.toLong()),
        daysInReserve = number("daysInReserve", daysInReserve.toLong()),
    )

private fun number(name: String, value: Long): UInt {
    require(value in 0..Int.MAX_VALUE) { "$name is 0 to ${Int.MAX_VALUE}, and not $value" }
    return value.toUInt()
}

internal fun CoreState.toSdk() =
    TrustState(
        manifest = manifest?.toSdk(),
        trustList = trustList?.toSdk(),
        files = files.map { it.toSdk() },
        floor = instant(floor),
        stale = stale,
        expired = expired,
        medianAhead = medianAhead?.let(Duration::ofSeconds),
        clockBehind = clockBehind,
    )

private fun CoreManifest.toSdk() = ManifestState(version, instant(issued), instant(stale), instant(expires))

private fun CoreTrustList.toSdk() = TrustListState(version, instant(issued), instant(expires))

private fun FileState.toSdk() = TrustFile(name, held, newest, issued?.let(::instant))

internal fun CoreList.toSdk() = PolicyList(rules.toSdk(), policies.map { it.toSdk() })

private fun CoreReading.toSdk(): RulesReading =
    when (this) {
        CoreReading.MISSING -> RulesReading.MISSING
        CoreReading.UNREADABLE -> RulesReading.UNREADABLE
        CoreReading.READABLE -> RulesReading.READABLE
    }

private fun PolicyState.toSdk() =
    Policy(id, name, instant(from), until?.let(::instant), standing.toSdk(), challengeRequired, status?.toSdk())

private fun CoreStanding.toSdk(): PolicyStanding =
    when (this) {
        CoreStanding.ENDED -> PolicyStanding.ENDED
        CoreStanding.CURRENT -> PolicyStanding.CURRENT
        CoreStanding.LATER -> PolicyStanding.LATER
    }

private fun CoreStatus.toSdk(): PolicyStatus =
    when (this) {
        CoreStatus.WARN -> PolicyStatus.WARN
        CoreStatus.REQUIRED -> PolicyStatus.REQUIRED
    }
