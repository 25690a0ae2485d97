#include <openssl/evp.h>
#include <openssl/x509.h>

// Swift cannot call what takes a variable number of arguments.
static inline EVP_PKEY *generate_p256(void) { return EVP_EC_gen("P-256"); }
static inline EVP_PKEY *generate_ed25519(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }
