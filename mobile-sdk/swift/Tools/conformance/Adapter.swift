import Foundation
import Haetae
import HaetaeCore

/// What is asked of this SDK by the conformance kit, and what it answers.
struct Adapter {
    private var roots = ""
    private var seed: UInt64 = 0
    private let clock = RequestClock()
    private var scanner: PassScanner?

    /// What `hello` says that this adapter answers.
    private static let can = [
        "trust_list", "bundle", "restart", "state", "check", "next", "manifest", "file", "failed", "unknown_key",
        "to_be_signed", "present",
    ]

    struct Answer {
        let line: Data
        var isLast = false
    }

    /// The answer to one line. What is no request gets an error.
    mutating func answer(to line: String) -> Answer {
        guard let members = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            return Self.written(["error": "the line is no JSON object"], id: nil)
        }
        let request = Request(members: members)
        do {
            clock.set(to: request.at)
            let answer = try answered(request)
            var written = Self.written(answer ?? ["unsupported": true], id: members["id"])
            written.isLast = request.name == "shutdown"
            return written
        } catch {
            return Self.written(["error": String(describing: error)], id: members["id"])
        }
    }

    private static func written(_ members: [String: Any], id: Any?) -> Answer {
        var members = members
        members["id"] = id ?? NSNull()
        let json = try? JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return Answer(line: (json ?? Data("{}".utf8)) + Data("\n".utf8))
    }

    /// `nil`: this adapter does not know the request.
    private mutating func answered(_ request: Request) throws -> [String: Any]? {
        switch request.name {
        case "hello":
            return ["protocol": 1, "name": "Haetae for Swift", "version": "0.1.0", "can": Self.can]
        case "shutdown": return [:]
        case "init":
            roots = String(
                decoding: try JSONSerialization.data(withJSONObject: try request.value("roots")), as: UTF8.self)
            seed = UInt64(try request.number("seed"))
            scanner = try newScanner()
            return [:]
        case "to_be_signed":
            let bytes = try toBeSigned(
                pass: try request.text("pass"), now: try request.number("at"),
                challenge: request.optionalText("challenge"))
            return ["bytes": bytes.hex]
        case "present":
            let text = try presentation(
                pass: try request.text("pass"), now: try request.number("at"),
                challenge: request.optionalText("challenge"),
                signature: try request.bytes("signature"))
            return ["text": text]
        default:
            guard Self.can.contains(request.name) else { return nil }
            guard let scanner else { throw AdapterError("there was no init") }
            return try answered(request, by: scanner)
        }
    }

    private mutating func answered(_ request: Request, by scanner: PassScanner) throws -> [String: Any]? {
        let core = scanner.core
        switch request.name {
        case "trust_list": return ["outcome": scanner.takeTrustList(try request.bytes("bytes")).rawValue]
        case "bundle": return ["outcome": scanner.takeBundle(try request.bytes("bytes")).rawValue]
        case "restart":
            let snapshot = core.snapshot()
            let restarted = try newScanner()
            let dropped = try restarted.core.restore(snapshot: snapshot)
            self.scanner = restarted
            return ["dropped": Int(dropped)]
        case "state":
            let trust = try core.trust(now: 0)
            return ["floor": trust.manifest == nil ? NSNull() : NSNumber(value: trust.floor)]
        case "check": return try checked(request, by: scanner)
        case "next": return ["plan": plan(try core.next(now: try request.number("at")))]
        case "manifest":
            let outcome = try core.manifestArrived(bytes: try request.bytes("bytes"), now: try request.number("at"))
            return ["outcome": outcome?.code() ?? NSNull()]
        case "file":
            let outcome = try core.fileArrived(
                sha256: try request.text("sha256"), bytes: try request.bytes("bytes"), now: try request.number("at"))
            return ["outcome": outcome?.code() ?? NSNull()]
        case "failed":
            try core.failed(sha256: request.optionalText("sha256"), now: try request.number("at"))
            return [:]
        case "unknown_key":
            core.unknownKeySeen()
            return [:]
        default: return nil
        }
    }

    private func checked(_ request: Request, by scanner: PassScanner) throws -> [String: Any] {
        let policy = request.optionalText("policy")
        if request.flag("forget") { scanner.forget() }
        for challenge in try request.texts("challenges") { _ = try scanner.showChallenge(try Data(hex: challenge)) }
        scanner.requireChallenge(request.flag("require_challenge"))
        scanner.choosePolicy(policy)
        return described(try scanner.check(try request.text("text")), hasPolicy: policy != nil)
    }

    private func plan(_ next: Next) -> [String: Any] {
        switch next {
        case .fetchManifest(let mostBytes): ["do": "fetch_manifest", "most_bytes": mostBytes]
        case .fetchFile(let sha256, let size): ["do": "fetch_file", "sha256": sha256, "size": size]
        case .wait(let until): ["do": "wait", "until": until]
        }
    }

    private func newScanner() throws -> PassScanner {
        let seed = seed
        return try PassScanner(roots: roots, clock: clock, random: { seed })
    }
}
