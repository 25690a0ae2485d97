import Foundation
import Haetae
import OpenSSLKeys
import Testing

@Suite struct ServiceClientTests {
    private struct Fixed: HTTPFetching {
        let answer: HTTPAnswer
        func send(_ request: HTTPRequest) throws -> HTTPAnswer {
            guard request.url.path == "/v1/passes", request.headers["authorization"] == "Bearer of me" else {
                throw FetchError("not what the service is asked")
            }
            return answer
        }
    }

    private func problem(_ answer: HTTPAnswer) async throws -> any Error {
        let wallet = try Wallet(storage: MemorySlots(), keys: OpenSSLKeys(), clock: ManualClock(Vectors.checks.now))
        let client = ServiceClient(base: URL(string: "https://haetae.example/")!, http: Fixed(answer: answer)) {
            id, _ in
            "of \(id)"
        }
        let error = await awaitedFailure { try await wallet.renew("me", today: "2026-10-18", from: client, days: 1) }
        #expect(try await wallet.passes("me").isEmpty)
        return try #require(error)
    }

    @Test func aRefusalBringsWhatThePersonReads() async throws {
        func eligibility(_ members: String) async throws -> Eligibility? {
            let body = Data(#"{"code":"not_yet_eligible",\#(members)}"#.utf8)
            return (try await problem(HTTPAnswer(status: 403, body: body)) as? ServiceProblem)?.eligibility
        }
        let message = #""message":{"ko":"아직입니다.","en":"Not yet."}"#
        func known(_ from: Date?) -> Eligibility { Eligibility(korean: "아직입니다.", english: "Not yet.", from: from) }
        let from = #","eligible_from":"2021-07-26T11:00:00Z""#
        #expect(try await eligibility(message + from) == known(Date(1_627_297_200)))
        #expect(try await eligibility(message + #","eligible_from":"soon""#) == known(nil))
        #expect(try await eligibility(message) == known(nil))
        #expect(try await eligibility(#""message":{"ko":"아니요"}"#) == nil)
    }

    @Test func aProblemIsReadByItsCode() async throws {
        let body =
            #"{"type":"urn:haetae:problem:node_full","title":"Full","status":503,"detail":"Later.","code":"node_full"}"#
        let answer = HTTPAnswer(
            status: 503, headers: ["content-type": "application/problem+json", "retry-after": "9"],
            body: Data(body.utf8))
        let expected = ServiceProblem(status: 503, code: "node_full", detail: "Later.", retryAfter: 9)
        #expect(try await problem(answer) as? ServiceProblem == expected)
    }

    @Test func aPageOfTheNetworkIsForeign() async throws {
        let page = HTTPAnswer(status: 200, headers: ["content-type": "text/html"], body: Data("<p>".utf8))
        #expect((try await problem(page) as? FetchError)?.isForeign == true)
        #expect((try await problem(HTTPAnswer(status: 302)) as? FetchError)?.isForeign == true)
    }

    @Test func aServiceThatIsDownIsAProblemWithoutACode() async throws {
        let answer = HTTPAnswer(status: 502, headers: ["content-type": "text/html"])
        #expect((try await problem(answer) as? ServiceProblem)?.code == "")
    }

    @Test(arguments: [
        "", "{}", #"{"passes":[],"refresh_after":"soon","server_time":"2026-10-18T00:00:00Z"}"#,
        #"{"passes":[{}],"refresh_after":"2026-10-18T00:00:00Z","server_time":"2026-10-18T00:00:00Z"}"#,
    ])
    func anAnswerOfAnotherFormIsAnError(body: String) async throws {
        let answer = HTTPAnswer(status: 200, headers: ["content-type": "application/json"], body: Data(body.utf8))
        #expect((try await problem(answer) as? HaetaeError)?.part == .answer)
    }

    @Test func timesHaveFractionsOrNot() throws {
        let json = #"{"passes":[],"refresh_after":"1970-01-01T00:00:05Z","server_time":"1970-01-01T00:00:05.500Z"}"#
        let answer = try PassesAnswer(json: Data(json.utf8))
        #expect(answer.refreshAfter == Date(5))
        #expect(answer.serverTime == Date(timeIntervalSince1970: 5.5))
    }
}
