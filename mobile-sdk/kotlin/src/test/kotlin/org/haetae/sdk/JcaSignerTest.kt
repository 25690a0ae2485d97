package org.haetae.sdk

import java.math.BigInteger
import java.security.InvalidKeyException
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.Provider
import java.security.PublicKey
import java.security.Security
import java.security.Signature
import java.security.SignatureException
import java.security.SignatureSpi
import java.security.spec.ECGenParameterSpec
import java.util.Base64
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

class JcaSignerTest {
    private val message = "what a phone signs".toByteArray()

    @Test
    fun `a P-256 signature verifies in its form of 64 bytes, with both halves of s`() {
        val pair = p256()
        val signer = JcaSigner(pair.private, pair.public)
        val signatures = List(40) { signer.sign(message) }
        for (signature in signatures) {
            assertEquals(64, signature.size)
            val verifying = Signature.getInstance("SHA256withECDSAinP1363Format").apply { initVerify(pair.public) }
            verifying.update(message)
            assertTrue(verifying.verify(signature))
        }
        // Of 40, all in one half would be one chance in 2^39.
        val upper = signatures.count { BigInteger(1, it.copyOfRange(32, 64)) > HALF_OF_ORDER }
        assertTrue(upper in 1..39, "$upper of 40 are in the upper half")
    }

    @Test
    fun `numbers are brought to 32 bytes, whatever their length in DER is`() {
        val cases =
            mapOf(
                "3006020101020102" to "01".padStart(64, '0') + "02".padStart(64, '0'),
                "30260221" + "00" + "ff".repeat(32) + "020101" to "ff".repeat(32) + "01".padStart(64, '0'),
                "3025021f" + "7a".repeat(31) + "02020080" to "00" + "7a".repeat(31) + "80".padStart(64, '0'),
            )
        for ((der, fixed) in cases) assertContentEquals(hex(fixed), signing(hex(der)), der)
    }

    @Test
    fun `what is no DER of two numbers is refused`() {
        val refused =
            listOf(
                "",
                "30",
                "3006",
                "300602010102",
                "300602010102010200",
                "3103020101",
                "3003020101",
                "3009020101020102020103",
                "30060201ff020102",
                "30040200020102",
                "30818002",
                "302702220100" + "ff".repeat(32) + "020101",
            )
        for (der in refused) assertFailsWith<SignatureException>(der) { signing(hex(der)) }
    }

    @Test
    fun `an Ed25519 key signs and is written as its 32 bytes`() {
        val pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair()
        val signer = JcaSigner(pair.private, pair.public)
        assertEquals(listOf("OKP", "Ed25519", null), signer.publicKey.run { listOf(kty, crv, y) })
        assertEquals(32, Base64.getUrlDecoder().decode(signer.publicKey.x).size)
        val verifying = Signature.getInstance("Ed25519").apply { initVerify(pair.public) }
        verifying.update(message)
        assertTrue(verifying.verify(signer.sign(message)))
    }

    @Test
    fun `other keys are refused`() {
        val p384 = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp384r1")) }
        for (generator in listOf(p384) + listOf("RSA", "X25519", "Ed448").map(KeyPairGenerator::getInstance)) {
            val pair = generator.generateKeyPair()
            assertFailsWith<InvalidKeyException> { JcaSigner(pair.private, pair.public) }
        }
    }

    @Test
    fun `keys in software come back from what is stored, and nothing else does`() {
        for (kind in SoftwareKeys.Kind.entries) {
            val keys = SoftwareKeys(kind)
            val stored = keys.make()
            assertEquals(keys.open(stored).publicKey, keys.open(stored).publicKey)
            assertEquals(64, SoftwareKeys(SoftwareKeys.Kind.P256).open(stored).sign(message).size)
            for (other in listOf("", "P256", "RSA:YQ==:YQ==", "$kind:?:?", stored.replace(":", ";"), "$stored:")) {
                assertFailsWith<java.security.GeneralSecurityException>(other) { keys.open(other) }
            }
        }
    }

    /** What a signer makes of the signature of a key whose provider gives exactly this. */
    private fun signing(der: ByteArray): ByteArray {
        val pair = p256()
        Fixed.next = der
        Security.insertProviderAt(FixedProvider, 1)
        try {
            return JcaSigner(FixedKey, pair.public).sign(message)
        } finally {
            Security.removeProvider(FixedProvider.name)
        }
    }

    private fun p256(): KeyPair =
        KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    private companion object {
        val HALF_OF_ORDER: BigInteger =
            BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16).shiftRight(1)
    }
}

/** A key that stays in its provider, like one of Android's key store. */
private object FixedKey : PrivateKey {
    private fun readResolve(): Any = FixedKey

    override fun getAlgorithm() = "EC"

    override fun getFormat(): String? = null

    override fun getEncoded(): ByteArray? = null
}

private object FixedProvider : Provider("Fixed", "1", "signs with what it is given") {
    private fun readResolve(): Any = FixedProvider

    init {
        put("Signature.SHA256withECDSA", Fixed::class.java.name)
        put("Signature.SHA256withECDSA SupportedKeyClasses", FixedKey::class.java.name)
    }
}

/** Made by the JCA. */
class Fixed : SignatureSpi() {
    override fun engineInitVerify(key: PublicKey?) = error("it only signs")

    override fun engineInitSign(key: PrivateKey?) = Unit

    override fun engineUpdate(byte: Byte) = Unit

    override fun engineUpdate(bytes: ByteArray?, offset: Int, length: Int) = Unit

    override fun engineSign(): ByteArray = next

    override fun engineVerify(signature: ByteArray?): Boolean = error("it only signs")

    @Deprecated("of the JCA")
    override fun engineSetParameter(name: String?, value: Any?) = Unit

    @Deprecated("of the JCA")
    override fun engineGetParameter(name: String?): Any? = null

    companion object {
        @Volatile
        var next = ByteArray(0)
    }
}
