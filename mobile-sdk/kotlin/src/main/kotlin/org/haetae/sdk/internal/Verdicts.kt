package org.haetae.sdk.internal

import java.time.LocalDate
import org.haetae.ffi.Evidence as CoreEvidence
import org.haetae.ffi.NextStep as CoreStep
import org.haetae.ffi.Refusal as CoreRefusal
import org.haetae.ffi.TestMethod as CoreMethod
import org.haetae.ffi.Unclear as CoreUnclear
import org.haetae.ffi.Verdict as CoreVerdict
import org.haetae.ffi.Warning as CoreWarning
import org.haetae.sdk.Evidence
import org.haetae.sdk.NextStep
import org.haetae.sdk.RefuseReason
import org.haetae.sdk.TestMethod
import org.haetae.sdk.UnclearReason
import org.haetae.sdk.Verdict
import org.haetae.sdk.Warning

// No `else` anywhere: what is new in the core breaks this build until the SDK has a name for it.

internal fun CoreVerdict.toSdk(): Verdict =
    when (this) {
        is CoreVerdict.Admit ->
            Verdict.Admit(
                warnings = admission.warnings.map { it.toSdk() },
                evidence = admission.evidence?.map { it.toSdk() },
                name = admission.name,
                birth = admission.birth?.let(::birthday),
                issuer = admission.issuer,
                validUntil = admission.validUntil?.let(::instant),
                spoken = this,
            )
        is CoreVerdict.Refuse -> Verdict.Refuse(refusal.toSdk(), this)
        is CoreVerdict.Unclear -> Verdict.Unclear(unclear.toSdk(), this)
    }

internal fun CoreRefusal.toSdk(): RefuseReason =
    when (this) {
        is CoreRefusal.KeyWithdrawn -> RefuseReason.KeyWithdrawn(paper)
        is CoreRefusal.KeyNotValidThen -> RefuseReason.KeyNotValidThen
        is CoreRefusal.KeyNotAllowed -> RefuseReason.KeyNotAllowed
        is CoreRefusal.BadSignature -> RefuseReason.BadSignature
        is CoreRefusal.Expired -> RefuseReason.Expired(instant(since), paper)
        is CoreRefusal.Revoked -> RefuseReason.Revoked
        is CoreRefusal.HolderProofInvalid -> RefuseReason.HolderProofInvalid
        is CoreRefusal.PolicyNotMet -> RefuseReason.PolicyNotMet(rules, messages.map { it.toSdk() })
    }

internal fun CoreUnclear.toSdk(): UnclearReason =
    when (this) {
        is CoreUnclear.Unreadable -> UnclearReason.Unreadable
        is CoreUnclear.UnknownFormat -> UnclearReason.UnknownFormat
        is CoreUnclear.Malformed -> UnclearReason.Malformed
        is CoreUnclear.UnknownKey -> UnclearReason.UnknownKey
        is CoreUnclear.Specimen -> UnclearReason.Specimen
        is CoreUnclear.ClockSuspect -> UnclearReason.ClockSuspect
        is CoreUnclear.NotYetValid -> UnclearReason.NotYetValid(instant(from))
        is CoreUnclear.HolderProofMissing -> UnclearReason.HolderProofMissing
        is CoreUnclear.HolderProofStale -> UnclearReason.HolderProofStale
        is CoreUnclear.ChallengeMissing -> UnclearReason.ChallengeMissing
        is CoreUnclear.StatusRequired -> UnclearReason.StatusRequired
        is CoreUnclear.TrustExpired -> UnclearReason.TrustExpired
        is CoreUnclear.RulesMissing -> UnclearReason.RulesMissing
        is CoreUnclear.RuleFailed -> UnclearReason.RuleFailed(rule)
    }

internal fun CoreWarning.toSdk(): Warning =
    when (this) {
        CoreWarning.CHECK_ID -> Warning.CHECK_ID
        CoreWarning.SEEN_BEFORE -> Warning.SEEN_BEFORE
        CoreWarning.TRUST_STALE -> Warning.TRUST_STALE
        CoreWarning.STATUS_MISSING -> Warning.STATUS_MISSING
        CoreWarning.STATUS_OLD -> Warning.STATUS_OLD
        CoreWarning.CLOCK_SUSPECT -> Warning.CLOCK_SUSPECT
    }

internal fun Warning.toFfi(): CoreWarning =
    when (this) {
        Warning.CHECK_ID -> CoreWarning.CHECK_ID
        Warning.SEEN_BEFORE -> CoreWarning.SEEN_BEFORE
        Warning.TRUST_STALE -> CoreWarning.TRUST_STALE
        Warning.STATUS_MISSING -> CoreWarning.STATUS_MISSING
        Warning.STATUS_OLD -> CoreWarning.STATUS_OLD
        Warning.CLOCK_SUSPECT -> CoreWarning.CLOCK_SUSPECT
    }

internal fun CoreStep.toSdk(): NextStep =
    when (this) {
        CoreStep.ENTER -> NextStep.ENTER
        CoreStep.COMPARE_CARD -> NextStep.COMPARE_CARD
        CoreStep.LOOK_AT_PERSON -> NextStep.LOOK_AT_PERSON
        CoreStep.SCAN_AGAIN -> NextStep.SCAN_AGAIN
        CoreStep.UPDATE_APP -> NextStep.UPDATE_APP
        CoreStep.OPEN_APP -> NextStep.OPEN_APP
        CoreStep.OWN_PHONE -> NextStep.OWN_PHONE
        CoreStep.ANSWER_CHALLENGE -> NextStep.ANSWER_CHALLENGE
        CoreStep.PRINT_AGAIN -> NextStep.PRINT_AGAIN
        CoreStep.ASK_ISSUER -> NextStep.ASK_ISSUER
        CoreStep.WAIT -> NextStep.WAIT
        CoreStep.UPDATE_SCANNER -> NextStep.UPDATE_SCANNER
        CoreStep.SET_CLOCK -> NextStep.SET_CLOCK
        CoreStep.TURN_AWAY -> NextStep.TURN_AWAY
    }

internal fun CoreEvidence.toSdk(): Evidence =
    when (this) {
        is CoreEvidence.Vaccination -> Evidence.Vaccination(doses.toInt(), LocalDate.parse(date), product)
        is CoreEvidence.Test -> Evidence.Test(instant(sampledAt), method.toSdk())
        is CoreEvidence.Recovery -> Evidence.Recovery(LocalDate.parse(date))
        is CoreEvidence.Exemption -> Evidence.Exemption(LocalDate.parse(until))
        is CoreEvidence.Clearance -> Evidence.Clearance(policy, instant(until))
    }

private fun CoreMethod.toSdk(): TestMethod =
    when (this) {
        CoreMethod.NAAT -> TestMethod.NAAT
        CoreMethod.RAPID_ANTIGEN -> TestMethod.RAPID
    }
