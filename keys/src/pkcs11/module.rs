use std::path::{Path, PathBuf};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::UserType;
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use super::TokenError;
use super::session::TokenSession;

/// A loaded module and the way into one of its tokens.
pub(super) struct Module {
    path: PathBuf,
    library: Pkcs11,
    label: String,
    pin: AuthPin,
}

impl Module {
    pub(super) fn load(path: &Path, label: &str, pin: &Zeroizing<String>) -> Result<Self, TokenError> {
        let failed = |error: Error| TokenError::Module { path: path.to_owned(), reason: error.to_string() };
        let library = Pkcs11::new(path).map_err(failed)?;
        let module = Self { path: path.to_owned(), library, label: label.to_owned(), pin: AuthPin::from(pin.as_str()) };
        module.start()?;
        Ok(module)
    }

    /// Restarts the library, which forgets all sessions and looks for tokens again.
    pub(super) fn restart(&self) -> Result<(), TokenError> {
        // A library that is not running need not be stopped.
        let _ = self.library.clone().finalize();
        self.start()
    }

    fn start(&self) -> Result<(), TokenError> {
        match self.library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            // Another part of this process uses it too.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
            Err(error) => {
                Err(TokenError::Module { path: self.path.clone(), reason: TokenError::from(error).to_string() })
            }
        }
    }

    /// Opens a session that may sign and make keys. The login is the token's, not the session's: the first one logs in
    /// for all.
    pub(super) fn open(&self) -> Result<TokenSession, TokenError> {
        let session = self.library.open_rw_session(self.slot()?)?;
        match session.login(UserType::User, Some(&self.pin)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(TokenSession::new(session)),
            Err(Error::Pkcs11(answer, _)) if is_of_pin(&answer) => {
                Err(TokenError::Pin { token: self.label.clone(), reason: format!("{answer:?}") })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn slot(&self) -> Result<Slot, TokenError> {
        let mut found = None;
        for slot in self.library.get_slots_with_token()? {
            // A slot that just lost its token is not the one wanted.
            let Ok(token) = self.library.get_token_info(slot) else { continue };
            if token.label() == self.label && found.replace(slot).is_some() {
                return Err(TokenError::Ambiguous(self.label.clone()));
            }
        }
        found.ok_or_else(|| TokenError::Absent(self.label.clone()))
    }
}

/// Whether the token refused the PIN, so that another attempt could lock it.
const fn is_of_pin(answer: &RvError) -> bool {
    matches!(
        answer,
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange | RvError::PinExpired | RvError::PinLocked
    )
}
