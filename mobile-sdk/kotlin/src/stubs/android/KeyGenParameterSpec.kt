// What KeystoreKeys uses of Android, declared so that it is compiled. Nothing of it ships or runs.
package android.security.keystore

import java.security.spec.AlgorithmParameterSpec

class KeyGenParameterSpec private constructor() : AlgorithmParameterSpec {
    class Builder(private val keystoreAlias: String, private val purposes: Int) {
        fun setAlgorithmParameterSpec(spec: AlgorithmParameterSpec): Builder = error("a declaration: $spec")

        fun setDigests(vararg digests: String): Builder = error("a declaration: $digests")

        fun build(): KeyGenParameterSpec = error("a declaration: $keystoreAlias, $purposes")
    }
}

object KeyProperties {
    const val PURPOSE_SIGN = 4
    const val DIGEST_SHA256 = "SHA-256"
    const val KEY_ALGORITHM_EC = "EC"
}
