package org.haetae.sdk.internal

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import java.time.Instant
import java.time.LocalDate
import org.haetae.sdk.HaetaeException
import org.haetae.sdk.IssuedPass
import org.haetae.sdk.PublicJwk

/** The key of one day, and its pass once it is issued. */
internal data class Strip(
    val day: LocalDate,
    /** What the key source finds its key by. */
    val key: String,
    val jwk: PublicJwk,
    val pass: IssuedPass?,
)

/** A person, with all that is stored for them. */
internal data class StoredHolder(
    val id: String,
    val label: String,
    /** In seconds since 1970. */
    val refreshAfter: Long?,
    /** What the last renewal said to store. */
    val asked: String?,
    /** The state of the timer of requests. */
    val timer: String?,
    /** By day. */
    val strips: List<Strip>,
)

/** What the last contact with the service brought, in milliseconds. */
internal data class LastContact(val serverMs: Long, val behindMs: Long)

/** All that a wallet stores. */
internal data class WalletState(val contact: LastContact?, val holders: List<StoredHolder>) {
    fun written(): ByteArray {
        val json = JsonObject()
        json.addProperty("version", VERSION)
        contact?.let {
            json.addProperty("server_ms", it.serverMs)
            json.addProperty("behind_ms", it.behindMs)
        }
        json.add("holders", holders.toJson(::written))
        return json.toString().toByteArray()
    }

    companion object {
        private const val VERSION = 1L

        val EMPTY = WalletState(null, emptyList())

        /** @throws HaetaeException if the bytes are no wallet, or one of a newer version. */
        fun read(bytes: ByteArray): WalletState =
            try {
                val json = parsed(String(bytes)).members()
                val version = json.number("version")
                if (version != VERSION) throw NotThatJson("its version is $version, and this app knows $VERSION")
                val serverMs = json.numberOrNull("server_ms")
                WalletState(
                    contact = serverMs?.let { LastContact(it, json.number("behind_ms")) },
                    holders = json.list("holders").map { holder(it.members()) },
                )
            } catch (error: NotThatJson) {
                throw HaetaeException(HaetaeException.Part.WALLET, "the wallet cannot be read: ${error.message}", error)
            }

        private fun written(holder: StoredHolder): JsonObject {
            val json = JsonObject()
            json.addProperty("id", holder.id)
            json.addProperty("label", holder.label)
            holder.refreshAfter?.let { json.addProperty("refresh_after", it) }
            holder.asked?.let { json.addProperty("asked", it) }
            holder.timer?.let { json.addProperty("timer", it) }
            json.add("strips", holder.strips.toJson(::written))
            return json
        }

        private fun written(strip: Strip): JsonObject {
            val json = JsonObject()
            json.addProperty("day", strip.day.toString())
            json.addProperty("key", strip.key)
            json.add("jwk", strip.jwk.toJson())
            strip.pass?.let {
                json.addProperty("qr", it.qr)
                json.addProperty("not_before", it.notBefore.epochSecond)
                json.addProperty("expires", it.expires.epochSecond)
            }
            return json
        }

        private fun holder(json: JsonObject) =
            StoredHolder(
                id = json.text("id"),
                label = json.text("label"),
                refreshAfter = json.numberOrNull("refresh_after"),
                asked = json.textOrNull("asked"),
                timer = json.textOrNull("timer"),
                strips = json.list("strips").map { strip(it.members()) },
            )

        private fun strip(json: JsonObject): Strip {
            val day = json.day("day")
            val pass =
                json.textOrNull("qr")?.let { qr ->
                    val (from, until) = listOf("not_before", "expires").map { Instant.ofEpochSecond(json.number(it)) }
                    IssuedPass(day, qr, from, until)
                }
            return Strip(day, json.text("key"), jwk(json.get("jwk").members()), pass)
        }

        private fun <T> List<T>.toJson(write: (T) -> JsonObject) =
            JsonArray().also { all -> forEach { all.add(write(it)) } }
    }
}
