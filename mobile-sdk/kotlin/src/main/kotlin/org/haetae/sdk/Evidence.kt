package org.haetae.sdk

import java.time.Instant
import java.time.LocalDate

/** One thing that a pass attests. Dates are civil days in the issuer's zone. */
public sealed interface Evidence {
    /** Vaccinated so many times, the last time on [date] with [product]. */
    public data class Vaccination(val doses: Int, val date: LocalDate, val product: String) : Evidence

    /** Tested negative, by a sample that was taken at [sampledAt]. */
    public data class Test(val sampledAt: Instant, val method: TestMethod) : Evidence

    /** Recovered; [date] is the day of the first positive test. */
    public data class Recovery(val date: LocalDate) : Evidence

    /** Exempt for medical reasons, to the end of [until]. */
    public data class Exemption(val until: LocalDate) : Evidence

    /** Cleared by the issuer for the policy of the id [policy], until [until]; why stays with the issuer. */
    public data class Clearance(val policy: String, val until: Instant) : Evidence
}

/** How a test was done. */
public enum class TestMethod {
    /** Nucleic acid amplification, such as PCR. */
    NAAT,

    /** A rapid antigen test. */
    RAPID,
}
