use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;
use haetae_core::{Kid, PublicKey, Signature};

use super::TokenError;
use super::objects;

/// An open session, and the handles of the keys that it has signed with.
pub(super) struct TokenSession {
    session: Session,
    /// Only keys whose first signature by this session was valid.
    found: Vec<(Kid, ObjectHandle)>,
}

impl TokenSession {
    pub(super) const fn new(session: Session) -> Self {
        Self { session, found: Vec::new() }
    }

    /// The Ed25519 keys whose ids are their kids, by kid.
    pub(super) fn keys(&self) -> Result<Vec<(Kid, PublicKey)>, TokenError> {
        let mut keys = Vec::new();
        for public in self.session.find_objects(&objects::PUBLIC_KEYS)? {
            let attributes = self.session.get_attributes(public, &objects::IDENTIFYING)?;
            let Some((kid, key)) = objects::key_of(&attributes) else { continue };
            if !self.session.find_objects(&objects::private_key(kid))?.is_empty() {
                keys.push((kid, key));
            }
        }
        keys.sort_by_key(|(kid, _)| *kid);
        keys.dedup();
        Ok(keys)
    }

    pub(super) fn sign(&mut self, kid: Kid, public: &PublicKey, message: &[u8]) -> Result<Signature, TokenError> {
        if let Some((_, handle)) = self.found.iter().find(|(found, _)| *found == kid) {
            return self.sign_with(*handle, message);
        }
        let handles = self.session.find_objects(&objects::private_key(kid))?;
        let handle = *handles.first().ok_or(TokenError::Gone)?;
        let signature = self.sign_with(handle, message)?;
        // An id is only a name: another key may have it.
        let PublicKey::Ed25519(bytes) = public else { return Err(TokenError::OtherKey) };
        UnparsedPublicKey::new(&ED25519, bytes).verify(message, &signature).map_err(|_| TokenError::OtherKey)?;
        self.found.push((kid, handle));
        Ok(signature)
    }

    fn sign_with(&self, handle: ObjectHandle, message: &[u8]) -> Result<Signature, TokenError> {
        let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519));
        let signature = self.session.sign(&mechanism, handle, message)?;
        signature.as_slice().try_into().map_err(|_| TokenError::Call(format!("{} bytes", signature.len())))
    }

    /// Makes a key. Its kid is only known once it exists; a key that cannot be named is removed.
    pub(super) fn generate(&self) -> Result<(Kid, PublicKey), TokenError> {
        let (public, private) = self.key_pair()?;
        let named = self.name(public, private);
        if named.is_err() {
            for object in [private, public] {
                // The first failure is the one to report.
                let _ = self.session.destroy_object(object);
            }
        }
        named
    }

    fn name(&self, public: ObjectHandle, private: ObjectHandle) -> Result<(Kid, PublicKey), TokenError> {
        let attributes = self.session.get_attributes(public, &objects::IDENTIFYING)?;
        let key = objects::point_of(&attributes).ok_or_else(|| TokenError::Call("no Ed25519 point".to_owned()))?;
        let kid = key.kid();
        let names = [Attribute::Id(kid.0.to_vec()), Attribute::Label(format!("haetae {kid}").into_bytes())];
        // The private key first: a public key alone is ignored.
        self.session.update_attributes(private, &names)?;
        self.session.update_attributes(public, &names)?;
        Ok((kid, key))
    }

    /// Destroys a key: the private part first, without which the public one is ignored.
    pub(super) fn destroy(&mut self, kid: Kid) -> Result<(), TokenError> {
        let private = self.session.find_objects(&objects::private_key(kid))?;
        if private.is_empty() {
            return Err(TokenError::Gone);
        }
        let public = self.session.find_objects(&objects::public_key(kid))?;
        self.found.retain(|(found, _)| *found != kid);
        for object in private.into_iter().chain(public) {
            self.session.destroy_object(object)?;
        }
        Ok(())
    }

    /// Tokens name the curve in one of two ways.
    fn key_pair(&self) -> Result<(ObjectHandle, ObjectHandle), TokenError> {
        let make = |curve: &[u8]| {
            let public = objects::new_public_key(curve);
            self.session.generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &objects::NEW_PRIVATE_KEY)
        };
        Ok(make(&objects::CURVE_OID).or_else(|_| make(&objects::CURVE_NAME))?)
    }
}
