package org.haetae.sdk

import com.google.gson.JsonParser
import java.io.File
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import java.util.Random

/** `CHECKS_JSON COUNT`: how long so many checks take, and so many calls that end at once. One line of JSON, seconds. */
fun main(args: Array<String>) {
    val file = JsonParser.parseString(File(args[0]).readText()).asJsonObject
    val count = args[1].toInt()
    val case = file.getAsJsonArray("cases").map { it.asJsonObject }.first { it["verdict"].asString.startsWith("admit") }
    val now = Clock.fixed(Instant.ofEpochSecond(case["now"].asLong), ZoneOffset.UTC)
    val code = case["qr"].asString
    val bundle = file["bundle"].asString.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
    Scanner(file["roots"].toString(), now, Random(1)).use { scanner ->
        check(scanner.takeBundle(bundle) == TrustOutcome.TAKEN) { "the bundle is not taken" }
        check(scanner.check(code).outcome == Outcome.ADMIT) { "the code is not admitted" }
        scanner.forget()
        val checks = seconds(count) { scanner.check(code) }
        val calls = seconds(count) { Challenge.isChallenge("x") }
        println("""{"language":"kotlin","count":$count,"checks_seconds":$checks,"calls_seconds":$calls}""")
    }
}

/** Of so many, after a tenth of them to warm up. */
private inline fun seconds(count: Int, work: () -> Unit): Double {
    repeat(count / 10) { work() }
    val begun = System.nanoTime()
    repeat(count) { work() }
    return (System.nanoTime() - begun) / 1e9
}
