package org.haetae.sdk.internal

import java.time.Clock
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import org.haetae.ffi.Contact
import org.haetae.ffi.CorePhoneClock
import org.haetae.ffi.CorePhoneTime
import org.haetae.ffi.Moment
import org.haetae.sdk.DeviceClock

/** The core's clock, fed with both clocks of the device. */
internal class PhoneClock(private val device: DeviceClock, last: LastContact?) : AutoCloseable {
    private val core = CorePhoneClock(moment(), last?.let { Contact(it.serverMs, it.behindMs) })

    @Volatile
    private var correctionMs = 0L

    init {
        time {}
    }

    /** The time now. It is only good inside of `work`. */
    fun <T> time(work: (CorePhoneTime) -> T): T =
        core.time(moment()).use { time ->
            correctionMs = time.correctionMs()
            work(time)
        }

    /** Learns the service's time; returns what to store. */
    fun learn(server: Instant): LastContact =
        core.learn(server.toEpochMilli(), moment()).let { LastContact(it.serverMs, it.behindMs) }

    fun corrected(): Instant = Instant.ofEpochMilli(device.wallMillis() + correctionMs)

    override fun close() = core.close()

    private fun moment() = Moment(device.wallMillis(), device.monotonicMillis())
}

/** The device's clock with the correction that was last known. */
internal class CorrectedClock(
    private val phone: PhoneClock,
    private val zone: ZoneId = ZoneOffset.UTC,
) : Clock() {
    override fun instant(): Instant = phone.corrected()

    override fun getZone(): ZoneId = zone

    override fun withZone(zone: ZoneId): Clock = CorrectedClock(phone, zone)
}
