import Foundation
import Haetae
import OpenSSLKeys
import Testing

@Suite struct TrustSyncTests {
    private let clock = ManualClock(Vectors.checks.now)
    private let storage = MemorySlots()

    private func sync(
        _ scanner: PassScanner, _ mirror: any HTTPFetching, _ storage: (any SlotStorage)? = nil
    ) -> TrustSync {
        TrustSync(scanner: scanner, base: Mirror.base, storage: storage ?? self.storage, http: mirror)
    }

    private func isGood(_ scanner: PassScanner) throws -> Bool {
        try scanner.check(Vectors.checks.text("presentation-0")).nextStep == .enter
    }

    @Test func everythingIsFetchedAndCodesAreChecked() async throws {
        let (scanner, mirror) = (try newScanner(clock), Mirror())
        #expect(try !isGood(scanner))
        let sync = sync(scanner, mirror)
        let next = try await sync.catchUp()
        #expect(next > clock.now)
        #expect(try isGood(scanner))
        let status = await sync.status
        #expect(status.isOnline == true && status.isSettled && status.trouble == nil && status.answered == clock.now)
        #expect(Set(mirror.requests).count == mirror.requests.count)
        // Nothing is due again before that time.
        let asked = mirror.requests.count
        #expect(try await sync.catchUp() == next)
        #expect(mirror.requests.count == asked)
    }

    @Test func aScannerChecksOfflineAfterARestart() async throws {
        let folder = TemporaryFolder()
        try await sync(try newScanner(clock), Mirror(), FileSlots(folder: folder.url)).catchUp()
        let scanner = try newScanner(clock)
        let offline = Mirror { _, _ in throw URLError(.notConnectedToInternet) }
        let sync = sync(scanner, offline, FileSlots(folder: folder.url))
        #expect(await sync.restore() == .restored(dropped: 0))
        #expect(try isGood(scanner))
        try await sync.catchUp()
        let status = await sync.status
        #expect(status.isOnline == false && !status.isForeign && status.trouble != nil)
        #expect(try isGood(scanner))
    }

    @Test func aFirstStartAndDamageAreToldApart() async throws {
        #expect(await sync(try newScanner(clock), Mirror()).restore() == .nothing)
        let damaged = MemorySlots(Slots(a: Data("?".utf8), b: Data("?".utf8)))
        let sync = sync(try newScanner(clock), Mirror(), damaged)
        guard case .damaged = await sync.restore() else { throw HaetaeError(.storage, "damage is not noticed") }
        // It starts again from the pinned roots.
        try await sync.catchUp()
        #expect(await sync.status.answered == clock.now)
    }

    @Test(arguments: [
        HTTPAnswer(status: 200, headers: ["content-type": "text/html; charset=utf-8"], body: Data("<p>Sign in".utf8)),
        HTTPAnswer(status: 302), HTTPAnswer(status: 407), HTTPAnswer(status: 511),
        HTTPAnswer(status: 200, body: Data("not a manifest".utf8)),
    ])
    func anAnswerOfSomethingElseIsNoContact(answer: HTTPAnswer) async throws {
        let sync = sync(try newScanner(clock), Mirror { _, _ in answer })
        try await sync.catchUp()
        let status = await sync.status
        #expect(status.isOnline == false && status.isForeign && status.isSettled && status.answered == nil)
    }

    @Test(arguments: [404, 500, 503])
    func aServiceThatFailsIsOfflineAndNotForeign(code: Int) async throws {
        let page = HTTPAnswer(status: code, headers: ["content-type": "application/json"])
        let sync = sync(try newScanner(clock), Mirror { _, _ in page })
        try await sync.catchUp()
        #expect(await sync.status.isOnline == false)
        #expect(await sync.status.isForeign == false)
    }

    @Test func aFileThatIsTooLongIsAFailure() async throws {
        let scanner = try newScanner(clock)
        let sync = sync(
            scanner,
            Mirror { path, answer in
                path.hasSuffix("manifest") ? answer : HTTPAnswer(status: 200, body: answer.body + Data([0]))
            })
        try await sync.catchUp()
        #expect(await sync.status.isOnline == false)
        #expect(try scanner.trust().manifest == nil)
    }

    @Test func changedBytesAreRefusedAndTheDataInForceStays() async throws {
        let (scanner, mirror) = (try newScanner(clock), Mirror())
        let sync = sync(scanner, mirror)
        try await sync.catchUp()
        let before = try scanner.trust().manifest
        mirror.answer { path, answer in
            guard path.hasSuffix("manifest") else { return answer }
            var body = answer.body
            body[body.count - 1] ^= 1
            return HTTPAnswer(status: 200, body: body)
        }
        await sync.refresh()
        try await sync.catchUp()
        #expect(await sync.status.trouble != nil)
        #expect(try scanner.trust().manifest == before)
        #expect(try isGood(scanner))
    }

    @Test func dataThatCannotBeStoredIsInForceAllTheSame() async throws {
        struct Full: SlotStorage {
            func read() -> Slots { Slots() }
            func write(_ bytes: Data, to slot: Slot) throws { throw HaetaeError(.storage, "the disk is full") }
        }
        let scanner = try newScanner(clock)
        let sync = sync(scanner, Mirror(), Full())
        try await sync.catchUp()
        #expect(await sync.status.unsaved == "the disk is full")
        #expect(try isGood(scanner))
    }

    @Test func aBundleIsStored() async throws {
        let first = sync(try newScanner(clock), Mirror())
        #expect(await first.takeBundle(Data("?".utf8)) == .malformed)
        #expect(await first.takeBundle(Vectors.checks.bundle.data) == .taken)
        let scanner = try newScanner(clock)
        #expect(await sync(scanner, Mirror()).restore() == .restored(dropped: 0))
        #expect(try isGood(scanner))
    }

    @Test(.timeLimit(.minutes(1))) func anUnknownKeyWakesTheSync() async throws {
        let (scanner, mirror) = (try newScanner(clock), Mirror())
        let sync = TrustSync(
            scanner: scanner, base: Mirror.base, storage: storage, http: mirror, longestWaitSeconds: 3_600)
        let running = Task { await sync.run() }
        for await status in await sync.changes() where status.isSettled { break }
        let unknown = try #require(Vectors.checks.cases.first { $0.verdict == "unknown_key" })
        let asked = mirror.requests.count
        clock.pass(60)
        #expect(try scanner.check(unknown.qr) == .unclear(.unknownKey))
        for await _ in await sync.changes() where mirror.requests.count > asked { break }
        running.cancel()
        await running.value
        #expect(mirror.requests.last == "/v1/trust/manifest")
    }

    @Test func twoWhoAskAtOnceFetchEverythingOnce() async throws {
        let mirror = Mirror()
        let sync = sync(try newScanner(clock), mirror)
        async let one = sync.catchUp()
        async let other = sync.catchUp()
        let ends = try await [one, other]
        #expect(ends[0] == ends[1])
        #expect(Set(mirror.requests).count == mirror.requests.count)
        #expect(await sync.status.trouble == nil)
    }
}
