package org.haetae.sdk

/** A public key as JSON (RFC 7517, RFC 8037): P-256 or Ed25519, never with a private part. */
public data class PublicJwk(
    val kty: String,
    val crv: String,
    val x: String,
    /** Only with P-256. */
    val y: String? = null,
)
