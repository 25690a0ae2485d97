package org.haetae.sdk.internal

import org.haetae.ffi.Good as CoreGood
import org.haetae.ffi.NoOutlook as CoreWhy
import org.haetae.ffi.Outlook as CoreOutlook
import org.haetae.ffi.PolicyAnswer as CoreAnswer
import org.haetae.ffi.PolicyOutlook as CorePolicy
import org.haetae.ffi.limits
import org.haetae.sdk.Good
import org.haetae.sdk.NoOutlook
import org.haetae.sdk.Outlook
import org.haetae.sdk.PolicyAnswer
import org.haetae.sdk.PolicyOutlook

internal fun CoreOutlook.toSdk(): Outlook =
    when (this) {
        is CoreOutlook.Known ->
            Outlook.Known(instant(now), instant(known), limits().outlookDays.toInt(), policies.map { it.toSdk() })
        is CoreOutlook.Unknown -> Outlook.Unknown(why.toSdk())
    }

private fun CoreWhy.toSdk(): NoOutlook =
    when (this) {
        CoreWhy.NO_RULES -> NoOutlook.NO_RULES
        CoreWhy.UNREADABLE -> NoOutlook.UNREADABLE
        CoreWhy.CLOCK -> NoOutlook.CLOCK
        CoreWhy.OUTDATED -> NoOutlook.OUTDATED
        CoreWhy.NO_PASS -> NoOutlook.NO_PASS
        CoreWhy.REFUSED -> NoOutlook.REFUSED
    }

private fun CorePolicy.toSdk() =
    PolicyOutlook(
        id = id,
        name = name,
        asked = instant(asked),
        begins = begins?.let(::instant),
        answer = answer.toSdk(),
        good = good?.toSdk(),
        endsSoon = endsSoon?.let(::instant),
    )

private fun CoreGood.toSdk() = Good(instant(from), until?.let(::instant), after?.toSdk())

private fun CoreAnswer.toSdk(): PolicyAnswer =
    when (this) {
        is CoreAnswer.Met -> PolicyAnswer.Met
        is CoreAnswer.Missing -> PolicyAnswer.RulesMissing
        is CoreAnswer.Failed -> PolicyAnswer.RuleFailed(rule)
        is CoreAnswer.NotMet -> PolicyAnswer.NotMet(rules, messages.map { it.toSdk() })
    }
