import Foundation
import Haetae
import OpenSSLKeys
import Testing

@Suite struct SignerTests {
    /// r and s as a DER signature has them.
    private func der(_ r: [UInt8], _ s: [UInt8]) -> Data {
        let numbers: [UInt8] = [0x02, UInt8(r.count)] + r + [0x02, UInt8(s.count)] + s
        return Data([0x30, UInt8(numbers.count)]) + Data(numbers)
    }

    @Test func numbersAreBroughtTo32Bytes() throws {
        let long = [UInt8](repeating: 0xff, count: 32)
        #expect(try ECDSASignature.fixed(fromDER: der([0] + long, [1])) == Data(long) + Data(count: 31) + Data([1]))
        #expect(try ECDSASignature.fixed(fromDER: der([0x7f, 2], [0])).count == 64)
    }

    @Test func whatIsNoSignatureIsRefused() {
        let long = [UInt8](repeating: 1, count: 33)
        let bad = [
            Data(), Data([0x30]), Data([0x30, 0x80]), der([0x80], [1]), der(long, [1]), der([1], [1]) + Data([0]),
            der([1], [1]).dropLast(), der([], [1]), Data([0x31]) + der([1], [1]).dropFirst(),
        ]
        for der in bad {
            #expect(
                failure { () throws(HaetaeError) in try ECDSASignature.fixed(fromDER: Data(der)) }?.part == .signature)
        }
    }

    @Test(arguments: OpenSSLKeys.Kind.allCases)
    func aStoredKeyIsTheSameKey(kind: OpenSSLKeys.Kind) async throws {
        let keys = OpenSSLKeys(kind)
        let stored = try keys.make()
        #expect(try keys.open(stored).publicKey == keys.open(stored).publicKey)
        #expect(try keys.open(stored).publicKey != keys.open(keys.make()).publicKey)
        for _ in 0..<20 { #expect(try await keys.open(stored).sign(Data("x".utf8)).count == 64) }
    }
}
