package org.haetae.sdk

import java.time.Duration
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import org.haetae.ffi.NextStep as CoreStep
import org.haetae.ffi.PaperStanding
import org.haetae.ffi.Slot as CoreSlot
import org.haetae.ffi.TrustOutcome as CoreOutcome
import org.haetae.ffi.Warning as CoreWarning
import org.haetae.sdk.internal.toSdk
import org.junit.jupiter.api.Test

/** What the core says has the same name in the SDK. */
class NamesTest {
    @Test
    fun `the SDK's names are the core's words`() {
        for (outcome in CoreOutcome.entries) {
            assertEquals(outcome.code(), outcome.toSdk().name.lowercase())
            assertEquals(outcome.code(), outcome.toSdk().code)
        }
        for (warning in CoreWarning.entries) {
            assertEquals(warning.code(), warning.toSdk().name.lowercase())
            assertEquals(warning.code(), warning.toSdk().code)
        }
        for (step in CoreStep.entries) assertEquals(step.code(), step.toSdk().name.lowercase())
        for (standing in PaperStanding.entries) assertEquals(standing.name, standing.toSdk().name)
        for (slot in CoreSlot.entries) assertEquals(slot.name, slot.toSdk().name)
    }

    @Test
    fun `verdicts and warnings have words in both languages, and a next step`() {
        val scanner = Scanner(vectors("checks.json")["roots"].toString(), ManualClock(), seeded())
        val unreadable = scanner.unreadable()
        val (korean, english) = Language.entries.map(unreadable::words)
        assertTrue(korean.headline.any { it in '가'..'힣' }, korean.headline)
        assertTrue(english.headline.all { it < '\u0080' }, english.headline)
        assertNotEquals("", english.advice)
        assertEquals(NextStep.SCAN_AGAIN to false, unreadable.nextStep to unreadable.misread)
        assertEquals(true, scanner.check("nonsense").misread)
        for (warning in Warning.entries) {
            val words = Language.entries.map { warning.words(it).headline }
            assertTrue(words.first() != words.last() && words.none(String::isEmpty), warning.code)
        }
        assertEquals(NextStep.COMPARE_CARD, Warning.CHECK_ID.nextStep)
    }

    @Test
    fun `what cannot be used is named, and changes nothing`() {
        val roots = vectors("checks.json")["roots"].toString()
        for (text in listOf("", "{}", "[]", """{"threshold":9,"keys":[]}""")) {
            val error = assertFailsWith<HaetaeException>(text) { Scanner(text) }
            assertEquals(HaetaeException.Part.ROOTS, error.part)
            assertTrue("root" in error.message.orEmpty(), error.message)
        }
        val early = Scanner(roots, ManualClock(-1), seeded())
        assertEquals(HaetaeException.Part.TIME, assertFailsWith<HaetaeException> { early.check("HT1:") }.part)
        val scanner = Scanner(roots, ManualClock(), seeded())
        assertFailsWith<IllegalArgumentException> { scanner.bundle(-1) }
        val settings = SyncSettings(Duration.ofSeconds(-1), 1, 1, 1)
        assertFailsWith<IllegalArgumentException> { Scanner(roots, ManualClock(), seeded(), settings) }
        val code = scanner.showChallenge().code
        assertFailsWith<IllegalArgumentException> { code[code.size, 0] }
        assertTrue(code[0, 0], "a finder pattern stands in the corner")
    }
}
