import Foundation
internal import HaetaeCore

/// A QR code: a square of dark and light modules. Draw it dark on light, with a margin of four light modules.
public struct QRCode: Sendable, Hashable {
    /// Modules on each side, without the margin.
    public let size: Int

    private let modules: Data

    /// The smallest code of error correction M for a text. Fails if the text has characters that a QR code does not hold
    /// in its alphanumeric mode, or is too long.
    public init(_ text: String) throws(HaetaeError) {
        let matrix = try asking { try qr(text: text) }
        size = Int(matrix.size)
        modules = Data(matrix.modules)
    }

    /// Whether a module is dark. Everything outside of the code is light.
    public subscript(row row: Int, column column: Int) -> Bool {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
        return modules[row * size + column] == 1
    }
}
