package org.haetae.sdk

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

/** The adapter, as the conformance kit talks to it. */
class ConformanceAdapterTest {
    private val checks = vectors("checks.json")

    @Test
    fun `it checks a code, restarts, and ends when it is asked to`() {
        val case = checks.array("cases").objects().first { it.string("verdict") == "admit+check_id" }
        val answers =
            answersTo(
                """{"id":1,"do":"hello","protocol":1}""",
                """{"id":2,"do":"init","roots":${checks["roots"]},"seed":1}""",
                """{"id":3,"do":"state","probes":[]}""",
                """{"id":4,"do":"bundle","bytes":"${checks.string("bundle")}"}""",
                """{"id":5,"do":"check","text":${case["qr"]},"at":${case["now"]}}""",
                """{"id":6,"do":"restart"}""",
                """{"id":7,"do":"next","at":${case["now"]}}""",
                """{"id":8,"do":"shutdown"}""",
                """{"id":9,"do":"hello","protocol":1}""",
            )
        assertEquals((1..8).toList(), answers.map { it["id"].asInt })
        assertTrue("check" in answers[0].array("can").map { it.asString })
        assertEquals("""{"floor":null,"id":3}""", answers[2].toString())
        assertEquals("taken", answers[3].string("outcome"))
        assertEquals("""{"outcome":"admit","code":"admit","warnings":["check_id"],"id":5}""", answers[4].toString())
        assertEquals(0, answers[5]["dropped"].asInt)
        assertEquals("fetch_manifest", answers[6].getAsJsonObject("plan").string("do"))
    }

    @Test
    fun `bad requests are answered, and it goes on`() {
        val bad =
            listOf(
                "no JSON",
                "[]",
                """{"do":"bundle","bytes":"00"}""",
                """{"do":"init","roots":{}}""",
                """{"do":"init","roots":${checks["roots"]}}""",
                """{"do":"bundle","bytes":"0x"}""",
                """{"do":"bundle","bytes":{}}""",
                """{"do":"check","text":"HT1:","at":"soon"}""",
                """{"do":"check","text":"HT1:","at":-1}""",
                """{"do":"to_be_signed","pass":"HT1:NONE","at":0}""",
            )
        val answers = answersTo(*bad.toTypedArray(), """{"do":"logic"}""")
        val isRight = bad.map { it.startsWith("""{"do":"init","roots":{"threshold""") }
        assertEquals(isRight, answers.dropLast(1).map { !it.has("error") }, "$answers")
        assertTrue(answers.last()["unsupported"].asBoolean)
    }

    @Test
    fun `the version is the workspace's everywhere`() {
        val cargo = Regex("(?m)^version = \"(.+)\"").find(File(repository, "Cargo.toml").readText())
        val version = checkNotNull(cargo).groupValues[1]
        assertEquals(version, answersTo("""{"do":"hello","protocol":1}""").single().string("version"))
        for (name in listOf("build.gradle.kts", "android/build.gradle.kts")) {
            assertTrue("\nversion = \"$version\"\n" in File(repository, "mobile-sdk/kotlin/$name").readText(), name)
        }
    }

    private fun answersTo(vararg requests: String): List<JsonObject> {
        val adapter = java("org.haetae.sdk.ConformanceAdapterKt")
        adapter.outputStream.bufferedWriter().use { input -> requests.forEach { input.appendLine(it) } }
        val answers = adapter.inputStream.bufferedReader().readLines().map { JsonParser.parseString(it).asJsonObject }
        assertEquals(0, adapter.waitFor())
        return answers
    }
}
