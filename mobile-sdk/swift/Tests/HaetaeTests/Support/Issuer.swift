import Foundation
import Haetae
import OpenSSLKeys

/// The issuer of the vectors, whose key they give away for this.
struct Issuer: PassService {
    private let key: OpenSSLKey
    /// An admitted pass of the vectors: the times and the place in the status list of those that are issued here.
    private let model: Inspected
    let refreshAfter: Int64

    init(refreshAfter: Int64 = Vectors.checks.now + 5 * 86_400) throws {
        key = try OpenSSLKey(seed: Vectors.checks.private.issuer.data)
        model = Inspected(Vectors.checks.text("presentation-0"))!
        self.refreshAfter = refreshAfter
    }

    /// The pass of `shiftDays` after that of the model.
    func pass(for jwk: PublicJWK, day: String, shiftDays: Int = 0) throws -> IssuedPass {
        let shift = shiftDays * 86_400
        let begins = Int(model.notBefore.timeIntervalSince1970) + shift
        let ends = Int(model.expires.timeIntervalSince1970) + shift
        let header = CBOR.map([(.integer(1), .integer(-19)), (.integer(4), .bytes(try kid))]).data
        let claims = CBOR.map([
            (.integer(4), .integer(ends)), (.integer(5), .integer(begins)),
            (.integer(8), .map([(.integer(1), try jwk.coseKey)])),
            (
                .integer(-70001),
                .map([
                    (.integer(1), .array([.array([.integer(3), .integer(20_500)])])),
                    (.integer(2), .integer(model.statusIndex)),
                ])
            ),
        ]).data
        let signed = CBOR.array([
            .text("Signature1"), .bytes(header), .bytes(Data("haetae pass v1".utf8)), .bytes(claims),
        ])
        let signature = try key.sign(signed.data)
        let pass = CBOR.tagged(18, .array([.bytes(header), .map([]), .bytes(claims), .bytes(signature)]))
        return IssuedPass(
            day: day, qr: "HT1:" + base45(pass.data), notBefore: Date(Int64(begins)), expires: Date(Int64(ends)))
    }

    func passes(for holder: String, _ request: PreparedRequest) throws -> PassesAnswer {
        let passes = try request.holderKeys.enumerated().map { place, key in
            try pass(for: key.jwk, day: key.day, shiftDays: place)
        }
        return PassesAnswer(
            passes: passes, refreshAfter: Date(refreshAfter), serverTime: Date(Vectors.checks.now))
    }

    private var kid: Data {
        get throws { Data(sha256(try key.publicKey.coseKey.data).prefix(8)) }
    }
}

extension PublicJWK {
    /// As the format has it in a pass.
    var coseKey: CBOR {
        get throws {
            let x = Data(base64URL: x)
            guard let y else {
                return .map([(.integer(1), .integer(1)), (.integer(-1), .integer(6)), (.integer(-2), .bytes(x))])
            }
            let isOdd = Data(base64URL: y).last! & 1 == 1
            return .map([
                (.integer(1), .integer(2)), (.integer(-1), .integer(1)), (.integer(-2), .bytes(x)),
                (.integer(-3), .flag(isOdd)),
            ])
        }
    }
}

extension Data {
    init(base64URL text: String) {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        self = Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))!
    }
}
