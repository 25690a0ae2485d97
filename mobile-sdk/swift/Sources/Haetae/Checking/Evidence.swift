import Foundation
internal import HaetaeCore

/// One thing that a pass attests. Days are civil days in the issuer's zone, `YYYY-MM-DD`.
public enum Evidence: Sendable, Hashable {
    /// Vaccinated 1 to 15 times, the last time on this day with this product.
    case vaccination(doses: Int, date: String, product: String)
    /// Tested negative.
    case test(sampledAt: Date, method: TestMethod)
    /// Recovered; the day of the first positive test.
    case recovery(date: String)
    /// Exempt for medical reasons, up to and including this day.
    case exemption(until: String)
    /// Cleared by the issuer for a policy, up to this time; the issuer knows why.
    case clearance(policy: String, until: Date)

    init(_ core: HaetaeCore.Evidence) {
        self =
            switch core {
            case .vaccination(let doses, let date, let product):
                .vaccination(doses: Int(doses), date: date, product: product)
            case .test(let sampledAt, let method):
                .test(sampledAt: Date(seconds: sampledAt), method: TestMethod(method))
            case .recovery(let date): .recovery(date: date)
            case .exemption(let until): .exemption(until: until)
            case .clearance(let policy, let until): .clearance(policy: policy, until: Date(seconds: until))
            }
    }
}

/// How a test was done.
public enum TestMethod: String, Sendable, Hashable, CaseIterable {
    /// Nucleic acid amplification, PCR for one.
    case naat
    /// A rapid antigen test.
    case rapid

    init(_ core: HaetaeCore.TestMethod) {
        self =
            switch core {
            case .naat: .naat
            case .rapidAntigen: .rapid
            }
    }
}
