import Foundation
internal import HaetaeCore

/// What the core knows of a person's passes.
struct Held: Sendable {
    let core: CoreWallet
    /// The days of the passes that can be presented, in the core's order.
    let days: [String]
    /// How they stood at the last renewal, in the same order; `nil` before the first.
    let statuses: [PassStatus]?

    init(core: CoreWallet, days: [String], statuses: [PassStatus]?) {
        self.core = core
        self.days = days
        self.statuses = statuses
    }

    init(_ holder: StoredHolder?) throws(HaetaeError) {
        let core = try asking { try CoreWallet(planned: holder?.refreshAfter ?? 0, asked: holder?.asked) }
        var days: [String] = []
        for (day, strip) in (holder?.strips ?? [:]).sorted(by: { $0.key < $1.key }) {
            let hasPass = try asking { try core.add(day: day, text: strip.pass?.qr) }
            if hasPass { days.append(day) }
        }
        self.init(core: core, days: days, statuses: nil)
    }
}
