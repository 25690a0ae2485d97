import Foundation
import OpenSSLKeys
import Testing

@testable import Haetae

@Suite struct WalletStorageTests {
    private let clock = ManualClock(Vectors.checks.now)

    /// A disk whose power fails after so many bytes of a write.
    private final class FailingSlots: SlotStorage, @unchecked Sendable {
        var slots = Slots()
        var bytesLeft = Int.max

        func read() -> Slots { slots }

        func write(_ bytes: Data, to slot: Slot) throws {
            guard bytes.count > bytesLeft else {
                slots[slot] = bytes
                return
            }
            slots[slot] = bytes.prefix(bytesLeft)
            throw HaetaeError(.storage, "the power has failed")
        }
    }

    private func wallet(_ storage: any SlotStorage) throws -> Wallet {
        try Wallet(storage: storage, keys: OpenSSLKeys(), clock: clock, random: { 7 })
    }

    @Test func aWalletLosesNothingWhereverAWriteIsCutOff() async throws {
        let storage = FailingSlots()
        try await wallet(storage).renew("me", today: "2026-10-18", from: Issuer(), days: 1)
        let (before, passes) = (storage.slots, try await wallet(storage).passes("me"))
        try await wallet(storage).putHolder("child", label: "아이")
        let longest = Slot.allCases.map { storage.slots[$0].count }.max()!
        for count in 0..<longest {
            storage.slots = before
            storage.bytesLeft = count
            let wallet = try wallet(storage)
            #expect(
                (await awaitedFailure { try await wallet.putHolder("child", label: "아이") } as? HaetaeError)?.part
                    == .storage)
            // Neither now nor after a restart.
            #expect(await wallet.holders().map(\.id) == ["me"])
            storage.bytesLeft = .max
            let restarted = try self.wallet(storage)
            #expect(await restarted.holders().map(\.id) == ["me"], "\(count) bytes")
            #expect(try await restarted.passes("me") == passes, "\(count) bytes")
        }
    }

    @Test func aRequestWhoseKeysCannotBeStoredIsNotMade() async throws {
        let storage = FailingSlots()
        storage.bytesLeft = 10
        let wallet = try wallet(storage)
        let error = await awaitedFailure { try await wallet.prepareRequest("me", days: ["2026-10-18"]) }
        #expect((error as? HaetaeError)?.part == .storage)
    }

    @Test func aDamagedWalletIsNotOpenedAndStaysAsItIs() throws {
        let damaged = Slots(a: Data("?".utf8), b: Data("??".utf8))
        let storage = MemorySlots(damaged)
        #expect(
            failure { () throws(HaetaeError) in try Wallet(storage: storage, keys: OpenSSLKeys()) }?.part == .wallet)
        #expect(storage.read() == damaged)
    }

    @Test(arguments: [#"{"version":2,"holders":{},"more":1}"#, "{}", "[]", ""])
    func aWalletOfAnotherFormIsNotOpened(json: String) throws {
        let storage = MemorySlots()
        try storage.save(Data(json.utf8))
        let before = storage.read()
        #expect(
            failure { () throws(HaetaeError) in try Wallet(storage: storage, keys: OpenSSLKeys()) }?.part == .wallet)
        #expect(storage.read() == before)
    }
}
