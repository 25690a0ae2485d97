import Foundation
import Haetae

/// What is wrong with a request.
struct AdapterError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A request of the kit.
struct Request {
    let members: [String: Any]

    var name: String { optionalText("do") ?? "" }
    var at: Int64? { (members["at"] as? NSNumber)?.int64Value }

    func value(_ member: String) throws -> Any {
        guard let value = members[member] else { throw AdapterError("\(member) is missing") }
        return value
    }

    func text(_ member: String) throws -> String {
        guard let text = try value(member) as? String else { throw AdapterError("\(member) is no text") }
        return text
    }

    func number(_ member: String) throws -> Int64 {
        guard let number = try value(member) as? NSNumber else { throw AdapterError("\(member) is no number") }
        return number.int64Value
    }

    func bytes(_ member: String) throws -> Data { try Data(hex: try text(member)) }

    func optionalText(_ member: String) -> String? { members[member] as? String }

    func texts(_ member: String) throws -> [String] {
        guard let value = members[member] else { return [] }
        guard let texts = value as? [String] else { throw AdapterError("\(member) is no list of texts") }
        return texts
    }

    func flag(_ member: String) -> Bool { members[member] as? Bool ?? false }
}

extension Data {
    /// Reads hexadecimal.
    init(hex: String) throws {
        func value(_ digit: UInt8) throws -> UInt8 {
            switch digit {
            case 0x30...0x39: return digit - 0x30
            case 0x61...0x66: return digit - 0x57
            default: throw AdapterError("bytes are hexadecimal in lower case")
            }
        }
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { throw AdapterError("bytes have two digits each") }
        self.init(capacity: digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            append(try value(digits[place]) << 4 | value(digits[place + 1]))
        }
    }

    var hex: String { map { String(format: "%02x", $0) }.joined() }
}

/// Shows the time of the request.
final class RequestClock: DeviceClock, @unchecked Sendable {
    private let lock = NSLock()
    private var seconds: Int64 = 0

    var now: Date { lock.withLock { Date(timeIntervalSince1970: Double(seconds)) } }
    let monotonicMilliseconds: Int64 = 0

    /// Without a time the clock stays as it is.
    func set(to at: Int64?) { lock.withLock { seconds = at ?? seconds } }
}
