package org.haetae.sdk

import java.time.Instant

/** Where somebody is in the waiting room. None of it says anything about a person. Times are the service's. */
public sealed interface QueuePlace {
    /** There is no room, or it has not begun, or it is over: passes are issued without a ticket. */
    public data object NotNeeded : QueuePlace

    /** There is a room, and no ticket: join. */
    public data object Join : QueuePlace

    /** There is no ticket, and the room takes nobody in any more: until it is over, nobody else gets passes. */
    public data object Closed : QueuePlace

    /** The ticket is of another room: join this one. */
    public data object OtherRoom : QueuePlace

    /** The turn was longer ago than the window: join again. */
    public data object Expired : QueuePlace

    /**
     * Nobody has been let in. A draw decides among all who come before the opening, [joined] so far. The room [opens]
     * in so many [seconds]; `null` if it is not known how old the notice is.
     */
    public data class NotOpen(val joined: Long, val opens: Instant, val seconds: Long?) : QueuePlace

    /**
     * The turn comes. About so many [people] are before, which never become more, and from now on it takes so many
     * [seconds]; each is `null` where it cannot be said.
     */
    public data class Waiting(val people: Long?, val seconds: LongRange?) : QueuePlace

    /** Nobody is let in at present; the place is kept. */
    public data class Paused(val people: Long?) : QueuePlace

    /** It is the ticket's turn: ask for passes with it. It is good [until] then at least; `null` if that is unknown. */
    public data class Turn(val until: Instant?) : QueuePlace
}

/** What somebody sees of the waiting room at a time. */
public data class QueueSeen(
    val place: QueuePlace,
    /** As of when. */
    val made: Instant,
    /** The number of the room, to join it; `null` if there has been none. */
    val room: Long?,
)

/** What to store of somebody's waiting: the next start goes on with it. */
public data class QueueKept(
    /** The ticket, once they have joined. */
    val ticket: String? = null,
    /** The newest notice, as it arrived. */
    val notice: String? = null,
    /** By what the next notice is read. */
    val trail: String? = null,
)

/**
 * What the service says of the waiting room in place of passes or of a ticket. None says anything about a person. A
 * ticket is dropped with [JOIN] only.
 */
public enum class QueueAnswer {
    /** Join, or join again, with the same holder keys. */
    JOIN,

    /** It is not the ticket's turn yet: read notices, and ask again after [ServiceException.retryAfter]. */
    WAIT,

    /** The room takes nobody in, or there is none: read the notice again. */
    CLOSED,

    /** The same request later. */
    LATER,
}
