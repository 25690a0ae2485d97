import Foundation
import Haetae
import Testing

@Suite struct QueueTests {
    /// The room opened at this time, and half of the first million have been let in.
    private static let opens: Int64 = 1_796_083_200

    private func notice(_ state: String, minute: Int, served: String = "8000") -> Data {
        let room = """
            {"number":1,"pre_queue":"2026-11-30T23:30:00Z","opens":"2026-12-01T00:00:00Z",
            "now_serving":{"second":"2026-12-01T00:00:00Z","draw":"\(served)000000000000"},
            "expired":{"second":"1970-01-01T00:00:00Z","draw":"0000000000000000"},
            "window":3600,"per_second":1000.0,"curve":[[0,0],[1,1000000]]}
            """
        let made = "2026-12-01T00:0\(minute):00Z"
        return Data(#"{"state":"\#(state)","made":"\#(made)","poll_after":15,"room":\#(room)}"#.utf8)
    }

    /// The ticket of somebody who came before the opening, with three quarters of all before them.
    private var ticket: String {
        var bytes = Data([0x54, 1, 0, 0, 0, 1, 0, 0])
        let arrival = UInt32(Self.opens) - 60
        bytes.append(contentsOf: withUnsafeBytes(of: arrival.bigEndian) { Array($0) })
        bytes.append(contentsOf: [0xc0, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 55))
        return bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
    }

    @Test func aPhoneWaitsUntilItsTurnOverARestart() throws {
        let clock = ManualClock(Self.opens)
        let watch = QueueWatch(clock: clock)
        #expect(try watch.place() == nil)
        try watch.read(notice("open", minute: 0))
        #expect(try watch.place()?.place == .join)
        watch.joined(ticket: ticket)
        try watch.read(notice("open", minute: 1))
        #expect(try watch.place()?.place == .waiting(people: 250_000, seconds: nil))
        try watch.read(notice("open", minute: 2, served: "8f5c"))
        let seen = try #require(try watch.place())
        #expect(seen.made == Date(Self.opens + 120) && seen.room == 1)
        guard case .waiting(let people?, let seconds?) = seen.place else { throw FetchError("\(seen.place)") }
        #expect((189_000...191_000).contains(people) && seconds.contains(190))
        let again = QueueWatch(kept: watch.kept, clock: clock)
        #expect(try again.place()?.place == .waiting(people: people, seconds: nil))
        try again.read(notice("paused", minute: 3, served: "8f5c"))
        #expect(try again.place()?.place == .paused(people: people))
        try again.read(notice("open", minute: 4, served: "d000"))
        #expect(try again.place()?.place == .turn(until: Date(Self.opens + 180 + 3_600)))
        try again.read(notice("drained", minute: 5))
        #expect(try again.place()?.place == .notNeeded)
    }

    @Test func whatIsNoNoticeIsRefusedAndFailuresWaitLonger() throws {
        let watch = QueueWatch(clock: ManualClock(Self.opens)) { 7 }
        #expect(throws: HaetaeError.self) { try watch.read(Data("{}".utf8)) }
        #expect((12...18).contains(watch.nextRead()))
        #expect((15...30).contains(watch.failed()))
        #expect(watch.failed(retryAfter: 600) >= 600)
        watch.joined(ticket: "T")
        #expect(throws: HaetaeError.self) { try watch.read(notice("open", minute: 1)) }
    }

    private struct Fixed: HTTPFetching {
        let answer: HTTPAnswer
        func send(_ request: HTTPRequest) throws -> HTTPAnswer {
            let body = request.body.map { String(decoding: $0, as: UTF8.self) }
            let joining = [#"{"keys":"digest","room":1}"#, #"{"room":1,"keys":"digest"}"#]
            guard request.url.path == "/v1/queue", body.map(joining.contains) ?? true else {
                throw FetchError("not what the service is asked")
            }
            return answer
        }
    }

    private func client(_ status: Int, _ body: String) -> QueueClient {
        let answer = HTTPAnswer(status: status, body: Data(body.utf8))
        return QueueClient(base: URL(string: "https://haetae.example/")!, http: Fixed(answer: answer))
    }

    @Test func aRoomIsReadAndJoined() async throws {
        #expect(try await client(200, "{}").notice() == Data("{}".utf8))
        #expect(try await client(200, #"{"ticket":"T","room":1}"#).join(room: 1, digest: "digest") == "T")
        #expect(await awaitedFailure { try await client(200, "{}").join(room: 1, digest: "digest") } is HaetaeError)
        let closed = await awaitedFailure {
            try await client(409, #"{"code":"queue_closed"}"#).join(room: 1, digest: "digest")
        }
        #expect((closed as? ServiceProblem)?.queue == .closed)
    }
}
