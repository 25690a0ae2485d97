import Foundation
internal import HaetaeCore

/// Where somebody is in the waiting room. None of it says anything about a person. Times are the service's.
public enum QueuePlace: Sendable, Hashable {
    /// There is no room, or it has not begun, or it is over: passes are issued without a ticket.
    case notNeeded
    /// There is a room, and no ticket: join.
    case join
    /// There is no ticket, and the room takes nobody in any more: until it is over, nobody else gets passes.
    case closed
    /// The ticket is of another room: join this one.
    case otherRoom
    /// The turn was longer ago than the window: join again.
    case expired
    /// Nobody has been let in. A draw decides among all who come before the opening, `joined` so far. It opens in so
    /// many `seconds`; `nil` if it is not known how old the notice is.
    case notOpen(joined: Int, opens: Date, seconds: Int?)
    /// The turn comes. About so many `people` are before, which never become more, and from now on it takes so many
    /// `seconds`; each is `nil` where it cannot be said.
    case waiting(people: Int?, seconds: ClosedRange<Int>?)
    /// Nobody is let in at present; the place is kept.
    case paused(people: Int?)
    /// It is the ticket's turn: ask for passes with it. It is good until then at least; `nil` if that is unknown.
    case turn(until: Date?)

    init(_ core: HaetaeCore.QueuePlace) {
        self =
            switch core {
            case .notNeeded: .notNeeded
            case .join: .join
            case .closed: .closed
            case .otherRoom: .otherRoom
            case .expired: .expired
            case .notOpen(let joined, let opens, let seconds):
                .notOpen(joined: Int(joined), opens: Date(seconds: opens), seconds: seconds.map { Int($0) })
            case .waiting(let people, let seconds):
                .waiting(people: people.map { Int($0) }, seconds: seconds.map { Int($0.least)...Int($0.most) })
            case .paused(let people): .paused(people: people.map { Int($0) })
            case .turn(let until): .turn(until: until.map(Date.init(seconds:)))
            }
    }
}

/// What somebody sees of the waiting room at a time.
public struct QueueSeen: Sendable, Hashable {
    public let place: QueuePlace
    /// As of when.
    public let made: Date
    /// The number of the room, to join it; `nil` if there has been none.
    public let room: Int?

    init(_ core: HaetaeCore.QueueSeen) {
        place = QueuePlace(core.place)
        made = Date(seconds: core.made)
        room = core.room.map { Int($0) }
    }
}

/// What the service says of the waiting room in place of passes or of a ticket. None says anything about a person. A
/// ticket is dropped with `join` only.
public enum QueueAnswer: Sendable, Hashable {
    /// Join, or join again, with the same holder keys.
    case join
    /// It is not the ticket's turn yet: read notices, and ask again after `ServiceProblem.retryAfter`.
    case wait
    /// The room takes nobody in, or there is none: read the notice again.
    case closed
    /// The same request later.
    case later
}

extension ServiceProblem {
    /// What it says of the waiting room; `nil` if it is about something else.
    public var queue: QueueAnswer? {
        switch code {
        case "queue_required", "queue_expired", "queue_ticket_invalid": .join
        case "queue_not_yet": .wait
        case "queue_closed": .closed
        case "queue_unavailable": .later
        default: nil
        }
    }
}
