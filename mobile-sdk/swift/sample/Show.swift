import Foundation
import Haetae
import OpenSSLKeys

/// Fetches the passes that are due, and shows a live code. Without the service it shows what is in the folder.
func show(service: String, citizen: String, folder: String) async throws {
    guard let base = URL(string: service) else { throw HaetaeError(.answer, "\(service) is no address") }
    let wallet = try Wallet(storage: FileSlots(folder: URL(fileURLWithPath: folder)), keys: OpenSSLKeys())
    let client = ServiceClient(base: base) { holder, digest in
        try await assertion(of: base, subject: holder, digest: digest)
    }
    // Who has no pass and starts this program wants one now.
    let isEmpty = try await wallet.passes(citizen).isEmpty
    do {
        switch try await wallet.renew(citizen, today: seoulToday(), from: client, isAskedFor: isEmpty) {
        case .notDue: complain("no passes are due")
        case .waiting(let until): complain("the service may be asked again at \(until.ISO8601Format())")
        case .renewed(let passes): complain("\(passes) new passes")
        }
    } catch let problem as ServiceProblem {
        complain("no new passes: \(problem)")
    } catch let trouble as FetchError {
        complain("no new passes: \(trouble)")
    }
    switch try await wallet.present(citizen) {
    case .live(let live):
        print(drawn(live.code))
        print(live.text)
    case .nothing(let none):
        switch none.why {
        case .noPass: print("There is no pass yet.")
        case .over: print("All passes have expired.")
        case .notYet(let from): print("The first pass begins at \(from.ISO8601Format()).")
        }
    }
}

/// An assertion of the service's demo sign-in, in the place of a partner's server.
private func assertion(of base: URL, subject: String, digest: String) async throws -> String {
    struct Assertion: Decodable { let assertion: String }
    let body = try JSONEncoder().encode(["subject": subject, "keys": digest])
    let answer = try await URLSessionFetcher().send(
        HTTPRequest(
            url: base.appendingPathComponent("demo/assertion"), headers: ["content-type": "application/json"],
            body: body,
            mostBytes: 10_000, timeoutSeconds: 30))
    guard answer.status == 200 else { throw FetchError("the demo sign-in answers \(answer.status)") }
    return try JSONDecoder().decode(Assertion.self, from: answer.body).assertion
}

/// The civil day in the zone of the demo's issuer.
private func seoulToday() -> String {
    let zone = TimeZone(secondsFromGMT: 9 * 3_600) ?? .gmt
    return Date().formatted(Date.ISO8601FormatStyle(timeZone: zone).year().month().day())
}

/// Two rows a line, light on a dark terminal, with the margin of four modules.
private func drawn(_ code: QRCode) -> String {
    let margin = 4
    return stride(from: -margin, to: code.size + margin, by: 2).map { row in
        (-margin..<code.size + margin).map { column in
            switch (code[row: row, column: column], code[row: row + 1, column: column]) {
            case (false, false): "█"
            case (false, true): "▀"
            case (true, false): "▄"
            case (true, true): " "
            }
        }.joined()
    }.joined(separator: "\n")
}
