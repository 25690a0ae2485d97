package org.haetae.sdk

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.ByteBuffer
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull

/** [Http] over the JDK's own client. A client of the app must not follow redirects. */
public class JdkHttp @JvmOverloads constructor(
    private val client: HttpClient =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT).build(),
) : Http {
    init {
        require(client.followRedirects() == HttpClient.Redirect.NEVER) { "the client must not follow redirects" }
    }

    override suspend fun send(request: Http.Request): Http.Answer =
        // The client's own limit ends with the head of the answer.
        withTimeoutOrNull(request.timeout.toMillis()) { answerTo(request) }
            ?: throw IOException("${request.address.path} takes longer than ${request.timeout.toSeconds()} seconds")

    private suspend fun answerTo(request: Http.Request): Http.Answer {
        val building = HttpRequest.newBuilder(request.address)
        request.headers.forEach(building::setHeader)
        request.body?.let { building.POST(HttpRequest.BodyPublishers.ofByteArray(it)) }
        val answer = client.sendAsync(building.build()) { AtMost(request.mostBytes) }.awaited()
        val all = answer.headers().map().entries
        val headers = all.associate { (name, values) -> name.lowercase() to values.joinToString() }
        return Http.Answer(answer.statusCode(), headers, answer.body())
    }

    private companion object {
        val CONNECT: Duration = Duration.ofSeconds(10)
    }
}

private suspend fun CompletableFuture<HttpResponse<ByteArray>>.awaited(): HttpResponse<ByteArray> =
    suspendCancellableCoroutine { waiting ->
        waiting.invokeOnCancellation { cancel(true) }
        whenComplete { answer, error ->
            when (error) {
                null -> waiting.resumeWith(Result.success(answer))
                else -> waiting.resumeWithException(inputOutput(error))
            }
        }
    }

private fun inputOutput(error: Throwable): IOException =
    when (val cause = if (error is CompletionException) error.cause ?: error else error) {
        is IOException -> cause
        else -> IOException(cause)
    }

/** Collects a body, and breaks it off when it is too long. */
private class AtMost(private val bytes: Long) : HttpResponse.BodySubscriber<ByteArray> {
    private val whole = CompletableFuture<ByteArray>()
    private val taken = ByteArrayOutputStream()
    private lateinit var source: Flow.Subscription

    override fun getBody(): CompletionStage<ByteArray> = whole

    override fun onSubscribe(subscription: Flow.Subscription) {
        source = subscription
        source.request(1)
    }

    override fun onNext(buffers: List<ByteBuffer>) {
        for (buffer in buffers) {
            if (taken.size() + buffer.remaining().toLong() > bytes) {
                source.cancel()
                whole.completeExceptionally(IOException("the answer is longer than $bytes bytes"))
                return
            }
            val piece = ByteArray(buffer.remaining())
            buffer.get(piece)
            taken.write(piece)
        }
        source.request(1)
    }

    override fun onError(error: Throwable) {
        whole.completeExceptionally(error)
    }

    override fun onComplete() {
        whole.complete(taken.toByteArray())
    }
}
