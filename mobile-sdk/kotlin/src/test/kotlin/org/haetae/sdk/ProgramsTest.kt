package org.haetae.sdk

import java.nio.file.Path
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The README's programs and the sample, run as their users run them. */
class ProgramsTest {
    @TempDir
    lateinit var folder: Path

    private class Ended(val status: Int, val output: String)

    @Test
    fun `the README's start checks a code`() {
        val checks = vectors("checks.json")
        val (roots, bundle) = listOf("roots.json", "bundle").map { folder.resolve(it).toFile() }
        roots.writeText(checks["roots"].toString())
        bundle.writeBytes(hex(checks.string("bundle")))
        // The program uses the time of today, at which the data of the vectors is not good: it says so, in amber.
        val code = checks.array("cases").objects().first { it.string("verdict") == "admit" }.string("qr")
        val ended = run("Readme1Kt", roots.path, bundle.path, code)
        assertEquals(0, ended.status, ended.output)
        assertTrue(Regex("UNCLEAR - .+\n").matches(ended.output), ended.output)
    }

    @Test
    fun `the sample shows a code, checks it, and goes on without the service`() {
        Service.start().use { service ->
            val roots = folder.resolve("roots.json").toFile().apply { writeText(service.roots) }
            val given = arrayOf("--roots", roots.path, "--service", "${service.base}", "--folder", "$folder")
            val show = { sample("show", *given, "--subject", "SYN-000004", "--once") }
            val shown = show()
            assertEquals(0, shown.status, shown.output)
            assertTrue("█" in shown.output, shown.output)
            val good = sample("check", *given, codeOf(shown))
            assertEquals(0, good.status, good.output)
            assertTrue("valid until" in good.output, good.output)
            val code = codeOf(shown)
            val forged = code.dropLast(1) + if (code.last() == '0') '1' else '0'
            assertTrue(sample("check", *given, forged).status in listOf(3, 4), "forged")
            assertEquals(4, sample("check", *given, "nonsense").status)
            service.kill()
            val again = show()
            assertEquals(0, again.status, again.output)
            assertEquals(0, sample("check", *given, codeOf(again)).status, "without the service")
        }
    }

    @Test
    fun `a command line that cannot be used is answered with the usage`() {
        for (words in listOf(emptyList(), listOf("check"), listOf("show", "--what"), listOf("dance"))) {
            val ended = sample(*words.toTypedArray())
            assertEquals(2, ended.status, ended.output)
            assertTrue("haetae-sample check" in ended.output, ended.output)
        }
    }

    private fun codeOf(shown: Ended): String = shown.output.lines().first { it.startsWith("HP1:") }

    private fun sample(vararg words: String): Ended = run("org.haetae.sample.MainKt", *words)

    private fun run(main: String, vararg words: String): Ended {
        val process = java(main, *words) { redirectErrorStream(true) }
        val output = process.inputStream.bufferedReader().readText()
        return Ended(process.waitFor(), output)
    }
}
