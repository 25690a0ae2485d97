import Foundation
import Testing

/// The vectors of the repository.
enum Vectors {
    static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../../tests/vectors")
        .standardizedFileURL

    static func read<Form: Decodable>(_ name: String, as form: Form.Type = Form.self) throws -> Form {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(form, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// `checks.json`, which most tests take their scanner from.
    static let checks: Checks = {
        do { return try read("checks.json") } catch { fatalError("tests/vectors/checks.json: \(error)") }
    }()
}

/// A root set as in `roots.json`, kept as the text that a scanner takes.
struct Roots: Decodable {
    let text: String

    private struct Form: Codable {
        struct Key: Codable {
            let kty: String
            let crv: String
            let x: String
        }
        let threshold: Int
        let keys: [Key]
    }

    init(from decoder: any Decoder) throws {
        text = String(decoding: try JSONEncoder().encode(Form(from: decoder)), as: UTF8.self)
    }
}

/// `checks.json`: a scanner, and more of them.
struct Checks: Decodable {
    struct Private: Decodable { let issuer: Hex }
    let now: Int64
    let `private`: Private
    let roots: Roots
    let bundle: Hex
    let cases: [CheckCase]
    let checks: [CheckScanner]

    var scanner: CheckScanner {
        CheckScanner(name: "the first", roots: roots, earlier: nil, outcome: nil, bundle: bundle, cases: cases)
    }

    /// The text of a case.
    func text(_ name: String) -> String { cases.first { $0.name == name }?.qr ?? "" }
}

struct CheckScanner: Decodable {
    let name: String?
    let roots: Roots
    let earlier: [Hex]?
    let outcome: String?
    let bundle: Hex
    let cases: [CheckCase]?
}

struct CheckCase: Decodable {
    let name: String
    let qr: String
    let now: Int64
    let verdict: String
    let challenges: [Hex]?
    let requireChallenge: Bool?
    let policy: String?
    let rules: [String]?
    let messages: [String]?
    let shown: Shown?
}

/// What a venue sees.
struct Shown: Decodable, Equatable {
    var name: String?
    var birth: String?
    var evidence: [ShownEvidence]?
    var issuer: String?
    var validUntil: String?
}

struct ShownEvidence: Decodable, Equatable {
    var kind: String
    var doses: Int?
    var date: String?
    var product: String?
    var sampledAt: String?
    var method: String?
    var until: String?
    var policy: String?
}

/// Bytes in hexadecimal, or in pieces.
struct Hex: Decodable, Sendable {
    let data: Data

    private struct Piece: Decodable {
        let byte: String?
        let template: String?
        let counterAt: Int?
        let times: Int?

        init(from decoder: any Decoder) throws {
            if let hex = try? decoder.singleValueContainer().decode(String.self) {
                (byte, template, counterAt, times) = (hex, nil, nil, 1)
            } else {
                let form = try Form(from: decoder)
                (byte, template, counterAt, times) = (form.byte, form.template, form.counterAt, form.times)
            }
        }
        struct Form: Decodable {
            let byte: String?
            let template: String?
            let counterAt: Int?
            let times: Int
        }

        var data: Data {
            let (one, times) = (Data(hex: template ?? byte ?? ""), times ?? 1)
            if one.count == 1 { return Data(repeating: one[0], count: times) }
            guard let counterAt else { return one }
            var all = Data(capacity: one.count * times)
            for number in 0..<times {
                all.append(one.prefix(counterAt))
                withUnsafeBytes(of: UInt64(number).bigEndian) { all.append(contentsOf: $0) }
                all.append(one.dropFirst(counterAt + 8))
            }
            return all
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let hex = try? container.decode(String.self) {
            data = Data(hex: hex)
        } else {
            data = try container.decode([Piece].self).reduce(into: Data()) { $0.append($1.data) }
        }
    }
}

extension Data {
    init(hex: String) {
        let digits = Array(hex.utf8)
        func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        self.init(stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) })
    }

    var hex: String { map { String(format: "%02x", $0) }.joined() }
}
