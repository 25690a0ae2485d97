import Foundation
import Haetae

/// Prints the verdict on a text.
func check(roots: String, bundle: String, text: String) throws {
    let scanner = try PassScanner(roots: String(contentsOfFile: roots, encoding: .utf8))
    let outcome = scanner.takeBundle(try Data(contentsOf: URL(fileURLWithPath: bundle)))
    guard outcome == .taken else { throw HaetaeError(.snapshot, "the bundle is not taken: \(outcome.rawValue)") }
    let verdict = try scanner.check(text)
    switch verdict {
    case .admit(let admission):
        print("admit")
        for evidence in admission.evidence ?? [] { print("  \(words(of: evidence))") }
    case .refuse(let refusal): print("refuse: \(refusal.code)")
    case .unclear(let unclear): print("unclear: \(unclear.code)")
    }
    for language in Language.allCases {
        let words = verdict.words(in: language)
        print("  \(words.headline). \(words.advice)")
    }
    for warning in verdict.warnings { print("  ! \(warning.words(in: .english).headline)") }
}

private func words(of evidence: Evidence) -> String {
    switch evidence {
    case .vaccination(let doses, let date, let product): "vaccinated \(doses) times, on \(date) with \(product)"
    case .test(let sampledAt, let method): "tested at \(sampledAt.ISO8601Format()) (\(method.rawValue))"
    case .recovery(let date): "recovered, first positive test on \(date)"
    case .exemption(let until): "exempt until \(until)"
    case .clearance(let policy, let until): "cleared for \(policy) until \(until.ISO8601Format())"
    }
}
