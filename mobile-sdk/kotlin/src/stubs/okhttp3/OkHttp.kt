// What the README uses of OkHttp 4 and 5 (Apache License 2.0), declared so that its block is compiled. Nothing of it
// ships or runs.
package okhttp3

import java.io.Closeable
import java.io.IOException

interface Call {
    fun enqueue(callback: Callback)

    fun cancel()

    fun timeout(): okio.Timeout

    fun interface Factory {
        fun newCall(request: Request): Call
    }
}

interface Callback {
    fun onFailure(call: Call, e: IOException)

    @Throws(IOException::class)
    fun onResponse(call: Call, response: Response)
}

class MediaType private constructor()

abstract class RequestBody {
    companion object {
        fun ByteArray.toRequestBody(contentType: MediaType? = null): RequestBody =
            error("a declaration: $contentType, $size")
    }
}

class Request private constructor() {
    class Builder {
        fun url(url: String): Builder = error("a declaration: $url")

        fun header(name: String, value: String): Builder = error("a declaration: $name, $value")

        fun post(body: RequestBody): Builder = error("a declaration: $body")

        fun build(): Request = error("a declaration")
    }
}

abstract class ResponseBody : Closeable {
    abstract fun source(): okio.BufferedSource
}

class Response private constructor(val code: Int, val headers: Headers, val body: ResponseBody?) : Closeable {
    override fun close() = error("a declaration")
}

abstract class Headers : Iterable<Pair<String, String>>
