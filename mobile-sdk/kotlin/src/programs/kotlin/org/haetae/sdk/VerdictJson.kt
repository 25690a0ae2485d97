package org.haetae.sdk

import com.google.gson.JsonArray
import com.google.gson.JsonObject

/** The ids of the rules that a verdict names, and of those whose messages it brings. */
internal fun rulesOf(verdict: Verdict): Pair<List<String>, List<String>> =
    when (verdict) {
        is Verdict.Admit -> emptyList<String>() to emptyList()
        is Verdict.Refuse ->
            when (val reason = verdict.reason) {
                is RefuseReason.PolicyNotMet -> reason.rules to reason.messages.map(RuleMessage::rule)
                else -> emptyList<String>() to emptyList()
            }
        is Verdict.Unclear -> listOfNotNull((verdict.reason as? UnclearReason.RuleFailed)?.rule) to emptyList()
    }

/** What a venue sees, as the vectors write it. */
internal fun shown(admission: Verdict.Admit): JsonObject {
    val json = JsonObject()
    admission.evidence?.let { all -> json.add("evidence", JsonArray().apply { all.forEach { add(written(it)) } }) }
    admission.name?.let { json.addProperty("name", it) }
    admission.birth?.let { json.addProperty("birth", it.toString().removePrefix("--")) }
    admission.issuer?.let { json.addProperty("issuer", it) }
    admission.validUntil?.let { json.addProperty("valid_until", it.toString()) }
    return json
}

private fun written(evidence: Evidence): JsonObject =
    when (evidence) {
        is Evidence.Vaccination ->
            evidence("vaccination", "date" to evidence.date, "product" to evidence.product).apply {
                addProperty("doses", evidence.doses)
            }
        is Evidence.Test -> evidence("test", "sampled_at" to evidence.sampledAt, "method" to nameOf(evidence.method))
        is Evidence.Recovery -> evidence("recovery", "date" to evidence.date)
        is Evidence.Exemption -> evidence("exemption", "until" to evidence.until)
        is Evidence.Clearance -> evidence("clearance", "policy" to evidence.policy, "until" to evidence.until)
    }

private fun evidence(kind: String, vararg members: Pair<String, Any>) =
    JsonObject().apply {
        addProperty("kind", kind)
        members.forEach { (name, value) -> addProperty(name, value.toString()) }
    }

private fun nameOf(method: TestMethod): String =
    when (method) {
        TestMethod.NAAT -> "naat"
        TestMethod.RAPID -> "rapid"
    }
