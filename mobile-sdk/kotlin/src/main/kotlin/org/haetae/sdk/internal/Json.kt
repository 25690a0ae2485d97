package org.haetae.sdk.internal

import com.google.gson.Gson
import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParseException
import java.io.IOException
import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import org.haetae.sdk.PublicJwk

/** JSON of another form than the one that is needed; the message says which. */
internal class NotThatJson(message: String, cause: Throwable? = null) : Exception(message, cause)

/** A document; more leniency than the reader's own is not asked for. */
internal fun parsed(text: String): JsonElement =
    try {
        Gson().getAdapter(JsonElement::class.java).fromJson(text)
    } catch (error: JsonParseException) {
        throw NotThatJson("it is no JSON", error)
    } catch (error: IOException) {
        throw NotThatJson("it is no JSON", error)
    }

internal fun JsonElement?.members(): JsonObject = this as? JsonObject ?: throw NotThatJson("an object was expected")

internal fun JsonObject.list(name: String): JsonArray =
    get(name) as? JsonArray ?: throw NotThatJson("$name is not a list")

internal fun JsonObject.textOrNull(name: String): String? {
    val value = get(name) ?: return null
    if (!value.isJsonPrimitive || !value.asJsonPrimitive.isString) throw NotThatJson("$name is not a text")
    return value.asString
}

internal fun JsonObject.text(name: String): String = textOrNull(name) ?: throw NotThatJson("$name is missing")

internal fun JsonObject.numberOrNull(name: String): Long? {
    val value = get(name) ?: return null
    val isNumber = value.isJsonPrimitive && value.asJsonPrimitive.isNumber
    return (if (isNumber) value.asString.toLongOrNull() else null) ?: throw NotThatJson("$name is not a whole number")
}

internal fun JsonObject.number(name: String): Long = numberOrNull(name) ?: throw NotThatJson("$name is missing")

internal fun JsonObject.day(name: String): LocalDate = dated(name, LocalDate::parse)

internal fun JsonObject.time(name: String): Instant = dated(name, Instant::parse)

private fun <T> JsonObject.dated(name: String, parse: (String) -> T): T =
    try {
        parse(text(name))
    } catch (error: DateTimeException) {
        throw NotThatJson("$name is no date", error)
    }

internal fun PublicJwk.toJson(): JsonObject {
    val json = JsonObject()
    json.addProperty("kty", kty)
    json.addProperty("crv", crv)
    json.addProperty("x", x)
    y?.let { json.addProperty("y", it) }
    return json
}

internal fun jwk(json: JsonObject): PublicJwk =
    PublicJwk(json.text("kty"), json.text("crv"), json.text("x"), json.textOrNull("y"))
