// How long a check takes, and a call that ends at once: bench CHECKS_JSON COUNT
import Foundation
import Haetae

struct Vectors: Decodable {
    struct Case: Decodable {
        let qr: String
        let now: Int
        let verdict: String
    }
    let bundle: String
    let cases: [Case]
}

struct StillClock: DeviceClock {
    let now: Date
    let monotonicMilliseconds: Int64 = 0
}

func bytes(_ hex: String) -> Data {
    let digits = hex.compactMap(\.hexDigitValue)
    return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
}

/// Seconds for so many times, after a tenth as many that do not count.
func seconds(_ count: Int, _ work: () throws -> Void) rethrows -> Double {
    for _ in 0..<count / 10 { try work() }
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<count { try work() }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1_000_000_000
}

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]), count > 0 else {
    FileHandle.standardError.write(Data("usage: bench CHECKS_JSON COUNT\n".utf8))
    exit(2)
}
let json = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
let vectors = try JSONDecoder().decode(Vectors.self, from: json)
let members = try JSONSerialization.jsonObject(with: json) as? [String: Any]
let roots = try JSONSerialization.data(withJSONObject: members?["roots"] ?? [:])
guard let code = vectors.cases.first(where: { $0.verdict.hasPrefix("admit") }) else {
    throw HaetaeError(.pass, "no case is admitted")
}
let clock = StillClock(now: Date(timeIntervalSince1970: Double(code.now)))
let scanner = try PassScanner(roots: String(decoding: roots, as: UTF8.self), clock: clock)
let outcome = scanner.takeBundle(bytes(vectors.bundle))
let verdict = try scanner.check(code.qr)
guard outcome == .taken, case .admit = verdict else {
    throw HaetaeError(.pass, "the first good code is not admitted: \(outcome.rawValue), \(verdict.code)")
}
scanner.forget()
let checks = try seconds(count) { _ = try scanner.check(code.qr) }
let calls = seconds(count) { _ = Challenge.isChallenge("x") }
print(#"{"language":"swift","count":\#(count),"checks_seconds":\#(checks),"calls_seconds":\#(calls)}"#)
