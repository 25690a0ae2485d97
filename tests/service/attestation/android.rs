use haetae::attestation::{Attestation, AttestationError, AttestationVerifier, AttestedRequest, Chains, Flaw};
use haetae_core::PublicKey;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::now;
use rcgen::{IsCa, KeyPair, PKCS_ECDSA_P256_SHA256, date_time_ymd};
use tempfile::TempDir;

use super::maker::{Authority, Certified, Description};
use super::{CHALLENGE, PACKAGE, PARTNER, SIGNER, flaw, verifier};

pub(super) fn good() -> Description {
    Description {
        attestation_level: 1,
        key_level: 1,
        challenge: CHALLENGE.to_vec(),
        purpose: 2,
        origin: 0,
        is_locked: true,
        boot_state: 0,
        package: PACKAGE,
        signers: vec![SIGNER],
        all_applications: false,
        in_software: false,
    }
}

fn chain(certificates: &[&[u8]]) -> Attestation {
    let places = (0..certificates.len()).collect();
    let certificates = certificates.iter().map(|bytes| bytes.to_vec()).collect();
    Attestation::AndroidKey(Chains { certificates, chains: vec![places] })
}

struct Scene {
    authority: Authority,
    verifier: AttestationVerifier,
    holder: HolderPair,
    _folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        Self::of(Authority::new("Google"))
    }

    fn of(authority: Authority) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let verifier = verifier(folder.path(), &authority.root_pem, &authority.root_pem);
        Self { authority, verifier, holder: HolderPair::p256(), _folder: folder }
    }

    fn leaf(&self, description: &Description) -> Vec<u8> {
        self.authority.leaf(&Certified::of(&self.holder), Some(description.extension()))
    }

    fn flaw(&self, certificates: &[&[u8]]) -> Option<Flaw> {
        flaw(&self.verifier, &[self.holder.public()], &chain(certificates))
    }

    /// What is wrong with a phone's key of which the hardware says this.
    fn flaw_of(&self, change: impl FnOnce(&mut Description)) -> Option<Flaw> {
        let mut description = good();
        change(&mut description);
        self.flaw(&[&self.leaf(&description), &self.authority.batch])
    }
}

#[test]
fn a_chain_to_a_root_is_good_with_the_root_or_without() {
    let scene = Scene::new();
    let leaf = scene.leaf(&good());
    assert_eq!(scene.flaw(&[&leaf, &scene.authority.batch]), None);
    assert_eq!(scene.flaw(&[&leaf, &scene.authority.batch, &scene.authority.root]), None);
    assert_eq!(scene.flaw_of(|key| (key.attestation_level, key.key_level) = (2, 2)), None, "StrongBox");
    assert_eq!(scene.verifier.counts().accepted, 3);
}

#[test]
fn an_ed25519_key_can_be_certified_too_and_the_dates_of_a_leaf_do_not_count() {
    let mut scene = Scene::new();
    scene.holder = HolderPair::ed25519(7);
    let leaf = scene.authority.leaf_of_1970(&Certified::of(&scene.holder), good().extension());
    assert_eq!(scene.flaw(&[&leaf, &scene.authority.batch]), None);
}

#[test]
fn each_thing_that_the_hardware_says_is_needed() {
    let scene = Scene::new();
    assert_eq!(scene.flaw_of(|key| key.challenge = b"of another time".to_vec()), Some(Flaw::OtherChallenge));
    assert_eq!(scene.flaw_of(|key| key.attestation_level = 0), Some(Flaw::Software));
    assert_eq!(scene.flaw_of(|key| key.key_level = 0), Some(Flaw::Software));
    assert_eq!(scene.flaw_of(|key| key.key_level = 3), Some(Flaw::KeyDescription));
    assert_eq!(scene.flaw_of(|key| key.origin = 2), Some(Flaw::Imported));
    assert_eq!(scene.flaw_of(|key| key.purpose = 7), Some(Flaw::Purpose));
    assert_eq!(scene.flaw_of(|key| key.is_locked = false), Some(Flaw::Unlocked));
    assert_eq!(scene.flaw_of(|key| key.boot_state = 1), Some(Flaw::Boot), "another system, signed by its user");
    assert_eq!(scene.flaw_of(|key| key.boot_state = 2), Some(Flaw::Boot));
    assert_eq!(scene.flaw_of(|key| key.package = "kr.example.other"), Some(Flaw::OtherApp));
    assert_eq!(scene.flaw_of(|key| key.signers = vec![[1; 32]]), Some(Flaw::OtherApp), "repackaged");
    assert_eq!(scene.flaw_of(|key| key.signers = vec![SIGNER, [1; 32]]), Some(Flaw::OtherApp));
    assert_eq!(scene.flaw_of(|key| key.signers.clear()), Some(Flaw::OtherApp));
    assert_eq!(scene.flaw_of(|key| key.all_applications = true), Some(Flaw::OtherApp));
    assert_eq!(scene.flaw_of(|key| key.in_software = true), Some(Flaw::Imported), "only the system says so");
}

#[test]
fn somebody_elses_chain_is_of_no_use() {
    let scene = Scene::new();
    let others = scene.authority.leaf(&Certified::of(&HolderPair::p256()), Some(good().extension()));
    assert_eq!(scene.flaw(&[&others, &scene.authority.batch]), Some(Flaw::OtherKey));
    let request = |challenge| {
        let attestation = chain(&[&scene.leaf(&good()), &scene.authority.batch]);
        let keys = [scene.holder.public()];
        let request = AttestedRequest { partner: PARTNER, keys: &keys, challenge, attestation: Some(&attestation) };
        scene.verifier.verify(&request, now())
    };
    assert_eq!(request(None), Err(AttestationError::Invalid(Flaw::NoChallenge)));
    assert_eq!(request(Some(b"".as_slice())), Err(AttestationError::Invalid(Flaw::OtherChallenge)));
    assert_eq!(request(Some(CHALLENGE)), Ok(()));
}

