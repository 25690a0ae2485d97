package org.haetae.sdk

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.net.ServerSocket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.time.ZoneId
import java.util.concurrent.TimeUnit

/** A real service with synthetic citizens and the demo sign-in, on a free port and in a folder of its own. */
internal class Service private constructor(private val folder: File, private val port: Int) : AutoCloseable {
    private var process: Process? = null
    private val http = HttpClient.newHttpClient()

    init {
        // So that a run that is broken off leaves no service behind.
        Runtime.getRuntime().addShutdownHook(Thread { kill() })
    }

    val base: URI = URI("http://127.0.0.1:$port/")
    val trust: URI = base.resolve("v1/trust/")
    val roots: String get() = File(folder, "data/roots.json").readText()

    /** Where the citizens live. */
    val zone: ZoneId = ZoneId.of("Asia/Seoul")

    /** Starts it on the folder that is there, and waits until it is ready. */
    fun serve(vararg settings: Pair<String, String>) {
        val listen = listOf("--listen", "127.0.0.1:$port", "--operator-listen", "127.0.0.1:0")
        val building = ProcessBuilder(listOf(BINARY, "serve", "--data", data) + listen)
        building.redirectOutput(ProcessBuilder.Redirect.DISCARD)
        building.environment() += mapOf("HAETAE__DEMO__SIGN_IN" to "true") + settings
        val started = building.start()
        process = started
        val lines = started.errorStream.bufferedReader()
        val seen = ArrayDeque<String>()
        while (true) {
            val line = lines.readLine() ?: error("the service ended:\n${seen.takeLast(5).joinToString("\n")}")
            seen += line
            if ("\"serving\"" in line) break
        }
        // Its log must not fill the pipe.
        Thread { lines.forEachLine {} }.apply { isDaemon = true }.start()
        eventually { get("readyz").statusCode() == 200 }
    }

    /** Kills it as a power cut would. */
    fun kill() {
        val running = process ?: return
        process = null
        running.destroyForcibly()
        check(running.waitFor(30, TimeUnit.SECONDS)) { "the service does not end" }
    }

    /** All that is published, in one file. */
    fun bundle(): ByteArray {
        val answer = get("v1/trust/bundle")
        check(answer.statusCode() == 200) { String(answer.body()) }
        return answer.body()
    }

    /** A paper pass of a synthetic citizen. */
    fun paper(subject: String): String {
        val issued = haetae("issue", "--paper", "--subject", subject, "--format", "text")
        return issued.lines().last { it.startsWith("HT1:") }
    }

    /** The demo partner's assertion for a synthetic citizen and the keys of this digest. */
    fun assertion(subject: String, digest: String): String {
        val body = JsonObject()
        body.addProperty("subject", subject)
        body.addProperty("keys", digest)
        val request =
            HttpRequest.newBuilder(base.resolve("demo/assertion")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build()
        val answer = http.send(request, BodyHandlers.ofString())
        check(answer.statusCode() == 200) { answer.body() }
        return JsonParser.parseString(answer.body()).asJsonObject.string("assertion")
    }

    /** The service as a wallet sees it. */
    fun passes(subject: String, http: Http = JdkHttp()): PassService =
        HttpPassService.direct(base, http) { digest -> assertion(subject, digest) }

    /** Runs a command on the data folder. */
    fun haetae(vararg words: String): String = run(BINARY, *words, "--data", data)

    override fun close() {
        kill()
        folder.deleteRecursively()
    }

    private fun get(path: String): HttpResponse<ByteArray> =
        http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofByteArray())

    private val data get() = File(folder, "data").path

    companion object {
        private val BINARY: String =
            System.getenv("HAETAE_BINARY")
                ?: File(System.getenv("CARGO_TARGET_DIR") ?: "$repository/target", "debug/haetae").path

        /** Makes the folder, as `make up` does, and starts the service. */
        fun start(vararg settings: Pair<String, String>): Service {
            check(File(BINARY).canExecute()) { "$BINARY is missing: cargo build --locked" }
            val port = ServerSocket(0).use { it.localPort }
            val service = Service(Files.createTempDirectory("haetae-kotlin-").toFile(), port)
            try {
                service.haetae("init", "--serial-bits", "20")
                val citizens = File(service.folder, "citizens.ndjson").path
                run(BINARY, "records", "sample", "--count", "20", "--out", citizens)
                service.haetae("records", "import", citizens)
                service.haetae("partner", "demo")
                service.serve(*settings)
            } catch (error: Exception) {
                service.close()
                throw error
            }
            return service
        }

        fun run(vararg words: String): String {
            val process = ProcessBuilder(*words).redirectErrorStream(true).start()
            process.outputStream.close()
            val output = process.inputStream.bufferedReader().readText()
            check(process.waitFor() == 0) { "${words.joinToString(" ")}:\n$output" }
            return output
        }
    }
}
