package org.haetae.sdk.internal

import java.time.LocalDate
import org.haetae.sdk.NothingToShow
import org.haetae.sdk.PhoneTime

/** The pass to show at a time, or why there is none. */
internal sealed interface ChoiceMade {
    val time: PhoneTime

    /** The pass of this day; when its code is made, and when the next, in seconds since 1970. */
    class Show(val day: LocalDate, val made: Long, val next: Long, override val time: PhoneTime) : ChoiceMade

    class Nothing(val why: NothingToShow, override val time: PhoneTime) : ChoiceMade
}
