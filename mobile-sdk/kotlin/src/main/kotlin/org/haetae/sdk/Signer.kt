package org.haetae.sdk

import java.security.GeneralSecurityException

/** A holder key. Its private half may be in hardware that never gives it away. */
public interface Signer {
    public val publicKey: PublicJwk

    /**
     * Signs as the wire format requires: 64 bytes, r and s of 32 bytes each for P-256 with SHA-256, or Ed25519.
     *
     * @throws GeneralSecurityException if the key is locked, or gone.
     */
    @Throws(GeneralSecurityException::class)
    public fun sign(bytes: ByteArray): ByteArray
}

/** Makes the holder keys of a wallet, one for each day, and finds them again. */
public interface KeySource {
    /**
     * Makes a key. Returns what the wallet stores to find it again: for a key in hardware its alias. The key must be
     * stored for good when this returns.
     */
    @Throws(GeneralSecurityException::class)
    public fun make(): String

    /**
     * The key that [make] returned this for.
     *
     * @throws GeneralSecurityException if there is no such key.
     */
    @Throws(GeneralSecurityException::class)
    public fun open(stored: String): Signer

    /** Deletes a key whose pass has expired. A key that is gone already is no failure. */
    @Throws(GeneralSecurityException::class)
    public fun delete(stored: String)
}
