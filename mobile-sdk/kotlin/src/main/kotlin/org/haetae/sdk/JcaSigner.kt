package org.haetae.sdk

import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.InvalidKeyException
import java.security.PrivateKey
import java.security.PublicKey
import java.security.Signature
import java.security.SignatureException
import java.security.interfaces.ECPublicKey
import java.util.Base64

/**
 * A P-256 or Ed25519 key of `java.security`. The private half may be in Android's key store or a token: it is only
 * asked to sign.
 *
 * @throws InvalidKeyException if the public key is of another kind.
 */
public class JcaSigner(
    private val privateKey: PrivateKey,
    publicKey: PublicKey,
) : Signer {
    private val kind: Kind = Kind.of(publicKey)

    override val publicKey: PublicJwk = kind.jwk(publicKey)

    override fun sign(bytes: ByteArray): ByteArray {
        val signature =
            Signature.getInstance(kind.algorithm).run {
                initSign(privateKey)
                update(bytes)
                sign()
            }
        return kind.fixed(signature)
    }

    private enum class Kind(val algorithm: String) {
        /** Android's key store knows only the DER form of the signature. */
        P256("SHA256withECDSA") {
            override fun jwk(key: PublicKey): PublicJwk {
                val point = (key as ECPublicKey).w
                return PublicJwk("EC", "P-256", base64url(point.affineX.toBytes()), base64url(point.affineY.toBytes()))
            }

            override fun fixed(signature: ByteArray): ByteArray = fixedFromDer(signature)
        },
        ED25519("Ed25519") {
            /** A SubjectPublicKeyInfo of Ed25519 ends in the bytes of the key. */
            override fun jwk(key: PublicKey): PublicJwk =
                PublicJwk("OKP", "Ed25519", base64url(key.encoded.takeLast(HALF).toByteArray()))

            override fun fixed(signature: ByteArray): ByteArray = signature
        }, ;

        abstract fun jwk(key: PublicKey): PublicJwk

        abstract fun fixed(signature: ByteArray): ByteArray

        companion object {
            fun of(key: PublicKey): Kind =
                when {
                    key is ECPublicKey && key.params.order == P256_ORDER -> P256
                    key.algorithm in ED25519_NAMES && key.encoded?.size == ED25519_SPKI_BYTES -> ED25519
                    else -> throw InvalidKeyException("a holder key is of P-256 or Ed25519, not ${key.algorithm}")
                }
        }
    }

    private companion object {
        const val HALF = 32
        const val ED25519_SPKI_BYTES = 44
        val ED25519_NAMES = listOf("Ed25519", "EdDSA")
        val P256_ORDER = BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)

        fun base64url(bytes: ByteArray): String = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

        /** As 32 bytes; a [BigInteger] has a sign, and no zeros at its beginning. */
        fun BigInteger.toBytes(): ByteArray {
            val bytes = toByteArray().dropWhile { it == 0.toByte() }
            if (signum() < 0 || bytes.size > HALF) throw SignatureException("a number does not fit into $HALF bytes")
            return ByteArray(HALF - bytes.size) + bytes
        }

        /** SEQUENCE { INTEGER r, INTEGER s }, all of it below 128 bytes, as r and s. */
        fun fixedFromDer(der: ByteArray): ByteArray {
            val integers = Der(der).sequence()
            if (integers.size != 2) throw SignatureException("a signature has two numbers, not ${integers.size}")
            return integers.fold(ByteArray(0)) { taken, integer -> taken + integer.toBytes() }
        }
    }

    /** Reads the one form of DER that signatures have. */
    private class Der(private val bytes: ByteArray) {
        private var place = 0

        fun sequence(): List<BigInteger> {
            val end = head(SEQUENCE)
            if (end != bytes.size) throw malformed()
            val integers = mutableListOf<BigInteger>()
            while (place < end) {
                val last = head(INTEGER)
                if (last == place) throw malformed()
                integers += BigInteger(bytes.copyOfRange(place, last))
                place = last
            }
            return integers
        }

        /** Takes a tag and a length of one byte. Returns where the content ends. */
        private fun head(tag: Int): Int {
            if (place + 2 > bytes.size || bytes[place].toInt() != tag || bytes[place + 1] < 0) throw malformed()
            val end = place + 2 + bytes[place + 1]
            if (end > bytes.size) throw malformed()
            place += 2
            return end
        }

        private fun malformed(): GeneralSecurityException = SignatureException("the signature is no DER")

        private companion object {
            const val SEQUENCE = 0x30
            const val INTEGER = 0x02
        }
    }
}
