package org.haetae.sdk

import java.io.IOException
import java.security.GeneralSecurityException
import java.security.SecureRandom
import java.time.Clock
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import org.haetae.ffi.holderKeysDigest
import org.haetae.ffi.limits
import org.haetae.ffi.paperOutlook
import org.haetae.ffi.paperStanding
import org.haetae.ffi.presentation
import org.haetae.ffi.qr
import org.haetae.ffi.toBeSigned
import org.haetae.sdk.internal.ChoiceMade
import org.haetae.sdk.internal.CorrectedClock
import org.haetae.sdk.internal.HeldPasses
import org.haetae.sdk.internal.PhoneClock
import org.haetae.sdk.internal.RequestTimer
import org.haetae.sdk.internal.StateFile
import org.haetae.sdk.internal.StoredHolder
import org.haetae.sdk.internal.Strip
import org.haetae.sdk.internal.WalletState
import org.haetae.sdk.internal.inWords
import org.haetae.sdk.internal.instant
import org.haetae.sdk.internal.toJson
import org.haetae.sdk.internal.toSdk

/**
 * Keeps passes and presents them. All methods may be called from any thread. Each change is on the disk when a method
 * returns; if it cannot be stored, the method throws an [IOException] and nothing has changed.
 *
 * @param storage keeps keys' names and passes; nothing else may be in it, and no other wallet may use it.
 * @param keys makes the holder keys, one for each day.
 * @param random spreads the renewals of many phones.
 * @throws HaetaeException if what is stored is damaged or of a newer version: then it is left as it is.
 */
