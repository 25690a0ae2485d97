package org.haetae.sdk

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParseException
import com.google.gson.JsonParser
import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.PrintStream
import org.haetae.ffi.CoreException
import org.haetae.ffi.CoreScanner
import org.haetae.ffi.Next
import org.haetae.ffi.presentation
import org.haetae.ffi.toBeSigned
import org.haetae.sdk.internal.toSdk

/** The adapter of the conformance kit, over the same core as the SDK: one request a line, one answer a line. */
fun main() {
    val adapter = ConformanceAdapter()
    val answers = PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8)
    for (line in System.`in`.bufferedReader().lineSequence()) {
        val request =
            try {
                JsonParser.parseString(line) as? JsonObject
            } catch (_: JsonParseException) {
                null
            }
        answers.println(request?.let(adapter::answer) ?: """{"error":"the line is no JSON object"}""")
        if (request?.get("do")?.asString == "shutdown") break
    }
}

/** What is wrong with a request. */
private class BadRequest(message: String) : Exception(message)

private class ConformanceAdapter {
    private var opened: CoreScanner? = null
    private var roots = ""
    private var seed = 0L

    private val scanner get() = opened ?: throw BadRequest("there was no init")

    private val requests: Map<String, (JsonObject) -> JsonObject> =
        mapOf(
            "trust_list" to { request -> outcome(scanner.trustListArrived(request.bytes("bytes")).code()) },
            "bundle" to { request -> outcome(scanner.bundleArrived(request.bytes("bytes")).code()) },
            "restart" to { _ -> restart() },
            "state" to { _ -> state() },
            "check" to ::check,
            "next" to { request -> JsonObject().apply { add("plan", plan(scanner.next(request.at()))) } },
            "manifest" to { request -> outcome(scanner.manifestArrived(request.bytes("bytes"), request.at())?.code()) },
            "file" to { request ->
                outcome(scanner.fileArrived(request.text("sha256"), request.bytes("bytes"), request.at())?.code())
            },
            "failed" to { request ->
                scanner.failed(request["sha256"]?.asString, request.at())
                JsonObject()
            },
            "unknown_key" to { _ ->
                scanner.unknownKeySeen()
                JsonObject()
            },
            "to_be_signed" to { request ->
                val bytes = toBeSigned(request.text("pass"), request.at(), request["challenge"]?.asString)
                JsonObject().apply { addProperty("bytes", bytes.joinToString("") { "%02x".format(it) }) }
            },
            "present" to { request ->
                val (pass, challenge) = request.text("pass") to request["challenge"]?.asString
                val text = presentation(pass, request.at(), challenge, request.bytes("signature"))
                JsonObject().apply { addProperty("text", text) }
            },
        )

    fun answer(request: JsonObject): JsonObject {
        val answer =
            try {
                when (val what = request.text("do")) {
                    "hello" -> hello()
                    "init" -> init(request)
                    "shutdown" -> JsonObject()
                    else -> requests[what]?.invoke(request) ?: JsonObject().apply { addProperty("unsupported", true) }
                }
            } catch (error: CoreException) {
                wrong(error)
            } catch (error: BadRequest) {
                wrong(error)
            } catch (error: RuntimeException) {
                // A member of another kind, as Gson says it in several ways.
                wrong(BadRequest("a member is not what it should be: ${error.message}"))
            }
        request["id"]?.let { answer.add("id", it) }
        return answer
    }

    private fun hello() =
        JsonObject().apply {
            addProperty("protocol", 1)
            addProperty("name", "Haetae for Kotlin")
            addProperty("version", "0.1.0")
            add("can", JsonArray().apply { requests.keys.forEach(::add) })
        }

    private fun init(request: JsonObject): JsonObject {
        roots = request["roots"]?.toString() ?: throw BadRequest("roots are missing")
        seed = request["seed"]?.asLong ?: 0
        opened?.close()
        opened = CoreScanner(roots, seed)
        return JsonObject()
    }

    private fun restart(): JsonObject {
        val snapshot = scanner.snapshot()
        scanner.close()
        val again = CoreScanner(roots, seed)
        opened = again
        return JsonObject().apply { addProperty("dropped", again.restore(snapshot).toInt()) }
    }

    private fun state(): JsonObject {
        val trust = scanner.trust(0)
        return JsonObject().apply {
            if (trust.manifest == null) add("floor", JsonNull.INSTANCE) else addProperty("floor", trust.floor)
        }
    }

    private fun check(request: JsonObject): JsonObject {
        if (request.switch("forget")) scanner.forget()
        request["challenges"]?.asJsonArray.orEmpty().forEach { scanner.showChallenge(hexOf(it), request.at()) }
        scanner.requireChallenge(request.switch("require_challenge"))
        scanner.choosePolicy(request["policy"]?.asString)
        val verdict = scanner.check(request.text("text"), request.at()).toSdk()
        val (rules, messages) = rulesOf(verdict)
        return JsonObject().apply {
            addProperty("outcome", verdict.outcome.name.lowercase())
            addProperty("code", verdict.code)
            add("warnings", texts(verdict.warnings.map(Warning::code)))
            if (request.has("policy")) {
                if (rules.isNotEmpty()) add("rules", texts(rules))
                if (messages.isNotEmpty()) add("messages", texts(messages))
                if (verdict is Verdict.Admit) add("shown", shown(verdict))
            }
        }
    }

    private fun plan(next: Next): JsonElement =
        JsonObject().apply {
            when (next) {
                is Next.FetchManifest -> {
                    addProperty("do", "fetch_manifest")
                    addProperty("most_bytes", next.mostBytes)
                }
                is Next.FetchFile -> {
                    addProperty("do", "fetch_file")
                    addProperty("sha256", next.sha256)
                    addProperty("size", next.size)
                }
                is Next.Wait -> {
                    addProperty("do", "wait")
                    addProperty("until", next.until)
                }
            }
        }

    private fun outcome(word: String?) =
        JsonObject().apply { if (word == null) add("outcome", JsonNull.INSTANCE) else addProperty("outcome", word) }

    private fun wrong(error: Exception) = JsonObject().apply { addProperty("error", error.message.orEmpty()) }

    private fun texts(all: List<String>) = JsonArray().apply { all.forEach(::add) }
}

private fun JsonObject.text(name: String): String = get(name)?.asString ?: throw BadRequest("$name is missing")

private fun JsonObject.at(): Long = get("at")?.asLong ?: throw BadRequest("at is missing")

private fun JsonObject.switch(name: String): Boolean = get(name)?.asBoolean ?: false

private fun JsonObject.bytes(name: String): ByteArray = hexOf(get(name) ?: throw BadRequest("$name is missing"))

private fun hexOf(value: JsonElement): ByteArray {
    val text = value.asString
    return try {
        ByteArray(text.length / 2) { ((digit(text[it * 2]) shl 4) or digit(text[it * 2 + 1])).toByte() }
    } catch (error: IllegalArgumentException) {
        throw BadRequest("bytes are written in hexadecimal")
    }
}

private fun digit(character: Char): Int = character.digitToIntOrNull(16) ?: throw IllegalArgumentException("no digit")

private fun JsonArray?.orEmpty(): JsonArray = this ?: JsonArray()
