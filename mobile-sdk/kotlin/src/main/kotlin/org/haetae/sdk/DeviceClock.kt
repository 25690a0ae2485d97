package org.haetae.sdk

/** Both clocks of a device. */
public interface DeviceClock {
    /** The time of day in milliseconds since 1970. People and networks can set it. */
    public fun wallMillis(): Long

    /**
     * Milliseconds since an arbitrary moment. It cannot be set. On Android use one that counts while the phone sleeps:
     * `SystemClock.elapsedRealtime()`.
     */
    public fun monotonicMillis(): Long
}

/** The clocks of this JVM. */
public object SystemDeviceClock : DeviceClock {
    override fun wallMillis(): Long = System.currentTimeMillis()

    override fun monotonicMillis(): Long = System.nanoTime() / 1_000_000
}
