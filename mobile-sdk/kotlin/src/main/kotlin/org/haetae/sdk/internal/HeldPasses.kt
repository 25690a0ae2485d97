package org.haetae.sdk.internal

import java.time.LocalDate
import org.haetae.ffi.CorePhoneTime
import org.haetae.ffi.CoreWallet
import org.haetae.sdk.Coverage
import org.haetae.sdk.Due
import org.haetae.sdk.Outlook
import org.haetae.sdk.PassStatus
import org.haetae.sdk.Scanner

/** What the core knows of the holders of a wallet. The wallet calls one method at a time. */
internal class HeldPasses(private val seed: Long) : AutoCloseable {
    private class Person(val core: CoreWallet, val holder: StoredHolder, val passes: List<String>) {
        var statuses: Map<String, PassStatus> = emptyMap()

        fun renamed(holder: StoredHolder) = Person(core, holder, passes).also { it.statuses = statuses }
    }

    /** Without what the core does not see. */
    private fun StoredHolder.forCore() = copy(label = "", timer = null)

    private val people = mutableMapOf<String, Person>()

    /** Takes what is stored for a person. Returns whether the core knew exactly that already. */
    fun hold(holder: StoredHolder): Boolean {
        if (people[holder.id]?.holder?.forCore() == holder.forCore()) return true
        val core = inWords { CoreWallet(holder.refreshAfter ?: 0, holder.asked) }
        // A text that holds no pass counts as a day without one.
        val passes =
            holder.strips.mapNotNull { strip ->
                strip.pass?.qr.takeIf { inWords { core.add(strip.day.toString(), strip.pass?.qr) } }
            }
        people.put(holder.id, Person(core, holder, passes))?.core?.close()
        return false
    }

    /** What is stored has become what the core knows. */
    fun rename(holder: StoredHolder) {
        people[holder.id] = of(holder.id).renamed(holder)
    }

    fun drop(id: String) {
        people.remove(id)?.core?.close()
    }

    fun statusOf(id: String, qr: String): PassStatus? = of(id).statuses[qr]

    fun renew(id: String, scanner: Scanner, time: CorePhoneTime): org.haetae.ffi.Renewal {
        val person = of(id)
        val renewal = person.core.renew(scanner.core, time, seed)
        person.statuses = person.passes.zip(renewal.passes.map { it.toSdk() }).toMap()
        return renewal
    }

    fun coverage(id: String, time: CorePhoneTime): Coverage {
        val core = of(id).core
        val choice = toShow(id, time)
        val until = core.timeToShow(time).use { core.coveredUntil(it, false) }
        return Coverage(choice.time, until?.let(::instant), (choice as? ChoiceMade.Nothing)?.why)
    }

    fun toShow(id: String, time: CorePhoneTime): ChoiceMade {
        val core = of(id).core
        return choiceOf(core.toShow(time), core.timeToShow(time).use { it.toSdk() })
    }

    fun outlook(id: String, scanner: Scanner, time: CorePhoneTime): Outlook =
        of(id).core.outlook(scanner.core, time).toSdk()

    fun due(id: String, today: LocalDate, days: Int, time: CorePhoneTime, asked: Boolean): Due {
        require(days >= 0) { "$days days cannot be asked for" }
        val due = inWords { of(id).core.due(today.toString(), days.toUInt(), time, asked) }
        return Due(due.days.map(LocalDate::parse), due.urgent)
    }

    fun discardable(id: String, time: CorePhoneTime): List<LocalDate> =
        of(id).core.discardable(time).map(LocalDate::parse)

    override fun close() {
        people.values.forEach { it.core.close() }
        people.clear()
    }

    private fun of(id: String): Person = checkNotNull(people[id]) { "nothing is held for $id" }
}
