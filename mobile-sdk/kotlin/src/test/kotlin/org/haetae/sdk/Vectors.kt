package org.haetae.sdk

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.ByteBuffer
import java.time.Clock
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.Base64
import java.util.Random

/** The folder of the repository, in which the tests are started. */
internal val repository = File("").absoluteFile

internal fun vectors(name: String): JsonObject =
    JsonParser.parseString(File(repository, "tests/vectors/$name").readText()).asJsonObject

internal fun JsonObject.string(name: String): String = get(name).asString

internal fun JsonObject.maybe(name: String): JsonElement? = get(name)?.takeUnless { it.isJsonNull }

internal fun JsonObject.array(name: String): JsonArray = getAsJsonArray(name) ?: JsonArray()

internal fun JsonArray.objects(): List<JsonObject> = map { it.asJsonObject }

internal fun hex(text: String): ByteArray =
    ByteArray(text.length / 2) { text.substring(it * 2, it * 2 + 2).toInt(16).toByte() }

internal fun base64url(bytes: ByteArray): String = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

/** Bytes of `scanner.json`: hexadecimal, or pieces. */
internal fun pieces(value: JsonElement): ByteArray {
    if (value.isJsonPrimitive) return hex(value.asString)
    val whole = ByteArrayOutputStream()
    value.asJsonArray.forEach { whole.write(piece(it)) }
    return whole.toByteArray()
}

private fun piece(value: JsonElement): ByteArray {
    if (value.isJsonPrimitive) return hex(value.asString)
    val piece = value.asJsonObject
    val times = piece["times"].asInt
    piece["byte"]?.let { byte -> return ByteArray(times) { byte.asString.toInt(16).toByte() } }
    val template = hex(piece.string("template"))
    val all = ByteBuffer.allocate(template.size * times)
    repeat(times) { number ->
        all.put(number * template.size, template)
        all.putLong(number * template.size + piece["counter_at"].asInt, number.toLong())
    }
    return all.array()
}

/** A clock that tests set. */
internal class ManualClock(@Volatile var seconds: Long = 0) : Clock() {
    override fun instant(): Instant = Instant.ofEpochSecond(seconds)

    override fun getZone(): ZoneId = ZoneOffset.UTC

    override fun withZone(zone: ZoneId): Clock = error("no test asks for it")
}

/** The same random numbers in each run. */
internal fun seeded(): Random = Random(7)
