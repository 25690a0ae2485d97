use haetae::attestation::{Attestation, AttestationVerifier, Flaw};
use haetae_core::{PublicKey, keys_digest};
use haetae_testkit::phone::HolderPair;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::maker::{Authority, nonce_extension};
use super::{APP_ID, flaw, verifier};

/// What an app sends, each part as a test wants it.
struct App {
    app_id: &'static str,
    flags: u8,
    counter: u32,
    environment: [u8; 16],
    /// `None` for the id of the certified key.
    credential_id: Option<Vec<u8>>,
    client_data: String,
    format: &'static str,
}

impl App {
    fn good(keys: &[PublicKey]) -> Self {
        Self {
            app_id: APP_ID,
            flags: 0x40,
            counter: 0,
            environment: *b"appattest\0\0\0\0\0\0\0",
            credential_id: None,
            client_data: keys_digest(keys),
            format: "apple-appattest",
        }
    }

    fn object(&self, authority: &Authority) -> Vec<u8> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
        let id = self.credential_id.clone().unwrap_or_else(|| Sha256::digest(key.der_bytes()).to_vec());
        let data = [
            Sha256::digest(self.app_id).to_vec(),
            vec![self.flags],
            self.counter.to_be_bytes().to_vec(),
            self.environment.to_vec(),
            u16::try_from(id.len()).expect("short").to_be_bytes().to_vec(),
            id,
        ];
        let data = data.concat();
        let nonce = Sha256::digest([&data[..], &Sha256::digest(&self.client_data)].concat());
        let leaf = authority.leaf(&key, Some(nonce_extension(&nonce)));
        encode(self.format, &[&leaf, &authority.batch], &data)
    }
}

fn encode(format: &str, certificates: &[&[u8]], data: &[u8]) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(Vec::new());
    let write = |encoder: &mut minicbor::Encoder<Vec<u8>>| -> Result<(), minicbor::encode::Error<_>> {
        encoder.map(3)?.str("fmt")?.str(format)?.str("attStmt")?.map(2)?.str("x5c")?;
        encoder.array(certificates.len() as u64)?;
        for certificate in certificates {
            encoder.bytes(certificate)?;
        }
        encoder.str("receipt")?.bytes(b"for Apple")?.str("authData")?.bytes(data)?;
        Ok(())
    };
    write(&mut encoder).expect("CBOR");
    encoder.into_writer()
}

struct Scene {
    authority: Authority,
    verifier: AttestationVerifier,
    keys: Vec<PublicKey>,
    _folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let (folder, authority) = (tempfile::tempdir().expect("a folder"), Authority::new("Apple"));
        let verifier = verifier(folder.path(), &Authority::new("Google").root_pem, &authority.root_pem);
        let keys = vec![HolderPair::ed25519(1).public(), HolderPair::p256().public()];
        Self { authority, verifier, keys, _folder: folder }
    }

    fn flaw(&self, object: Vec<u8>) -> Option<Flaw> {
        flaw(&self.verifier, &self.keys, &Attestation::AppleAppAttest(object))
    }

    fn flaw_of(&self, change: impl FnOnce(&mut App)) -> Option<Flaw> {
        let mut app = App::good(&self.keys);
        change(&mut app);
        self.flaw(app.object(&self.authority))
    }
}

#[test]
fn an_app_vouches_for_all_keys_of_a_request_at_once() {
    let scene = Scene::new();
    assert_eq!(scene.flaw_of(|_| {}), None);
    let other_keys = [HolderPair::ed25519(9).public()];
    assert_eq!(scene.flaw_of(|app| app.client_data = keys_digest(&other_keys)), Some(Flaw::OtherClientData));
    assert_eq!(scene.flaw_of(|app| app.client_data.clear()), Some(Flaw::OtherClientData));
}

#[test]
fn each_thing_that_app_attest_says_is_needed() {
    let scene = Scene::new();
    assert_eq!(scene.flaw_of(|app| app.app_id = "ABCDE12345.kr.example.other"), Some(Flaw::OtherApp));
    assert_eq!(scene.flaw_of(|app| app.counter = 1), Some(Flaw::Counter));
    assert_eq!(scene.flaw_of(|app| app.environment = *b"appattestdevelop"), Some(Flaw::Environment));
    assert_eq!(scene.flaw_of(|app| app.environment = [0; 16]), Some(Flaw::Environment));
    assert_eq!(scene.flaw_of(|app| app.credential_id = Some(vec![7; 32])), Some(Flaw::CredentialId));
    assert_eq!(scene.flaw_of(|app| app.credential_id = Some(Vec::new())), Some(Flaw::CredentialId));
    assert_eq!(scene.flaw_of(|app| app.flags = 0), Some(Flaw::Object));
    assert_eq!(scene.flaw_of(|app| app.format = "packed"), Some(Flaw::Object));
}

#[test]
fn an_object_under_another_root_or_of_another_form_is_refused() {
    let scene = Scene::new();
    let app = App::good(&scene.keys);
    assert_eq!(scene.flaw(app.object(&Authority::new("Apple"))), Some(Flaw::Root));
    // A leaf of Android's kind of authority: one that does not say that it may sign.
    let unsaid = Authority::with("Apple", |batch| batch.is_ca = rcgen::IsCa::NoCa);
    let folder = tempfile::tempdir().expect("a folder");
    let lenient = verifier(folder.path(), &unsaid.root_pem, &unsaid.root_pem);
    let object = Attestation::AppleAppAttest(app.object(&unsaid));
    assert_eq!(flaw(&lenient, &scene.keys, &object), Some(Flaw::NotAnAuthority));
    let good = app.object(&scene.authority);
    assert_eq!(scene.flaw(good[..good.len() - 1].to_vec()), Some(Flaw::Object));
    assert_eq!(scene.flaw([&good[..], &[0]].concat()), Some(Flaw::Object));
    assert_eq!(scene.flaw(Vec::new()), Some(Flaw::Object));
    assert_eq!(scene.flaw(vec![0; 32_769]), Some(Flaw::ObjectTooLarge));
    let data = [&[0x40; 53][..], &[0, 0]].concat();
    assert_eq!(scene.flaw(encode("apple-appattest", &[], &data)), Some(Flaw::ChainLength));
    assert_eq!(scene.flaw(encode("apple-appattest", &[b"\x30".as_slice(); 12], &data)), Some(Flaw::ChainLength));
    assert_eq!(scene.flaw(encode("apple-appattest", &[b"\x30"], &data[..40])), Some(Flaw::Object));
    assert_eq!(
        scene.flaw(b"\xa1\x67attStmt\xa1\x63x5c\x9b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()),
        Some(Flaw::Object)
    );
}
