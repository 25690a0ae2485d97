//! A data folder whose issuing key for phones was moved into a SoftHSM token.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use base64ct::{Base64, Encoding as _};
use haetae_core::{Kid, PublicKey, Role, TrustList};
use haetae_keys::{Passphrase, SealedFolder, UnlockedFolder};

use super::process::DataFolder;
use crate::token::{CONFIGURATION, LABEL, MODULE, PIN, TokenFolder};

/// The folder, the token, and the key that is in it.
#[derive(Debug)]
pub struct KeyInToken {
    /// The folder.
    pub data: DataFolder,
    /// The token.
    pub token: TokenFolder,
    /// What names the key.
    pub kid: Kid,
    /// Its public half.
    pub public: PublicKey,
    /// Its seed, by which one would know it.
    pub seed: [u8; 32],
    /// The encrypted file that it had before.
    pub file: Vec<u8>,
}

impl KeyInToken {
    /// A new folder, made by this program.
    pub async fn new(program: &'static str) -> Self {
        Self::of(DataFolder::new(program).await)
    }

    /// The same of a data folder that was made before.
    pub fn of(data: DataFolder) -> Self {
        let key = first_phone_key(&data);
        Self::moving(data, key)
    }

    /// A new folder whose key for rules is in the token.
    pub async fn for_rules(program: &'static str) -> Self {
        let data = DataFolder::new(program).await;
        let key = first_key(&data, |role| *role == Role::Rules);
        Self::moving(data, key)
    }

    fn moving(mut data: DataFolder, (kid, public): (Kid, PublicKey)) -> Self {
        let token = TokenFolder::make();
        data.environment.push((CONFIGURATION, token.configuration()));
        let folder = unlocked(&data);
        let document = folder.read(kid).expect("a key");
        let file = fs::read(sealed_file(&data, kid)).expect("a file");
        import(&data, &token, kid, &document);
        folder.folder().remove(kid).expect("removed");

        let toml = fs::read_to_string(data.path("haetae.toml")).expect("a configuration");
        let named =
            toml.replace("# module = ", "module = ").replace("label = \"haetae\"", &format!("label = \"{LABEL}\""));
        assert!(named.contains(MODULE) && named.contains(LABEL), "{named}");
        fs::write(data.path("haetae.toml"), named).expect("written");
        let key = Self { data, token, kid, public, seed: document[16..48].try_into().expect("a seed"), file };
        key.write_pin(PIN);
        key
    }

    /// Writes the file that the service reads the PIN from.
    pub fn write_pin(&self, pin: &str) {
        let path = self.data.path("token.pin");
        fs::write(&path, format!("{pin}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    /// Puts the key back into the folder of files, where it is in the token too.
    pub fn put_back(&self) {
        let path = sealed_file(&self.data, self.kid);
        fs::write(&path, &self.file).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    /// Takes the token away, or brings it back.
    pub fn is_there(&self, there: bool) {
        let (tokens, away) = (self.token.tokens(), self.token.tokens().with_extension("away"));
        if there {
            fs::remove_dir(&tokens).expect("an empty folder");
            fs::rename(&away, &tokens).expect("moved");
        } else {
            fs::rename(&tokens, &away).expect("moved");
            fs::create_dir(&tokens).expect("a folder");
        }
    }
}

/// The keys of a data folder, opened.
pub fn unlocked(data: &DataFolder) -> UnlockedFolder {
    let passphrase = Passphrase::read(&data.path("keys.passphrase")).expect("a passphrase");
    SealedFolder::open(&data.path("node")).expect("a folder").unlock(&passphrase).expect("the right passphrase")
}

/// The key that signs for phones first.
pub fn first_phone_key(data: &DataFolder) -> (Kid, PublicKey) {
    first_key(data, |role| matches!(role, Role::PhonePasses(_)))
}

/// The first key of a role that the folder holds.
fn first_key(data: &DataFolder, is_it: fn(&Role) -> bool) -> (Kid, PublicKey) {
    let list = fs::read(data.path("trust-list")).expect("a trust list");
    let list = TrustList::decode_unverified(&list).expect("a trust list");
    let held = list.keys().filter(|(kid, key)| is_it(&key.role) && sealed_file(data, *kid).exists());
    let (kid, key) = held.min_by_key(|(_, key)| key.from).expect("a key of this role");
    (*kid, key.key)
}

fn sealed_file(data: &DataFolder, kid: Kid) -> PathBuf {
    data.path("node").join(format!("{kid}.age"))
}

fn import(data: &DataFolder, token: &TokenFolder, kid: Kid, document: &[u8]) {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", Base64::encode_string(document));
    let path = data.path("key.pem");
    fs::write(&path, pem).expect("written");
    let mut command = Command::new("softhsm2-util");
    command.env(CONFIGURATION, token.configuration()).arg("--import").arg(&path);
    command.args(["--token", LABEL, "--pin", PIN, "--label", "haetae", "--id", &kid.to_string()]);
    let imported = command.output().expect("softhsm2-util, of the Debian package softhsm2");
    assert!(imported.status.success(), "{imported:?}");
    fs::remove_file(path).expect("removed");
}