#[test]
fn a_chain_that_is_cut_swapped_or_under_another_root_is_refused() {
    let scene = Scene::new();
    let (leaf, batch, root) = (scene.leaf(&good()), &scene.authority.batch, &scene.authority.root);
    assert_eq!(scene.flaw(&[]), Some(Flaw::ChainLength));
    assert_eq!(scene.flaw(&[&leaf]), Some(Flaw::Root));
    assert_eq!(scene.flaw(&[batch, &leaf]), Some(Flaw::Root));
    assert_eq!(scene.flaw(&[&leaf, root]), Some(Flaw::Root));
    assert_eq!(scene.flaw(&[&leaf, root, batch]), Some(Flaw::Signature));
    assert_eq!(scene.flaw(&[batch]), Some(Flaw::OtherKey));
    assert_eq!(scene.flaw(&[&leaf, batch, batch]), Some(Flaw::Signature));
    // The same names, and other keys.
    let other = Authority::new("Google");
    let foreign = other.leaf(&Certified::of(&scene.holder), Some(good().extension()));
    assert_eq!(scene.flaw(&[&foreign, &other.batch]), Some(Flaw::Root));
    assert_eq!(scene.flaw(&[&foreign, &other.batch, &other.root]), Some(Flaw::Root));
    assert_eq!(scene.flaw(&[&foreign, batch]), Some(Flaw::Signature));
    let without = scene.authority.leaf(&Certified::of(&scene.holder), None);
    assert_eq!(scene.flaw(&[&without, batch]), Some(Flaw::KeyDescription));
}

#[test]
fn a_key_in_secure_hardware_cannot_certify_another_one() {
    let described = Scene::of(Authority::with("Google", |batch| batch.custom_extensions = vec![good().extension()]));
    assert_eq!(described.flaw_of(|_| {}), Some(Flaw::KeyDescriptionAbove));
    let no_authority = Scene::of(Authority::with("Google", |batch| batch.is_ca = IsCa::ExplicitNoCa));
    assert_eq!(no_authority.flaw_of(|_| {}), Some(Flaw::NotAnAuthority));
    // An app's own key, certified in order, signs a leaf.
    let scene = Scene::new();
    let app_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
    let app = scene.authority.leaf(&app_key, Some(good().extension()));
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Leaf");
    params.custom_extensions = vec![good().extension()];
    let issuer = rcgen::Issuer::new(params.clone(), app_key);
    let forged = params.signed_by(&Certified::of(&scene.holder), &issuer).expect("a certificate");
    let flaw = scene.flaw(&[forged.der(), &app, &scene.authority.batch]);
    assert!(matches!(flaw, Some(Flaw::NotAnAuthority | Flaw::KeyDescriptionAbove)), "{flaw:?}");
}

#[test]
fn an_authority_outside_its_dates_is_refused() {
    let expired = Authority::with("Google", |batch| batch.not_after = date_time_ymd(2026, 11, 14));
    assert_eq!(Scene::of(expired).flaw_of(|_| {}), Some(Flaw::Untimely));
    let early = Authority::with("Google", |batch| batch.not_before = date_time_ymd(2026, 11, 16));
    assert_eq!(Scene::of(early).flaw_of(|_| {}), Some(Flaw::Untimely));
}

#[test]
fn each_holder_key_needs_its_own_chain_in_its_place() {
    let scene = Scene::new();
    let pairs = [HolderPair::p256(), HolderPair::p256()];
    let keys: Vec<PublicKey> = pairs.iter().map(HolderPair::public).collect();
    let leaf = |pair| scene.authority.leaf(&Certified::of(pair), Some(good().extension()));
    let certificates = vec![leaf(&pairs[0]), leaf(&pairs[1]), scene.authority.batch.clone()];
    let of = |chains: &[&[usize]]| {
        let chains = chains.iter().map(|places| places.to_vec()).collect();
        let attestation = Attestation::AndroidKey(Chains { certificates: certificates.clone(), chains });
        flaw(&scene.verifier, &keys, &attestation)
    };
    assert_eq!(of(&[&[0, 2], &[1, 2]]), None);
    assert_eq!(of(&[&[1, 2], &[0, 2]]), Some(Flaw::OtherKey));
    assert_eq!(of(&[&[0, 2]]), Some(Flaw::ChainNumber));
    assert_eq!(of(&[&[0, 2], &[0, 2]]), Some(Flaw::OtherKey));
    assert_eq!(of(&[&[0, 2], &[1, 3]]), Some(Flaw::ChainLength));
    assert_eq!(of(&[&[0, 2], &[1; 12]]), Some(Flaw::ChainLength));
}

#[test]
fn what_is_too_large_or_no_certificate_is_not_looked_at() {
    let scene = Scene::new();
    let leaf = scene.leaf(&good());
    assert_eq!(scene.flaw(&[&leaf[..leaf.len() - 1], &scene.authority.batch]), Some(Flaw::Certificate));
    assert_eq!(scene.flaw(&[&[], &scene.authority.batch]), Some(Flaw::Certificate));
    assert_eq!(scene.flaw(&[&[0x30; 16_385], &scene.authority.batch]), Some(Flaw::CertificateTooLarge));
    // Any bit of what is signed, and of the signature.
    for place in (0..leaf.len()).step_by(7) {
        let mut changed = leaf.clone();
        changed[place] ^= 1;
        assert_ne!(scene.flaw(&[&changed, &scene.authority.batch]), None, "byte {place}");
    }
}
