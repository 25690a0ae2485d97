package org.haetae.sdk.internal

import java.time.Instant
import java.time.MonthDay
import org.haetae.ffi.CoreException
import org.haetae.ffi.Language as CoreLanguage
import org.haetae.ffi.Matrix as CoreMatrix
import org.haetae.ffi.RuleMessage as CoreMessage
import org.haetae.ffi.Slot as CoreSlot
import org.haetae.ffi.VerdictText as CoreText
import org.haetae.sdk.HaetaeException
import org.haetae.sdk.HaetaeException.Part
import org.haetae.sdk.Language
import org.haetae.sdk.Matrix
import org.haetae.sdk.RuleMessage
import org.haetae.sdk.Slot
import org.haetae.sdk.VerdictText

internal fun instant(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

/** A birthday as the core writes it, `MM-DD`. */
internal fun birthday(text: String): MonthDay = MonthDay.parse("--$text")

/** Calls the core; what it cannot use is a [HaetaeException]. */
internal inline fun <T> inWords(call: () -> T): T =
    try {
        call()
    } catch (error: CoreException) {
        throw HaetaeException(partOf(error), error.message.orEmpty(), error)
    }

internal fun partOf(error: CoreException): Part =
    when (error) {
        is CoreException.Roots -> Part.ROOTS
        is CoreException.Snapshot -> Part.SNAPSHOT
        is CoreException.Time -> Part.TIME
        is CoreException.Day -> Part.DAY
        is CoreException.Challenge -> Part.CHALLENGE
        is CoreException.Pass -> Part.PASS
        is CoreException.Jwk -> Part.JWK
        is CoreException.Signature -> Part.SIGNATURE
        is CoreException.Hash -> Part.HASH
        is CoreException.Text -> Part.TEXT
        is CoreException.Size -> Part.SIZE
        is CoreException.Picture -> Part.PICTURE
        is CoreException.RetryAfter -> Part.RETRY_AFTER
        is CoreException.Notice -> Part.NOTICE
        is CoreException.Ticket -> Part.TICKET
    }

internal fun Language.toFfi(): CoreLanguage =
    when (this) {
        Language.KOREAN -> CoreLanguage.KOREAN
        Language.ENGLISH -> CoreLanguage.ENGLISH
    }

internal fun CoreText.toSdk() = VerdictText(headline, advice)

internal fun CoreMessage.toSdk() = RuleMessage(rule, text)

internal fun CoreMatrix.toSdk() = Matrix(size.toInt(), modules)

internal fun CoreSlot.toSdk(): Slot =
    when (this) {
        CoreSlot.A -> Slot.A
        CoreSlot.B -> Slot.B
    }
