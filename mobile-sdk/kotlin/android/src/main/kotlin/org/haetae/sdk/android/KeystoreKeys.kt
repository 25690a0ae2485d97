package org.haetae.sdk.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.InvalidKeyException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.spec.ECGenParameterSpec
import java.util.UUID
import org.haetae.sdk.JcaSigner
import org.haetae.sdk.KeySource
import org.haetae.sdk.Signer

/**
 * P-256 keys in Android's key store, in the phone's secure hardware if it has any. They never leave it, and an app that
 * is removed takes them with it.
 */
public class KeystoreKeys : KeySource {
    private val store: KeyStore by lazy { KeyStore.getInstance(STORE).apply { load(null) } }

    override fun make(): String {
        val alias = PREFIX + UUID.randomUUID()
        val use =
            KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
                .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                .setDigests(KeyProperties.DIGEST_SHA256)
                .build()
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, STORE).run {
            initialize(use)
            generateKeyPair()
        }
        return alias
    }

    override fun open(stored: String): Signer {
        val key = store.getKey(stored, null) as? PrivateKey
        val certificate = store.getCertificate(stored)
        if (key == null || certificate == null) throw InvalidKeyException("the key store has no key $stored")
        return JcaSigner(key, certificate.publicKey)
    }

    override fun delete(stored: String): Unit = store.deleteEntry(stored)

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val PREFIX = "haetae-holder-"
    }
}