public class Wallet @JvmOverloads constructor(
    storage: SlotStorage,
    private val keys: KeySource,
    device: DeviceClock = SystemDeviceClock,
    random: java.util.Random = SecureRandom(),
) : AutoCloseable {
    private val file = StateFile(storage)
    private val seed = random.nextLong()
    private val lock = Any()
    private var state = stored()
    private val phone = PhoneClock(device, state.contact)
    private val held = HeldPasses(seed)

    /** This device's clock with the correction that was last known: for a [Scanner] beside this wallet. */
    public val clock: Clock = CorrectedClock(phone)

    /** The scanner whose trust data a [TrustSync] keeps on this phone: passes are checked against it. */
    @Volatile
    public var scanner: Scanner? = null

    /** The time that codes are made with, and how much of it is known. */
    public fun time(): PhoneTime = phone.time { it.toSdk() }

    /** All holders of passes in this wallet. */
    public fun holders(): List<Holder> =
        synchronized(lock) { state.holders.map { Holder(it.id, it.label, it.refreshAfter?.let(::instant)) } }

    /** Adds a holder, or changes the label. */
    public fun putHolder(id: String, label: String): Unit =
        synchronized(lock) {
            val known = state.holders.find { it.id == id } ?: StoredHolder(id, label, null, null, null, emptyList())
            put(known.copy(label = label))
        }

    /** Deletes a holder with all keys and passes. */
    public fun deleteHolder(id: String): Unit =
        synchronized(lock) {
            val strips = state.holders.find { it.id == id }?.strips.orEmpty()
            change(state.copy(holders = state.holders.filter { it.id != id }))
            held.drop(id)
            strips.forEach { keys.delete(it.key) }
        }

    /**
     * The request for the passes of these days in the issuer's zone. A day that was requested before keeps its key, so
     * that the same request gets the same answer; the keys are stored before this returns. With the [ticket] of the
     * waiting room, which is for the same keys, when it is its turn.
     */
    @JvmOverloads
    @Throws(IOException::class, GeneralSecurityException::class)
    public fun prepareRequest(holder: String, days: List<LocalDate>, ticket: String? = null): PreparedRequest =
        synchronized(lock) {
            val known = of(holder)
            val asked = days.distinct().map { day -> known.strips.find { it.day == day } ?: newStrip(day) }
            put(known.copy(strips = (known.strips + asked).distinct().sortedBy { it.day }))
            val digest = inWords { holderKeysDigest(asked.map { it.jwk.toJson().toString() }) }
            PreparedRequest(asked.map { DayKey(it.day, it.jwk) }, digest, ticket)
        }

    /**
     * Moves the keys of a request that has waited past midnight to as many other days, which are those to ask for then:
     * a place in a waiting room is for keys, whatever days they are for, and no pass is issued for a day that is over.
     *
     * @throws HaetaeException if one of the days has a pass, since its key would be that of two days: then nothing is
     *   moved.
     */
    @Throws(IOException::class, GeneralSecurityException::class)
    public fun moveRequest(holder: String, days: List<LocalDate>, to: List<LocalDate>): Unit =
        synchronized(lock) {
            require(days.size == to.size && to.distinct().size == to.size) { "each day needs another one to move to" }
            val known = of(holder)
            val (touched, others) = known.strips.partition { it.day in days || it.day in to }
            touched.find { it.pass != null }?.let {
                throw HaetaeException(HaetaeException.Part.PASS, "there is a pass for ${it.day}")
            }
            val moved =
                days.zip(to).map { (day, other) ->
                    val strip = touched.find { it.day == day }
                    requireNotNull(strip) { "there is no key for $day: call prepareRequest first" }.copy(day = other)
                }
            put(known.copy(strips = (others + moved).sortedBy { it.day }))
            touched.map { it.key }.minus(moved.map { it.key }.toSet()).forEach { keys.delete(it) }
        }

    /**
     * Stores the answer, and learns the service's time.
     *
     * @throws HaetaeException if it has a pass for a day that was not asked for, or one that cannot be read: then
     *   nothing is stored.
     */
    @Throws(IOException::class)
    public fun storeAnswer(holder: String, answer: PassesAnswer): Unit =
        synchronized(lock) {
            val known = of(holder)
            val passes = answer.passes.associateBy { it.day }
            passes.values.forEach { pass -> refuseForeign(pass, known) }
            val strips = known.strips.map { it.copy(pass = passes[it.day] ?: it.pass) }
            learnTime(answer.serverTime)
            put(known.copy(refreshAfter = answer.refreshAfter.epochSecond, strips = strips))
        }

    /** Learns the service's time from an answer that has just arrived. */
    @Throws(IOException::class)
    public fun learnTime(server: Instant): Unit =
        synchronized(lock) {
            change(state.copy(contact = phone.learn(server)))
            phone.time {}
        }

    /** The passes of a holder, by day, with their content. A stored text that cannot be read is left out. */
    public fun passes(holder: String): List<HeldPass> =
        withHeld(holder) { known ->
            known.strips.mapNotNull { strip ->
                val pass = strip.pass ?: return@mapNotNull null
                Inspected.of(pass.qr)?.let { HeldPass(pass, it, held.statusOf(holder, pass.qr)) }
            }
        }

    /**
     * Checks the passes of a holder against the data of [scanner]: which of them scanners refuse, now or later, and
     * when to renew. `null` without a scanner, and before the first pass. Call it when new data is in force.
     */
    @Throws(IOException::class)
    public fun renewal(holder: String): Renewal? = withHeld(holder) { known -> scanner?.let { renew(known, it) } }

    /** What a holder can show now: the time to show it at, and until when. It can be called several times a second. */
    public fun coverage(holder: String): Coverage =
        withHeld(holder) { phone.time { time -> held.coverage(holder, time) } }

    /**
     * Where a holder's pass is good, by the rules that a [TrustSync] keeps on this phone, and until when; or why that
     * is unknown. It asks the newest pass that scanners accept, by the last [renewal].
     */
    public fun outlook(holder: String): Outlook =
        withHeld(holder) {
            val rules = scanner ?: return@withHeld Outlook.Unknown(NoOutlook.NO_RULES)
            phone.time { time -> held.outlook(holder, rules, time) }
        }

    /** The same for the text of a paper pass (`HT1:`), from its beginning to its end; `null` if it holds none. */
    public fun paperOutlook(text: String): Outlook? {
        val rules = scanner ?: return Outlook.Unknown(NoOutlook.NO_RULES)
        return phone.time { time -> paperOutlook(rules.core, text, time)?.toSdk() }
    }

    /** What scanners would decide about a paper pass; `null` if the text holds none. */
    public fun paperStatus(text: String): PaperStatus? =
        phone.time { time -> inWords { paperStanding(scanner?.core, text, time.now()) }?.toSdk() }

    /**
     * What to ask the service for, so that a holder has a pass for each of [days] days from today on, in the issuer's
     * [zone]; `null`: as many as phones keep. Passes that scanners refuse are replaced at the time that [renewal]
     * named; [asked], by the owner for instance, does not wait for it.
     */
    @JvmOverloads
    public fun due(holder: String, zone: ZoneId, days: Int? = null, asked: Boolean = false): Due =
        withHeld(holder) {
            val today = clock.instant().atZone(zone).toLocalDate()
            phone.time { time -> held.due(holder, today, days ?: limits().daysKept.toInt(), time, asked) }
        }

    /**
     * The code to show now, of the latest valid pass, and of one that scanners refuse only if there is no other; with
     * the text of a [challenge] if a venue shows one. Made at an estimated time if this phone's clock is wrong.
     */
    @JvmOverloads
    @Throws(GeneralSecurityException::class)
    public fun present(holder: String, challenge: String? = null): Presentation {
        val (choice, strip) =
            withHeld(holder) { known ->
                val choice = phone.time { time -> held.toShow(holder, time) }
                choice to (choice as? ChoiceMade.Show)?.let { known.strips.find { strip -> strip.day == it.day } }
            }
        return when (choice) {
            is ChoiceMade.Nothing -> Presentation.NoCode(choice.why, choice.time)
            is ChoiceMade.Show -> live(choice, checkNotNull(strip), challenge)
        }
    }

    /**
     * Deletes the expired keys and passes of a holder, and keys without a pass once their day has ended everywhere. A
     * clock that was set ahead deletes nothing.
     */
    @Throws(IOException::class, GeneralSecurityException::class)
    public fun discardExpired(holder: String): Unit =
        withHeld(holder) { known ->
            val days = phone.time { time -> held.discardable(holder, time) }
            val (gone, kept) = known.strips.partition { it.day in days }
            if (gone.isEmpty()) return@withHeld
            put(known.copy(strips = kept))
            gone.forEach { keys.delete(it.key) }
        }

    /** Ends the wallet; what is stored stays. */
    override fun close(): Unit =
        synchronized(lock) {
            held.close()
            phone.close()
        }

    /** When requests for a holder may leave, by what was kept of earlier ones. */
    internal fun timer(holder: String): RequestTimer = synchronized(lock) { RequestTimer(seed, of(holder).timer) }

    internal fun keepTimer(holder: String, timer: RequestTimer): Unit =
        synchronized(lock) { put(of(holder).copy(timer = timer.text)) }

    private fun stored(): WalletState =
        when (val found = file.read()) {
            is StateFile.Found.State -> WalletState.read(found.bytes)
            StateFile.Found.Nothing -> WalletState.EMPTY
            StateFile.Found.Damage ->
                throw HaetaeException(HaetaeException.Part.WALLET, "both copies of the wallet are damaged")
        }

    private fun of(holder: String): StoredHolder =
        requireNotNull(state.holders.find { it.id == holder }) { "there is no holder $holder: call putHolder first" }

    /** Signs, which may take a while in hardware, while the wallet is free for other calls. */
    private fun live(choice: ChoiceMade.Show, strip: Strip, challenge: String?): Presentation.LiveCode {
        val pass = checkNotNull(strip.pass) { "the pass for ${choice.day} is gone" }
        val bytes = inWords { toBeSigned(pass.qr, choice.made, challenge) }
        val signature = keys.open(strip.key).sign(bytes)
        val text = inWords { presentation(pass.qr, choice.made, challenge, signature) }
        val code = inWords { qr(text) }.toSdk()
        return Presentation.LiveCode(text, code, pass, instant(choice.made), instant(choice.next), choice.time)
    }

    private fun newStrip(day: LocalDate): Strip {
        val key = keys.make()
        return Strip(day, key, keys.open(key).publicKey, null)
    }

    private fun refuseForeign(pass: IssuedPass, known: StoredHolder) {
        val why =
            when (val inspected = Inspected.of(pass.qr)) {
                null -> "cannot be read"
                else ->
                    when {
                        known.strips.none { it.day == pass.day } -> "was not asked for"
                        inspected.paper || inspected.presented != null -> "is not for a phone"
                        else -> return
                    }
            }
        throw HaetaeException(HaetaeException.Part.PASS, "the pass for ${pass.day} $why")
    }

    /** Works with what the core knows of a holder, once that is what is stored. */
    private fun <T> withHeld(holder: String, work: (StoredHolder) -> T): T =
        synchronized(lock) {
            val known = of(holder)
            val isKnown = held.hold(known)
            val checkedBy = scanner
            if (!isKnown && checkedBy != null) renew(known, checkedBy)
            work(of(holder))
        }

    private fun renew(known: StoredHolder, scanner: Scanner): Renewal? {
        val planned = known.refreshAfter ?: return null
        val renewal = phone.time { time -> held.renew(known.id, scanner, time) }
        val next = known.copy(refreshAfter = minOf(planned, renewal.at), asked = renewal.asked)
        if (next != known) {
            put(next)
            // As the core knows it already: it would draw another time otherwise.
            held.rename(next)
        }
        return renewal.toSdk()
    }

    private fun put(holder: StoredHolder) {
        val others = state.holders.filter { it.id != holder.id }
        val place = state.holders.indexOfFirst { it.id == holder.id }
        val all = if (place < 0) others + holder else others.take(place) + holder + others.drop(place)
        change(state.copy(holders = all))
    }

    private fun change(next: WalletState) {
        if (next == state) return
        file.write(next.written())
        state = next
    }
}
