package org.haetae.sample

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonSyntaxException
import java.io.IOException
import java.net.URI
import java.time.Duration
import org.haetae.sdk.Http
import org.haetae.sdk.JdkHttp

/** The demo partner of a service, in the place of an app's own server: it vouches for anybody. */
internal class DemoPartner(private val service: URI, private val subject: String) {
    private val http: Http = JdkHttp()

    /** An assertion for the holder keys of this digest. */
    suspend fun assertion(digest: String): String {
        val body = JsonObject()
        body.addProperty("subject", subject)
        body.addProperty("keys", digest)
        val headers = mapOf("Content-Type" to "application/json")
        val bytes = body.toString().toByteArray()
        val answer = http.send(Http.Request(service.resolve("demo/assertion"), headers, bytes, MOST_BYTES, TIMEOUT))
        if (answer.status != 200) throw IOException("the demo partner answers ${answer.status}")
        return try {
            JsonParser.parseString(String(answer.body)).asJsonObject["assertion"].asString
        } catch (error: JsonSyntaxException) {
            throw IOException("the demo partner answers no JSON", error)
        }
    }

    private companion object {
        const val MOST_BYTES = 16_384L
        val TIMEOUT: Duration = Duration.ofSeconds(10)
    }
}
