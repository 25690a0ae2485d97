package org.haetae.sdk

import com.google.gson.JsonObject
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.haetae.ffi.CoreScanner
import org.haetae.ffi.Next
import org.haetae.ffi.readSlots
import org.haetae.ffi.writeSlots
import org.haetae.sdk.internal.toSdk
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

/** The files of `tests/vectors`: what every implementation must come to. */
class VectorsTest {
    @TestFactory
    fun `every code of checks_json has its verdict`(): List<DynamicTest> {
        val file = vectors("checks.json")
        return checks(listOf(file) + file.array("checks").objects())
    }

    @TestFactory
    fun `every code of rules_json has its verdict under its policy`(): List<DynamicTest> =
        checks(vectors("rules.json").array("checks").objects())

    @TestFactory
    fun `every sequence of trust lists comes to its outcomes`(): List<DynamicTest> =
        vectors("trust.json").array("cases").objects().map { case ->
            dynamicTest(case.string("name")) {
                val pinned = case.getAsJsonObject("pinned")
                val raw = pinned.array("keys").map { base64url(hex(it.asString)) }
                val keys = raw.map { """{"kty":"OKP","crv":"Ed25519","x":"$it"}""" }
                Scanner("""{"threshold":${pinned["threshold"]},"keys":$keys}""", random = seeded()).use { scanner ->
                    case.array("steps").objects().forEachIndexed { number, step ->
                        val outcome = scanner.takeTrustList(hex(step.string("data"))).code
                        assertEquals(step.string("outcome"), outcome, "step ${number + 1}")
                    }
                }
            }
        }

    @TestFactory
    fun `every sequence of bundles comes to its outcomes`(): List<DynamicTest> =
        vectors("store.json").array("cases").objects().map { case ->
            dynamicTest(case.string("name")) {
                Scanner(case["roots"].toString(), random = seeded()).use { scanner ->
                    case.array("steps").objects().forEachIndexed { number, step ->
                        val outcome = scanner.takeBundle(hex(step.string("bundle"))).code
                        assertEquals(step.string("outcome"), outcome, "step ${number + 1}")
                    }
                }
            }
        }

    @TestFactory
    fun `every script of scanner_json is lived through`(): List<DynamicTest> =
        vectors("scanner.json").array("cases").objects().map { case ->
            dynamicTest(case.string("name")) {
                val life = Life(case["roots"].toString())
                case.array("steps").objects().forEachIndexed { number, step ->
                    life.live(step, "step ${number + 1}: ${step.keySet()}")
                }
            }
        }

    private fun checks(scanners: List<JsonObject>): List<DynamicTest> =
        scanners.flatMap { file ->
            val clock = ManualClock()
            val scanner = Scanner(file["roots"].toString(), clock, seeded())
            val name = file.maybe("name")?.asString.orEmpty()
            val bundles =
                dynamicTest("$name: the bundles") {
                    val earlier = file.array("earlier").map { scanner.takeBundle(hex(it.asString)) }
                    assertTrue(earlier.all { it == TrustOutcome.TAKEN }, "$earlier")
                    val outcome = scanner.takeBundle(hex(file.string("bundle"))).code
                    assertEquals(file.maybe("outcome")?.asString ?: "taken", outcome)
                }
            val cases = file.array("cases").objects()
            listOf(bundles) + cases.map { dynamicTest("$name: ${it.string("name")}") { check(scanner, clock, it) } }
        }

    private fun check(scanner: Scanner, clock: ManualClock, case: JsonObject) {
        clock.seconds = case["now"].asLong
        scanner.forget()
        scanner.requiresChallenge = case.maybe("require_challenge") != null
        scanner.policy = case.maybe("policy")?.asString
        case.array("challenges").forEach { scanner.core.showChallenge(hex(it.asString), clock.seconds) }
        val verdict = scanner.check(case.string("qr"))
        assertEquals(case.string("verdict"), verdict.toString())
        reasonOf(verdict)?.let { assertEquals(verdict.code, inLowerCase(it)) }
        if (scanner.policy == null) return
        val (rules, messages) = rulesOf(verdict)
        assertEquals(case.array("rules").map { it.asString }, rules)
        assertEquals(case.array("messages").map { it.asString }, messages)
        if (verdict is Verdict.Admit) assertEquals(case.getAsJsonObject("shown"), shown(verdict))
    }
}

/** The name of the case that an app's `when` sees. */
private fun reasonOf(verdict: Verdict): String? =
    when (verdict) {
        is Verdict.Admit -> null
        is Verdict.Refuse -> verdict.reason::class.simpleName
        is Verdict.Unclear -> verdict.reason::class.simpleName
    }

private fun inLowerCase(name: String): String =
    name.replace(Regex("(?<=.)[A-Z]")) { "_${it.value}" }.lowercase()

/** A scanner that goes through a script, by the core's own calls: an app has them in [TrustSync]. */
private class Life(private val roots: String) {
    private var core = CoreScanner(roots, SEED)

    fun live(step: JsonObject, what: String) {
        val now = step.maybe("at")?.asLong ?: 0
        val outcome = step.maybe("outcome")?.asString
        val bytes = { name: String -> pieces(step[name]) }
        when {
            step.has("bundle") -> assertEquals(outcome, core.bundleArrived(bytes("bundle")).code(), what)
            step.has("show") -> shown(core.check(step.string("show"), now).toSdk(), step, what)
            step.has("plan") -> planned(core.next(now), step.getAsJsonObject("plan"), what)
            step.has("manifest") -> assertEquals(outcome, core.manifestArrived(bytes("manifest"), now)?.code(), what)
            step.has("file") -> {
                val arrived = core.fileArrived(step.string("sha256"), bytes("file"), now)
                assertEquals(outcome, arrived?.code(), what)
            }
            step.has("failed") -> core.failed(step.string("failed").takeUnless { it == "manifest" }, now)
            // Its check has noted the unknown key already.
            step.has("unknown_kid") -> Unit
            step.has("restart") -> assertEquals(step["restart"].asInt, restart(), what)
            else -> assertEquals(step["floor"].asLong, core.trust(now).floor, what)
        }
    }

    private fun shown(verdict: Verdict, step: JsonObject, what: String) =
        assertEquals(step.string("verdict"), verdict.toString(), what)

    private fun planned(next: Next, plan: JsonObject, what: String) {
        when (next) {
            is Next.FetchManifest -> assertEquals(plan.maybe("manifest")?.asLong, next.mostBytes, what)
            is Next.FetchFile -> {
                assertEquals(plan.maybe("file")?.asString, next.sha256, what)
                assertEquals(plan["size"].asLong, next.size, what)
            }
            is Next.Wait -> {
                val (from, to) = plan.array("until").map { it.asLong }
                assertTrue(next.until in from..to, what)
            }
        }
    }

    /** From the slots of a disk, as a scanner does. Returns how many objects do not verify. */
    private fun restart(): Int {
        val written = writeSlots(ByteArray(0), ByteArray(0), core.snapshot()).bytes
        val state = checkNotNull(readSlots(written, ByteArray(0)))
        core.close()
        core = CoreScanner(roots, SEED)
        return core.restore(state).toInt()
    }

    private companion object {
        /** Any seed must do: the waits in the file are those of all of them. */
        const val SEED = 7L
    }
}
