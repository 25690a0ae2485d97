import Foundation
internal import HaetaeCore

/// Holds passes and presents them. What it stores is stored whole or not at all, before a call returns.
public actor Wallet {
    /// The device's clock with the correction that was last known: for a `PassScanner` beside this wallet.
    public nonisolated let clock: any DeviceClock
    private let corrected: CorrectedClock
    private let phone: CorePhoneClock
    private let storage: any SlotStorage
    private let keys: any KeySource
    private let seed: Int64
    private var state: WalletState
    private var held: [String: Held] = [:]
    /// Whose data the passes of a holder were last checked against.
    private var checkedBy: [String: PassScanner] = [:]

    /// Opens the wallet that is in the storage, or an empty one. Fails if what is stored is damaged or of a newer version,
    /// or cannot be read: then it stays as it is.
    public init(
        storage: any SlotStorage, keys: any KeySource, clock: any DeviceClock = SystemClock(),
        random: RandomSource = systemRandom
    ) throws(HaetaeError) {
        switch try storage.state() {
        case .state(let json): state = try WalletState(json: json)
        case .nothing: state = WalletState()
        case .damage: throw HaetaeError(.wallet, "both copies of the wallet are damaged")
        }
        corrected = CorrectedClock(clock)
        self.clock = corrected
        self.storage = storage
        self.keys = keys
        seed = Int64(bitPattern: random())
        phone = CorePhoneClock(now: corrected.moment, last: state.contact?.core)
        corrected.correct(by: PhoneTime(phone.time(now: corrected.moment)).correction)
    }

    /// The time that codes are made with, and how much of it is known.
    public func time() -> PhoneTime { PhoneTime(phoneTime()) }

    /// All holders of passes in this wallet, by their ids.
    public func holders() -> [Holder] {
        state.holders.sorted { $0.key < $1.key }.map { id, holder in
            Holder(id: id, label: holder.label, refreshAfter: holder.refreshAfter.map(Date.init(seconds:)))
        }
    }

    /// Adds a holder, or changes the label.
    public func putHolder(_ id: String, label: String) throws(HaetaeError) {
        try change { $0.holders[id, default: StoredHolder(label: label)].label = label }
    }

    /// Deletes a holder with all keys and passes.
    public func deleteHolder(_ id: String) throws(HaetaeError) {
        let gone = state.holders[id]?.strips.values.map(\.key) ?? []
        try change { $0.holders[id] = nil }
        held[id] = nil
        checkedBy[id] = nil
        try delete(gone)
    }

    /// The request for the passes of these civil days (`YYYY-MM-DD`). A day that was requested before keeps its key, so
    /// that the same request gets the same answer; the keys are stored before this returns. With the `ticket` of the
    /// waiting room, which is for the same keys, when it is its turn.
    public func prepareRequest(
        _ id: String, days: [String], ticket: String? = nil
    ) async throws(HaetaeError) -> PreparedRequest {
        var made: [String: Strip] = [:]
        for day in days where state.holders[id]?.strips[day] == nil && made[day] == nil {
            made[day] = try await makeKey(for: day)
        }
        // Another call may have made a key for the day meanwhile: the first stays.
        let unused = made.filter { state.holders[id]?.strips[$0.key] != nil }
        try change(id) { $0.strips.merge(made) { known, _ in known } }
        try delete(unused.values.map(\.key))
        let strips = state.holders[id]?.strips ?? [:]
        let holderKeys = days.compactMap { day in strips[day].map { DayKey(day: day, jwk: $0.jwk) } }
        var jwks: [String] = []
        for key in holderKeys { jwks.append(try key.jwk.json()) }
        let digest = try asking { try holderKeysDigest(jwks: jwks) }
        return PreparedRequest(holderKeys: holderKeys, digest: digest, ticket: ticket)
    }

    /// Moves the keys of a request that has waited past midnight to as many other civil days, which are those to ask for
    /// then: a place in a waiting room is for keys, whatever days they are for, and no pass is issued for a day that is
    /// over. Fails, and moves nothing, if a key is missing, or one of the days has a pass: its key would be that of two.
    public func moveRequest(_ id: String, days: [String], to: [String]) throws(HaetaeError) {
        guard days.count == to.count, Set(to).count == to.count else {
            throw HaetaeError(.wallet, "each day needs another one to move to")
        }
        let known = state.holders[id]?.strips ?? [:]
        for day in days + to where known[day]?.pass != nil {
            throw HaetaeError(.wallet, "there is a pass for \(day)")
        }
        var strips = known
        for day in days { strips[day] = nil }
        for (day, other) in zip(days, to) {
            guard let strip = known[day] else { throw HaetaeError(.wallet, "there is no key for \(day)") }
            // Fails before anything is stored if the day is none.
            _ = try asking { try CoreWallet(planned: 0, asked: nil).add(day: other, text: nil) }
            strips[other] = strip
        }
        try change(id) { $0.strips = strips }
        let kept = Set(strips.values.map(\.key))
        try delete(known.values.map(\.key).filter { !kept.contains($0) })
    }

    /// Stores the answer, and learns the service's time. An answer with a pass for a day that was not asked for, or with
    /// one that cannot be read, is refused as a whole.
    public func storeAnswer(_ id: String, _ answer: PassesAnswer) throws(HaetaeError) {
        for pass in answer.passes {
            guard state.holders[id]?.strips[pass.day] != nil else {
                throw HaetaeError(.answer, "the answer has a pass for \(pass.day), which was not asked for")
            }
            guard let inspected = Inspected(pass.qr), !inspected.isPaper, inspected.presented == nil else {
                throw HaetaeError(.answer, "the pass for \(pass.day) cannot be read, or is not for a phone")
            }
        }
        let refreshAfter = answer.refreshAfter.wholeSeconds
        // What the core would not take as a time must not be stored: the wallet could not be opened with it.
        _ = try asking { try CoreWallet(planned: refreshAfter, asked: nil) }
        let contact = LastContact(phone.learn(serverMs: answer.serverTime.milliseconds, now: corrected.moment))
        try change(id) { holder in
            for pass in answer.passes { holder.strips[pass.day]?.pass = pass }
            holder.refreshAfter = refreshAfter
        } alsoContact: {
            $0 = contact
        }
        _ = phoneTime()
    }

    /// Learns the service's time from an answer that has just arrived.
    public func learnTime(_ server: Date) throws(HaetaeError) {
        let contact = LastContact(phone.learn(serverMs: server.milliseconds, now: corrected.moment))
        try change { $0.contact = contact }
        _ = phoneTime()
    }

    /// The passes of a holder, by day, with their content.
    public func passes(_ id: String) throws(HaetaeError) -> [HeldPass] {
        let held = try holding(id)
        let strips = state.holders[id]?.strips ?? [:]
        return held.days.enumerated().compactMap { place, day in
            guard let pass = strips[day]?.pass, let inspected = Inspected(pass.qr) else { return nil }
            return HeldPass(pass: pass, inspected: inspected, status: held.statuses?[place])
        }
    }

    /// Checks the passes of a holder against the data of this phone's scanner, which a `TrustSync` keeps up to date:
    /// which of them scanners refuse, now or later, and when to renew. A time before the planned one is stored as the
    /// holder's `refreshAfter`. `nil` before the first answer. Call it when new data is in force, not continuously.
    @discardableResult
    public func renewal(_ id: String, by scanner: PassScanner) throws(HaetaeError) -> Renewal? {
        let new = try Held(state.holders[id])
        guard let renewal = try check(held[id] ?? new, of: id, by: scanner) else { return nil }
        checkedBy[id] = scanner
        return renewal
    }

    /// What a holder can show now: the time to show it at, and until when. It can be called several times a second.
    public func coverage(_ id: String) throws(HaetaeError) -> Coverage {
        let core = try holding(id).core
        let time = core.timeToShow(time: phoneTime())
        return Coverage(
            time: PhoneTime(time), until: core.coveredUntil(time: time, refused: false).map(Date.init(seconds:)),
            nothing: NothingToShow(core.toShow(time: phoneTime())))
    }

    /// Where a holder's pass is good, by the rules that a `TrustSync` keeps up to date on this phone, and until when; or
    /// why that is unknown. It asks the evidence of the newest pass that scanners accept, by the last `renewal`. Call it
    /// when new data is in force, when passes change and every minute or so, not continuously.
    public func outlook(_ id: String, by scanner: PassScanner) throws(HaetaeError) -> Outlook {
        Outlook(try holding(id).core.outlook(scanner: scanner.core, time: phoneTime()))
    }

    /// The same for a paper pass, from its beginning to its end.
    public func outlook(_ paper: PaperPass, by scanner: PassScanner) throws(HaetaeError) -> Outlook {
        guard let core = paperOutlook(scanner: scanner.core, text: paper.text, time: phoneTime()) else {
            throw HaetaeError(.pass, "the text is no paper pass")
        }
        return Outlook(core)
    }

    /// What to ask the service for, so that a holder has a pass for each of `days` civil days from `today` on, the day in
    /// the issuer's zone (`YYYY-MM-DD`). Passes that scanners refuse are replaced at the time that `renewal` named; one
    /// whose owner has asked for it now does not wait.
    public func due(
        _ id: String, today: String, days: Int = Limits.current.daysKept, isAskedFor: Bool = false
    ) throws(HaetaeError) -> Due {
        let core = try holding(id).core
        return Due(
            try asking {
                try core.due(today: today, count: UInt32(clamping: days), time: phoneTime(), asked: isAskedFor)
            })
    }

    /// The code to show now, of the latest valid pass, and of one that scanners refuse only if there is no other; with the
    /// text of a challenge if a venue shows one. Made at an estimated time if this phone's clock is wrong.
    public func present(_ id: String, challenge: String? = nil) async throws(HaetaeError) -> Presentation {
        let core = try holding(id).core
        let choice = core.toShow(time: phoneTime())
        let time = PhoneTime(core.timeToShow(time: phoneTime()))
        guard case .show(let day, let made, let next) = choice else {
            return .nothing(NoCode(why: NothingToShow(choice) ?? .noPass, time: time))
        }
        guard let strip = state.holders[id]?.strips[day], let pass = strip.pass else {
            throw HaetaeError(.wallet, "the pass for \(day) is gone")
        }
        let message = try asking { try toBeSigned(pass: pass.qr, now: made, challenge: challenge) }
        let signature = try await signed(message, with: strip)
        let text = try asking {
            try presentation(pass: pass.qr, now: made, challenge: challenge, signature: signature)
        }
        return .live(
            LiveCode(
                text: text, code: try QRCode(text), pass: pass, made: Date(seconds: made), next: Date(seconds: next),
                time: time))
    }

    /// Deletes the expired keys and passes of a holder, and keys without a pass once their day has ended everywhere: days
    /// are those of the issuer's zone, which may be any. A clock that was set ahead deletes nothing.
    public func discardExpired(_ id: String) throws(HaetaeError) {
        let days = try holding(id).core.discardable(time: phoneTime())
        guard !days.isEmpty else { return }
        let gone = days.compactMap { state.holders[id]?.strips[$0]?.key }
        try change(id) { holder in for day in days { holder.strips[day] = nil } }
        try delete(gone)
    }

    /// When the service may be asked again for a holder's passes. It is kept by `keepTimer`.
    func timer(_ id: String) -> CoreRequestTimer { CoreRequestTimer(seed: seed, text: state.holders[id]?.timer) }

    func keepTimer(_ id: String, _ timer: CoreRequestTimer) throws(HaetaeError) {
        try change { $0.holders[id]?.timer = timer.text() }
    }

    /// The time now. The clock for others is corrected with it.
    private func phoneTime() -> CorePhoneTime {
        let time = phone.time(now: corrected.moment)
        corrected.correct(by: PhoneTime(time).correction)
        return time
    }

    /// What the core knows of a holder, once that is what is stored.
    private func holding(_ id: String) throws(HaetaeError) -> Held {
        if let known = held[id] { return known }
        let new = try Held(state.holders[id])
        held[id] = new
        // What was found out about the passes is no longer known of them.
        if let scanner = checkedBy[id] { try check(new, of: id, by: scanner) }
        return held[id] ?? new
    }

    @discardableResult
    private func check(_ held: Held, of id: String, by scanner: PassScanner) throws(HaetaeError) -> Renewal? {
        guard let known = state.holders[id], let planned = known.refreshAfter else { return nil }
        let core = held.core.renew(scanner: scanner.core, time: phoneTime(), seed: seed)
        let statuses = core.passes.map(PassStatus.init)
        if core.at < planned || core.asked != known.asked {
            try change(id) { holder in
                holder.refreshAfter = min(core.at, planned)
                holder.asked = core.asked
            }
        }
        // The core knows already what was just stored: it would draw another time otherwise.
        self.held[id] = Held(core: held.core, days: held.days, statuses: statuses)
        return Renewal(passes: statuses, at: Date(seconds: core.at))
    }

    /// Changes a holder, who is added if there is none, and stores it.
    private func change(
        _ id: String, _ work: (inout StoredHolder) -> Void, alsoContact learn: (inout LastContact?) -> Void = { _ in }
    ) throws(HaetaeError) {
        try change { state in
            work(&state.holders[id, default: StoredHolder(label: "")])
            learn(&state.contact)
        }
        held[id] = nil
    }

    /// Changes what is stored. If it cannot be stored, nothing has changed.
    private func change(_ work: (inout WalletState) -> Void) throws(HaetaeError) {
        var next = state
        work(&next)
        guard next != state else { return }
        try storage.save(try next.json())
        state = next
    }

    private func makeKey(for day: String) async throws(HaetaeError) -> Strip {
        // Fails before a key is made if the day is none.
        _ = try asking { try CoreWallet(planned: 0, asked: nil).add(day: day, text: nil) }
        do {
            let key = try await keys.make()
            return Strip(key: key, jwk: try keys.open(key).publicKey)
        } catch {
            throw HaetaeError(.key, words(of: error))
        }
    }

    private func signed(_ message: Data, with strip: Strip) async throws(HaetaeError) -> Data {
        do { return try await keys.open(strip.key).sign(message) } catch { throw HaetaeError(.key, words(of: error)) }
    }

    private func delete(_ gone: [Data]) throws(HaetaeError) {
        do { for key in gone { try keys.delete(key) } } catch { throw HaetaeError(.key, words(of: error)) }
    }
}

extension NothingToShow {
    /// `nil` if there is something.
    init?(_ core: Choice) {
        switch core {
        case .show: return nil
        case .noPass: self = .noPass
        case .over: self = .over
        case .notYet(let from): self = .notYet(from: Date(seconds: from))
        }
    }
}
