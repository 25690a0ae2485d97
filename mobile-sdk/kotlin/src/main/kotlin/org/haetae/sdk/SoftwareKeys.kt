package org.haetae.sdk

import java.security.GeneralSecurityException
import java.security.InvalidKeyException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.X509EncodedKeySpec
import java.util.Base64

/**
 * Keys in software, stored whole in the wallet's own file: for desktops, tests and phones without secure hardware.
 * Whoever reads that file has the keys.
 */
public class SoftwareKeys(private val kind: Kind) : KeySource {
    /** What keys are made of. */
    public enum class Kind(
        internal val algorithm: String,
        internal val curve: String,
    ) {
        P256("EC", "secp256r1"),

        /** Not every JVM and no Android before 13 has it. */
        ED25519("Ed25519", "Ed25519"),
    }

    override fun make(): String {
        val generator = KeyPairGenerator.getInstance(kind.algorithm)
        if (kind == Kind.P256) generator.initialize(ECGenParameterSpec(kind.curve))
        val pair = generator.generateKeyPair()
        val halves = listOf(pair.private.encoded, pair.public.encoded)
        return (listOf(kind.name) + halves.map(Base64.getEncoder()::encodeToString)).joinToString(":")
    }

    override fun open(stored: String): Signer {
        val parts = stored.split(":")
        val made = Kind.entries.find { it.name == parts.first() }
        if (made == null || parts.size != 3) throw InvalidKeyException("what is stored is no key in software")
        val (privateHalf, publicHalf) =
            try {
                parts.drop(1).map(Base64.getDecoder()::decode)
            } catch (error: IllegalArgumentException) {
                throw InvalidKeyException("what is stored is no key in software", error)
            }
        val factory = KeyFactory.getInstance(made.algorithm)
        return JcaSigner(
            factory.generatePrivate(PKCS8EncodedKeySpec(privateHalf)),
            factory.generatePublic(X509EncodedKeySpec(publicHalf)),
        )
    }

    /** Nothing: the wallet deletes it from its file. */
    @Throws(GeneralSecurityException::class)
    override fun delete(stored: String): Unit = Unit
}
