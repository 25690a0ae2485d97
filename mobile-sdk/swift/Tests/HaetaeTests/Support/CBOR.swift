import Foundation

/// Data as the format has it in CBOR, to be encoded deterministically.
indirect enum CBOR {
    case integer(Int)
    case bytes(Data)
    case text(String)
    case flag(Bool)
    case array([CBOR])
    case map([(CBOR, CBOR)])
    case tagged(Int, CBOR)

    var data: Data {
        switch self {
        case .integer(let value): value < 0 ? Self.head(1, -1 - value) : Self.head(0, value)
        case .bytes(let bytes): Self.head(2, bytes.count) + bytes
        case .text(let text): Self.head(3, text.utf8.count) + Data(text.utf8)
        case .flag(let flag): Data([flag ? 0xf5 : 0xf4])
        case .array(let items): items.reduce(Self.head(4, items.count)) { $0 + $1.data }
        case .map(let members):
            members.map { ($0.data, $1.data) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
                .reduce(Self.head(5, members.count)) { $0 + $1.0 + $1.1 }
        case .tagged(let tag, let value): Self.head(6, tag) + value.data
        }
    }

    private static func head(_ kind: UInt8, _ count: Int) -> Data {
        let first = kind << 5
        return switch count {
        case ..<24: Data([first | UInt8(count)])
        case ..<0x100: Data([first | 24, UInt8(count)])
        case ..<0x1_0000: Data([first | 25]) + withUnsafeBytes(of: UInt16(count).bigEndian) { Data($0) }
        default: Data([first | 26]) + withUnsafeBytes(of: UInt32(count).bigEndian) { Data($0) }
        }
    }

    /// The byte strings of an array of nothing else: the manifest and the files of a bundle.
    static func parts(ofBundle bundle: Data) -> [Data] {
        var rest = bundle[...]
        func length() -> Int {
            let short = Int(rest.removeFirst() & 31)
            if short < 24 { return short }
            return (0..<1 << (short - 24)).reduce(0) { value, _ in value << 8 | Int(rest.removeFirst()) }
        }
        return (0..<length()).map { _ in
            let size = length()
            defer { rest = rest.dropFirst(size) }
            return Data(rest.prefix(size))
        }
    }
}

/// RFC 9285.
func base45(_ bytes: Data) -> String {
    let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    var text = ""
    var rest = [UInt8](bytes)[...]
    while let first = rest.popFirst() {
        let second = rest.popFirst()
        var value = second.map { Int(first) << 8 | Int($0) } ?? Int(first)
        for _ in 0..<(second == nil ? 2 : 3) {
            text.append(letters[value % 45])
            value /= 45
        }
    }
    return text
}
