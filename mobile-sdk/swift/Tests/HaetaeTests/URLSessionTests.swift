import Foundation
import Glibc
import Haetae
import Testing

/// Over sockets of this machine.
@Suite struct URLSessionTests {
    private let http = URLSessionFetcher()

    private func server(_ answer: String) throws -> LoopbackServer {
        try LoopbackServer { _, connection in LoopbackServer.write(answer, to: connection) }
    }

    @Test func anAnswerArrivesWithItsHeaders() async throws {
        let server = try server("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy")
        let answer = try await http.send(HTTPRequest(url: server.url, mostBytes: 4, timeoutSeconds: 20))
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] == "7")
        #expect(answer.body == Data("busy".utf8))
    }

    @Test func aBodyIsPosted() async throws {
        let server = try LoopbackServer { request, connection in
            LoopbackServer.write(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.utf8.count)\r\n\r\n\(request)", to: connection)
        }
        let request = HTTPRequest(
            url: server.url, headers: ["authorization": "Bearer x"], body: Data("{}".utf8), mostBytes: 10_000,
            timeoutSeconds: 20)
        let echo = String(decoding: try await http.send(request).body, as: UTF8.self)
        #expect(echo.hasPrefix("POST / HTTP/1.1") && echo.hasSuffix("\r\n\r\n{}"))
        #expect(echo.lowercased().contains("authorization: bearer x"))
        #expect(!echo.lowercased().contains("cookie"))
    }

    @Test func aBodyThatIsTooLongIsAFailure() async throws {
        let server = try server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345")
        let error = await awaitedFailure {
            try await http.send(HTTPRequest(url: server.url, mostBytes: 4, timeoutSeconds: 20))
        }
        #expect((error as? FetchError)?.message.contains("longer") == true)
    }

    @Test func anEndlessBodyIsAFailure() async throws {
        let server = try LoopbackServer { _, connection in
            LoopbackServer.write("HTTP/1.1 200 OK\r\n\r\n", to: connection)
            while LoopbackServer.write(String(repeating: "x", count: 1_000), to: connection) {}
        }
        let error = await awaitedFailure {
            try await http.send(HTTPRequest(url: server.url, mostBytes: 100_000, timeoutSeconds: 60))
        }
        #expect((error as? FetchError)?.message.contains("longer") == true)
    }

    @Test func aServerThatSendsAByteNowAndThenIsAFailure() async throws {
        let server = try LoopbackServer { _, connection in
            LoopbackServer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", to: connection)
            while LoopbackServer.write("x", to: connection), !LoopbackServer.waits(for: 50, on: connection) {}
        }
        let error = await awaitedFailure {
            try await http.send(HTTPRequest(url: server.url, mostBytes: 1_000, timeoutSeconds: 1))
        }
        #expect((error as? FetchError)?.message.contains("takes longer") == true)
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let server = try server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
        #expect(try await http.send(HTTPRequest(url: server.url, mostBytes: 4, timeoutSeconds: 20)).status == 302)
    }

    @Test func aPortWithoutAServerIsAFailure() async throws {
        let url = try LoopbackServer { _, _ in }.url
        let error = await awaitedFailure {
            try await http.send(HTTPRequest(url: url, mostBytes: 4, timeoutSeconds: 20))
        }
        #expect((error as? FetchError)?.isForeign == false)
    }

    @Test func aTaskThatIsCancelledEndsTheRequest() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { _, connection in
            arrival.yield()
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
        }
        let task = Task { try await http.send(HTTPRequest(url: server.url, mostBytes: 4, timeoutSeconds: 60)) }
        for await _ in arrived { break }
        task.cancel()
        #expect(await awaitedFailure { try await task.value } is CancellationError)
    }
}
