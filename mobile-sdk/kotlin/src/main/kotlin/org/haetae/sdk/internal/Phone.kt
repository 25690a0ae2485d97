package org.haetae.sdk.internal

import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import org.haetae.ffi.Choice
import org.haetae.ffi.ClockState as CoreClockState
import org.haetae.ffi.CorePhoneTime
import org.haetae.ffi.OwnPass
import org.haetae.ffi.PaperStanding
import org.haetae.ffi.Renewal as CoreRenewal
import org.haetae.ffi.Standing
import org.haetae.ffi.TimeTrust as CoreTimeTrust
import org.haetae.ffi.inspect
import org.haetae.sdk.ClockState
import org.haetae.sdk.Inspected
import org.haetae.sdk.NothingToShow
import org.haetae.sdk.PaperStatus
import org.haetae.sdk.PassStatus
import org.haetae.sdk.PhoneTime
import org.haetae.sdk.Renewal
import org.haetae.sdk.TimeTrust

internal fun CorePhoneTime.toSdk() =
    PhoneTime(
        now = Instant.ofEpochMilli(nowMs()),
        trust = trust().toSdk(),
        state = state().toSdk(),
        behind = behindMs()?.let(Duration::ofMillis),
        correction = Duration.ofMillis(correctionMs()),
        earliest = earliestMs()?.let(Instant::ofEpochMilli),
    )

private fun CoreTimeTrust.toSdk(): TimeTrust =
    when (this) {
        CoreTimeTrust.CONFIRMED -> TimeTrust.CONFIRMED
        CoreTimeTrust.UNCONFIRMED -> TimeTrust.UNCONFIRMED
        CoreTimeTrust.DISTURBED -> TimeTrust.DISTURBED
        CoreTimeTrust.ESTIMATED -> TimeTrust.ESTIMATED
    }

private fun CoreClockState.toSdk(): ClockState =
    when (this) {
        CoreClockState.TRUSTED -> ClockState.TRUSTED
        CoreClockState.CORRECTED -> ClockState.CORRECTED
        CoreClockState.DOUBTFUL -> ClockState.DOUBTFUL
        CoreClockState.ESTIMATED -> ClockState.ESTIMATED
    }

/** The pass to show, at this time, or why there is none. */
internal fun choiceOf(choice: Choice, time: PhoneTime): ChoiceMade =
    when (choice) {
        is Choice.Show -> ChoiceMade.Show(LocalDate.parse(choice.day), choice.made, choice.next, time)
        is Choice.NoPass -> ChoiceMade.Nothing(NothingToShow.NoPass, time)
        is Choice.Over -> ChoiceMade.Nothing(NothingToShow.Over, time)
        is Choice.NotYet -> ChoiceMade.Nothing(NothingToShow.NotYet(instant(choice.from)), time)
    }

internal fun CoreRenewal.toSdk() = Renewal(passes.map { it.toSdk() }, instant(at))

internal fun OwnPass.toSdk(): PassStatus =
    when (standing) {
        Standing.GOOD -> PassStatus.Good
        Standing.ENDED -> PassStatus.Ended
        Standing.WITHDRAWN -> PassStatus.Withdrawn(instant(checkNotNull(from) { "a withdrawn pass has a time" }))
        Standing.KEY_GONE -> PassStatus.KeyGone
        Standing.REVOKED -> PassStatus.Revoked
    }

internal fun PaperStanding.toSdk(): PaperStatus =
    when (this) {
        PaperStanding.GOOD -> PaperStatus.GOOD
        PaperStanding.UNCHECKED -> PaperStatus.UNCHECKED
        PaperStanding.NOT_YET -> PaperStatus.NOT_YET
        PaperStanding.EXPIRED -> PaperStatus.EXPIRED
        PaperStanding.REVOKED -> PaperStatus.REVOKED
        PaperStanding.REPLACED -> PaperStatus.REPLACED
        PaperStanding.NOT_GENUINE -> PaperStatus.NOT_GENUINE
    }

/** What is in the text of a code, unchecked. */
internal fun inspected(text: String): Inspected? =
    inspect(text)?.let { found ->
        Inspected(
            kid = found.kid,
            notBefore = instant(found.notBefore),
            expires = instant(found.expires),
            paper = found.paper,
            evidence = found.evidence.map { it.toSdk() },
            name = found.name,
            birth = found.birth?.let(::birthday),
            statusDay = found.statusDay.toLong(),
            statusIndex = found.statusIndex.toLong(),
            presented = found.presented?.let(::instant),
        )
    }
