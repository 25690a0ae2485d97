// What the README shows besides, so that it compiles.
import Foundation
import Haetae

func keepUpToDate(roots: String, trustData: URL, folder: URL, show: (SyncStatus) -> Void) async throws {
    let scanner = try PassScanner(roots: roots)
    let sync = TrustSync(scanner: scanner, base: trustData, storage: FileSlots(folder: folder))
    await sync.restore()  // offline, from the last time; every signature is verified again
    let syncing = Task { await sync.run() }  // until it is cancelled
    for await status in await sync.changes() { show(status) }
    syncing.cancel()
}

func presentPasses(
    keys: any KeySource, folder: URL, address: URL, today: String,
    assertion: @escaping @Sendable (_ holder: String, _ digest: String) async throws -> String,
    show: (QRCode, _ until: Date) -> Void, explain: (NothingToShow) -> Void
) async throws {
    let wallet = try Wallet(storage: FileSlots(folder: folder), keys: keys)  // SecureEnclaveKeys() on a phone
    let service = ServiceClient(base: address) { holder, digest in try await assertion(holder, digest) }
    try await wallet.renew("me", today: today, from: service)  // what is due, if anything is
    switch try await wallet.present("me") {
    case .live(let live): show(live.code, live.next)  // every fifteen seconds
    case .nothing(let none): explain(none.why)  // never a no
    }
}
