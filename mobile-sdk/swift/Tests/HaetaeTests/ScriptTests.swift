import Foundation
import Haetae
import HaetaeCore
import Testing

/// What happens to a scanner over time, step by step (`scanner.json`), through the core that the SDK is made of.
@Suite struct ScriptTests {
    struct Script: Decodable {
        let name: String
        let roots: Roots
        let steps: [Step]
    }

    struct Step: Decodable {
        let at: Int64?
        let bundle: Hex?
        let show: String?
        let plan: Plan?
        let manifest: Hex?
        let file: Hex?
        let sha256: String?
        let failed: String?
        let restart: UInt32?
        let floor: Int64?
        let outcome: String?
        let verdict: String?

        enum CodingKeys: String, CodingKey {
            case at, bundle, show, plan, manifest, file, sha256, failed, restart, floor, outcome, verdict
        }
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            at = try members.decodeIfPresent(Int64.self, forKey: .at)
            bundle = try members.decodeIfPresent(Hex.self, forKey: .bundle)
            show = try members.decodeIfPresent(String.self, forKey: .show)
            plan = try members.decodeIfPresent(Plan.self, forKey: .plan)
            manifest = try members.decodeIfPresent(Hex.self, forKey: .manifest)
            file = try members.decodeIfPresent(Hex.self, forKey: .file)
            sha256 = try members.decodeIfPresent(String.self, forKey: .sha256)
            failed = try members.decodeIfPresent(String.self, forKey: .failed)
            restart = try members.decodeIfPresent(UInt32.self, forKey: .restart)
            floor = try members.decodeIfPresent(Int64.self, forKey: .floor)
            outcome = try members.decodeIfPresent(String.self, forKey: .outcome)
            verdict = try members.decodeIfPresent(String.self, forKey: .verdict)
        }
    }

    struct Plan: Decodable {
        let manifest: Int64?
        let file: String?
        let size: Int64?
        let until: [Int64]?
    }

    @Test func everyScriptHappensAsItIsWritten() throws {
        struct File: Decodable { let cases: [Script] }
        let scripts = try Vectors.read("scanner.json", as: File.self).cases
        #expect(!scripts.isEmpty)
        for script in scripts {
            var scanner = try PassScanner(roots: script.roots.text, clock: ManualClock(0), random: { 7 })
            for (number, step) in script.steps.enumerated() {
                try live(step, &scanner, script.roots, "\(script.name), step \(number + 1)")
            }
        }
    }

    private func live(_ step: Step, _ scanner: inout PassScanner, _ roots: Roots, _ place: Comment) throws {
        let (core, now) = (scanner.core, step.at ?? 0)
        if let bundle = step.bundle {
            #expect(scanner.takeBundle(bundle.data).rawValue == step.outcome, place)
        } else if let text = step.show {
            let verdict = try core.check(text: text, now: now)
            #expect(
                ([verdict.code()] + verdict.warnings().map { $0.code() }).joined(separator: "+") == step.verdict, place)
        } else if let plan = step.plan {
            #expect(fits(try core.next(now: now), plan), place)
        } else if let manifest = step.manifest {
            #expect(try core.manifestArrived(bytes: manifest.data, now: now)?.code() == step.outcome, place)
        } else if let file = step.file {
            let outcome = try core.fileArrived(sha256: step.sha256 ?? "", bytes: file.data, now: now)
            #expect(outcome?.code() == step.outcome, place)
        } else if let failed = step.failed {
            try core.failed(sha256: failed == "manifest" ? nil : failed, now: now)
        } else if let dropped = step.restart {
            // From the slots of a disk, as a scanner does.
            let write = writeSlots(a: Data(), b: Data(), state: core.snapshot())
            scanner = try PassScanner(roots: roots.text, clock: ManualClock(0), random: { 7 })
            let stored = try #require(readSlots(a: write.bytes, b: Data()))
            #expect(try scanner.core.restore(snapshot: stored) == dropped, place)
        } else if let floor = step.floor {
            #expect(try core.trust(now: now).floor == floor, place)
        }
        // What is left has seen an unknown key: its check has noted that already.
    }

    private func fits(_ next: Next, _ plan: Plan) -> Bool {
        switch next {
        case .fetchManifest(let mostBytes): mostBytes == plan.manifest
        case .fetchFile(let sha256, let size): sha256 == plan.file && size == plan.size
        case .wait(let until): plan.until.map { $0[0] <= until && until <= $0[1] } ?? false
        }
    }
}
