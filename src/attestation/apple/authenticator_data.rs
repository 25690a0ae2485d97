use crate::config::AppleEnvironment;

/// The bit that says that a credential follows.
const CREDENTIAL: u8 = 0x40;

/// What App Attest's key signs and its certificate is made for (WebAuthn, "authenticator data").
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    /// SHA-256 of the app's id.
    pub(super) app_hash: &'a [u8],
    /// How often the key has signed.
    pub(super) counter: u32,
    /// `None` for one that we do not know.
    pub(super) environment: Option<AppleEnvironment>,
    pub(super) credential_id: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// `None` if it has another form. What follows the credential's id is not read: the certificate has the key.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (app_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let (environment, rest) = rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let credential_id = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        let environment = match environment {
            b"appattest\0\0\0\0\0\0\0" => Some(AppleEnvironment::Production),
            b"appattestdevelop" => Some(AppleEnvironment::Development),
            _ => None,
        };
        let counter = u32::from_be_bytes(*counter);
        (flags & CREDENTIAL != 0).then_some(Self { app_hash, counter, environment, credential_id })
    }
}
