package org.haetae.sdk

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.URI
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors

/** A server on a free port of this machine that answers as a test wants. */
internal class LoopbackServer(private val answer: (HttpExchange) -> Unit) : AutoCloseable {
    private val threads = Executors.newCachedThreadPool { Thread(it).apply { isDaemon = true } }
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
    val asked = CopyOnWriteArrayList<String>()

    init {
        server.executor = threads
        server.createContext("/") { exchange ->
            asked += exchange.requestURI.path
            exchange.use(answer)
        }
        server.start()
    }

    val base: URI = URI("http://${server.address.hostString}:${server.address.port}/")

    override fun close() {
        server.stop(0)
        threads.shutdownNow()
    }
}

internal fun HttpExchange.answer(status: Int, body: ByteArray, vararg headers: Pair<String, String>) {
    headers.forEach { (name, value) -> responseHeaders.add(name, value) }
    sendResponseHeaders(status, if (body.isEmpty()) -1 else body.size.toLong())
    if (body.isNotEmpty()) responseBody.write(body)
}
