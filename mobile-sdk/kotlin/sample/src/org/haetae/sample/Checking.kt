package org.haetae.sample

import java.io.File
import kotlinx.coroutines.runBlocking
import org.haetae.sdk.FileSlots
import org.haetae.sdk.JdkHttp
import org.haetae.sdk.Language
import org.haetae.sdk.RefuseReason
import org.haetae.sdk.RestoreResult
import org.haetae.sdk.Scanner
import org.haetae.sdk.TrustSync
import org.haetae.sdk.UnclearReason
import org.haetae.sdk.Verdict

/** Checks one code. The exit status is 0 for an admission, 3 for a refusal, 4 if the scanner cannot tell. */
internal fun check(options: Options): Int {
    val text = options.words.singleOrNull() ?: throw UsageException("one code is checked")
    FileSlots(File(options.folder, "trust")).use { storage ->
        Scanner(options.roots).use { scanner ->
            val sync = TrustSync(scanner, options.service.resolve("v1/trust/"), JdkHttp(), storage)
            when (val restored = sync.restore()) {
                is RestoreResult.Restored, RestoreResult.Nothing -> Unit
                is RestoreResult.Damaged -> System.err.println("The stored data is damaged: ${restored.error}")
            }
            runBlocking { sync.catchUp() }
            sync.status.value.trouble?.let { System.err.println("Checked with the data that is here: $it") }
            return report(scanner.check(text))
        }
    }
}

private fun report(verdict: Verdict): Int {
    val (headline, advice) = verdict.words(Language.ENGLISH)
    println(listOf(headline, advice).filter(String::isNotEmpty).joinToString(" - "))
    return when (verdict) {
        is Verdict.Admit -> {
            listOfNotNull(verdict.name, verdict.validUntil?.let { "valid until $it" }).forEach(::println)
            verdict.warnings.forEach { println("look at: ${it.words(Language.ENGLISH).headline}") }
            0
        }
        is Verdict.Refuse -> {
            println(detail(verdict.reason))
            3
        }
        is Verdict.Unclear -> {
            println(detail(verdict.reason))
            4
        }
    }
}

/** No `else`: a reason that a later version of the SDK adds is missing here until somebody writes it. */
private fun detail(reason: RefuseReason): String =
    when (reason) {
        is RefuseReason.Expired -> "since ${reason.since}"
        is RefuseReason.PolicyNotMet -> reason.messages.joinToString("\n") { it.text.getValue("en") }
        is RefuseReason.KeyWithdrawn,
        RefuseReason.KeyNotValidThen,
        RefuseReason.KeyNotAllowed,
        RefuseReason.BadSignature,
        -> "the issuer's key does not count for it"
        RefuseReason.Revoked -> "the issuer knows why"
        RefuseReason.HolderProofInvalid -> "it was issued to another phone"
    }

private fun detail(reason: UnclearReason): String =
    when (reason) {
        is UnclearReason.NotYetValid -> "from ${reason.from} on"
        UnclearReason.Unreadable, UnclearReason.UnknownFormat, UnclearReason.Malformed -> "the code cannot be read"
        UnclearReason.Specimen -> "it is for training"
        UnclearReason.HolderProofMissing,
        UnclearReason.HolderProofStale,
        UnclearReason.ChallengeMissing,
        -> "the live code on the phone is needed"
        UnclearReason.ClockSuspect -> "this computer's clock is wrong"
        UnclearReason.UnknownKey,
        UnclearReason.StatusRequired,
        UnclearReason.TrustExpired,
        UnclearReason.RulesMissing,
        is UnclearReason.RuleFailed,
        -> "newer data may help"
    }
