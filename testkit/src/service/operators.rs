//! Operators of the service.

use haetae::model::{CredentialHash, Operator, OperatorName, Scope};
use haetae::operators::Credential;
use haetae::store::{OperatorStore, Store};
use haetae_core::UnixTime;

use super::{OPERATOR_TOKEN, now};

/// The name of the operator whose credential is [`OPERATOR_TOKEN`].
pub const OPERATOR: &str = "operator-1";

/// Adds an operator with these scopes, whose credential is made of this byte. Returns the credential.
pub async fn add_operator(
    store: &(impl OperatorStore + ?Sized),
    name: &str,
    byte: u8,
    scopes: &[Scope],
    expires: Option<UnixTime>,
) -> String {
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(byte);
        Ok(())
    };
    let credential = Credential::make(&mut random).expect("random bytes");
    store.add_operator(&operator(name, scopes, credential.hash(), expires)).await.expect("the store answers");
    credential.expose().to_owned()
}

/// Adds the operator with all scopes, where it is not there yet.
pub(super) async fn add_usual(store: &dyn Store) {
    let credential = Credential::parse(OPERATOR_TOKEN).expect("a credential");
    let usual = operator(OPERATOR, &Scope::ALL, credential.hash(), None);
    store.add_operator(&usual).await.expect("the store answers");
}

fn operator(name: &str, scopes: &[Scope], credential: CredentialHash, expires: Option<UnixTime>) -> Operator {
    Operator {
        name: OperatorName::new(name).expect("a name"),
        scopes: scopes.to_vec(),
        credential: Some(credential),
        created: now(),
        expires,
        removed: None,
        last_used: None,
    }
}
