import Foundation
import Haetae

/// A verdict as the kit reads it.
func described(_ verdict: Verdict, hasPolicy: Bool) -> [String: Any] {
    var answer: [String: Any] = ["code": verdict.code, "warnings": verdict.warnings.map(\.rawValue)]
    switch verdict {
    case .admit(let admission):
        answer["outcome"] = "admit"
        if hasPolicy { answer["shown"] = shown(admission) }
    case .refuse(let refusal):
        answer["outcome"] = "refuse"
        if case .policyNotMet(let rules, let messages) = refusal {
            answer["rules"] = rules
            answer["messages"] = messages.map(\.rule)
        }
    case .unclear(let unclear):
        answer["outcome"] = "unclear"
        if case .ruleFailed(let rule?) = unclear { answer["rules"] = [rule] }
    }
    return answer
}

private func shown(_ admission: Admission) -> [String: Any] {
    var shown: [String: Any] = [:]
    shown["name"] = admission.name
    shown["birth"] = admission.birth
    shown["issuer"] = admission.issuer
    shown["valid_until"] = admission.validUntil?.ISO8601Format()
    shown["evidence"] = admission.evidence?.map(described)
    return shown
}

private func described(_ evidence: Evidence) -> [String: Any] {
    switch evidence {
    case .vaccination(let doses, let date, let product):
        ["kind": "vaccination", "doses": doses, "date": date, "product": product]
    case .test(let sampledAt, let method):
        ["kind": "test", "sampled_at": sampledAt.ISO8601Format(), "method": method.rawValue]
    case .recovery(let date): ["kind": "recovery", "date": date]
    case .exemption(let until): ["kind": "exemption", "until": until]
    case .clearance(let policy, let until):
        ["kind": "clearance", "policy": policy, "until": until.ISO8601Format()]
    }
}
