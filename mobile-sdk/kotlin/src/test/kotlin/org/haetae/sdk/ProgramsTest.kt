package org.haetae.sdk

import java.nio.file.Path
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** The README's programs and the sample, run as their users run them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramsTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var service: Service

    @BeforeAll
    fun start() {
        service = Service.start()
    }

    @AfterAll
    fun end() {
        service.close()
    }

    private class Ended(val status: Int, val output: String)

    @Test
    fun `the README's start checks a code`() {
        val (roots, bundle) = listOf("roots.json", "bundle").map { folder.resolve(it).toFile() }
        roots.writeText(service.roots)
        bundle.writeBytes(service.bundle())
        val outputs = mapOf(service.paper("SYN-000005") to "ADMIT - .+\n", "nonsense" to "UNCLEAR - .+\n")
        for ((code, output) in outputs) {
            val ended = run("Readme1Kt", roots.path, bundle.path, code)
            assertTrue(Regex(output).matches(ended.output), ended.output)
            assertEquals(0, ended.status)
        }
    }

    @Test
    fun `the sample shows a code, checks it, and goes on without the service`() {
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
        try {
            val again = show()
            assertEquals(0, again.status, again.output)
            assertEquals(0, sample("check", *given, codeOf(again)).status, "without the service")
        } finally {
            service.serve()
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
