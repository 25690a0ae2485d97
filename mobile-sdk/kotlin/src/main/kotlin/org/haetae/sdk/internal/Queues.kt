package org.haetae.sdk.internal

import org.haetae.ffi.QueuePlace as CorePlace
import org.haetae.ffi.QueueSeen as CoreSeen
import org.haetae.sdk.QueueAnswer
import org.haetae.sdk.QueuePlace
import org.haetae.sdk.QueueSeen

internal fun CoreSeen.toSdk() = QueueSeen(place.toSdk(), instant(made), room?.toLong())

private fun CorePlace.toSdk(): QueuePlace =
    when (this) {
        is CorePlace.NotNeeded -> QueuePlace.NotNeeded
        is CorePlace.Join -> QueuePlace.Join
        is CorePlace.Closed -> QueuePlace.Closed
        is CorePlace.OtherRoom -> QueuePlace.OtherRoom
        is CorePlace.Expired -> QueuePlace.Expired
        is CorePlace.NotOpen -> QueuePlace.NotOpen(joined, instant(opens), seconds)
        is CorePlace.Waiting -> QueuePlace.Waiting(people, seconds?.let { it.least..it.most })
        is CorePlace.Paused -> QueuePlace.Paused(people)
        is CorePlace.Turn -> QueuePlace.Turn(until?.let(::instant))
    }

/** What a code of the service says of the waiting room; `null` if it is about something else. */
internal fun queueAnswerOf(code: String): QueueAnswer? =
    when (code) {
        "queue_required", "queue_expired", "queue_ticket_invalid" -> QueueAnswer.JOIN
        "queue_not_yet" -> QueueAnswer.WAIT
        "queue_closed" -> QueueAnswer.CLOSED
        "queue_unavailable" -> QueueAnswer.LATER
        else -> null
    }
