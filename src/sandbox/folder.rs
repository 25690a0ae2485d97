use std::fs;
use std::io::{self, Cursor, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{CivilDate, IssuerName, Role, TrustList, UnixTime};
use haetae_keys::ceremony::{InitPlan, Layout, initialise};
use haetae_keys::planning::take;
use haetae_keys::{Passphrase, Random as _, RandomUnavailable, SealedFolder};

use crate::config::{self, Config, ConfigProblems};
use crate::identity::DemoPartner;
use crate::issuing::Calendar;
use crate::model::IdentifierSystems;
use crate::records::import::{ImportError, ImportOptions, LeftAlone, Observer, Reject, Source, import};
use crate::records::sample::{Citizens, SampleFormat, write};
use crate::records::{NameKey, NameKeyError, Today};
use crate::runtime::installation::{self, InstallationError};
use crate::signing::read_roots;
use crate::specimens::{PublicRandom, is_public};
use crate::store::{self, StoreError};

/// Says that a folder is a sandbox's.
const MARK: &str = "SPECIMEN";
const MARK_TEXT: &str = "A sandbox of Haetae. Its keys are public: nothing in this folder proves anything about anybody.\n\
                         `haetae serve --sandbox` deletes and makes it anew.\n";

/// The issuer, as scanners name it.
const ISSUER: &str = "SPECIMEN Haetae sandbox";

/// How many synthetic citizens there are, and the number that they follow from.
const CITIZENS: u64 = 100;
const SEED: u64 = 1;

/// The configuration of a sandbox, where it differs from the default.
const SETTINGS: &str = r#"# A sandbox: `haetae serve --sandbox` makes this file anew.
[issuer]
serial_bits = 20
audience = "haetae-sandbox"
[service]
# no_answer keeps a request open for so long.
request_timeout = 300
shutdown_grace = 1
[demo]
sign_in = true
[limits]
# One person may be fetched by many phones under test.
phones_per_day = 0
[publishing]
poll = 1
# A change counts when the call that asks for it is answered.
interval = 0
lease = 10
"#;

/// The sections of the configuration that the environment may set: where the sandbox listens, and what it logs.
const FREE_SECTIONS: [&str; 3] = ["HAETAE__SERVICE__", "HAETAE__WEB__", "HAETAE__LOG__"];

/// A folder of a sandbox that is ready to be served.
#[derive(Debug)]
pub struct Prepared {
    /// Its configuration.
    pub config: Config,
    /// The partner that vouches for the synthetic citizens.
    pub partner: DemoPartner,
}

/// Why a sandbox does not begin here. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Something that is not a sandbox is there.
    #[error(
        "{} is no sandbox: it has no file SPECIMEN. A sandbox deletes its folder: choose a new one with --data", .0.display()
    )]
    NotASandbox(PathBuf),
    /// A folder that says that it is a sandbox has other keys.
    #[error("{} has keys that are not those of a sandbox: it is not touched. Choose a new folder with --data", .0.display())]
    OtherKeys(PathBuf),
    /// The environment configures a real service.
    #[error("a sandbox takes no configuration of a real service: unset {0}")]
    Environment(String),
}

/// Why there is no folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The sandbox does not begin here.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A file cannot be written.
    #[error("{}: {source}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// Any other step.
    #[error("the sandbox cannot be made: {0}")]
    Step(String),
}

macro_rules! steps {
    ($($error:ty),*) => {$(
        impl From<$error> for FolderError {
            fn from(error: $error) -> Self {
                Self::Step(error.to_string())
            }
        }
    )*};
}
steps!(
    ConfigProblems,
    InstallationError,
    StoreError,
    NameKeyError,
    ImportError,
    RandomUnavailable,
    haetae_keys::ceremony::CeremonyError,
    haetae_keys::planning::VaultError,
    haetae_keys::SealedError,
    haetae_keys::FileError,
    haetae_keys::PassphraseError,
    crate::identity::NotADemoKey,
    crate::specimens::SpecimenError
);

/// Makes the folder of a sandbox anew, in the place of an earlier one: keys that follow from public bytes, people who
/// do not exist, a partner. With `doors` scanners that trust its roots admit its passes; otherwise all are specimens.
///
/// # Errors
///
/// [`FolderError::Refused`] if the folder or the environment is a real service's: nothing has changed then.
pub async fn prepare(
    folder: &Path,
    environment: &[(String, String)],
    overrides: &[(String, String)],
    doors: bool,
    now: UnixTime,
) -> Result<Prepared, FolderError> {
    refuse_environment(environment)?;
    refuse_others(folder)?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|source| FolderError::File { path: folder.to_owned(), source })?;
    }
    let mut random = PublicRandom::default();
    let issuer = IssuerName::new(ISSUER).ok_or_else(|| FolderError::Step("its name is too long".to_owned()))?;
    let mut plan = InitPlan::new(issuer, now);
    (plan.threshold, plan.roots, plan.config.specimen) = (1, 1, !doors);
    let made = initialise(&plan, &mut random, folder)?;
    write_file(&folder.join(MARK), MARK_TEXT, 0o644)?;
    write_file(&folder.join(config::FILE_NAME), SETTINGS, 0o644)?;
    load_all_keys(&made.layout, &made.trust_list)?;

    let mut seed = [0; 32];
    random.fill(&mut seed)?;
    let config = Config::load(folder, environment.to_vec(), overrides.to_vec())?;
    write_file(&config.demo_key_path(), &Base64UrlUnpadded::encode_string(&seed), 0o600)?;
    let partner = DemoPartner::new(&Base64UrlUnpadded::encode_string(&seed), config.issuer.audience.as_str())?;
    installation::found(&config).await?;
    let store = store::open(&config).await?;
    store.add_partner_key(DemoPartner::NAME, &partner.partner_key()).await?;
    let options = import_options(&config, now, &mut random)?;
    store.claim_name_key(options.names.check(), false).await?;
    let source = Source::from_reader("citizens", Cursor::new(citizens(options.today.day)?));
    import(vec![source], &options, store.as_ref(), &mut Silent).await?;
    Ok(Prepared { config, partner })
}

fn refuse_environment(environment: &[(String, String)]) -> Result<(), Refused> {
    let of_a_service =
        |name: &str| name.starts_with("HAETAE__") && !FREE_SECTIONS.iter().any(|free| name.starts_with(free));
    let names: Vec<&str> =
        environment.iter().map(|(name, _)| name.as_str()).filter(|name| of_a_service(name)).collect();
    if names.is_empty() { Ok(()) } else { Err(Refused::Environment(names.join(", "))) }
}

/// Refuses a folder that is there and is not a sandbox's.
fn refuse_others(folder: &Path) -> Result<(), FolderError> {
    let failed = |source| FolderError::File { path: folder.to_owned(), source };
    let is_empty = !folder.exists() || fs::read_dir(folder).map_err(failed)?.next().is_none();
    if is_empty {
        return Ok(());
    }
    if !folder.join(MARK).exists() {
        return Err(Refused::NotASandbox(folder.to_owned()).into());
    }
    let roots = Layout::new(folder).root_set();
    let is_public = match read_roots(&roots) {
        Ok(roots) => is_public(&roots)?,
        Err(_) => false,
    };
    if is_public { Ok(()) } else { Err(Refused::OtherKeys(folder.to_owned()).into()) }
}

/// Brings everything from the vault to the node: a sandbox may be months ahead, and spares sign at once.
fn load_all_keys(layout: &Layout, list: &TrustList) -> Result<(), FolderError> {
    let vault = SealedFolder::open(&layout.vault())?.unlock(&Passphrase::read(&layout.vault_passphrase())?)?;
    let node = SealedFolder::open(&layout.node())?;
    for kid in vault.folder().kids()? {
        if list.keys().any(|(other, key)| *other == kid && !matches!(key.role, Role::Visits)) {
            take(&vault, kid, &node, false)?;
        }
    }
    Ok(())
}

fn import_options(config: &Config, now: UnixTime, random: &mut PublicRandom) -> Result<ImportOptions, FolderError> {
    let zone = config.issuer.time_zone().map_err(|error| FolderError::Step(error.to_string()))?;
    let day = Calendar::new(zone.clone(), config.issuer.strip_lead_hours).day_of(now);
    let day = day.ok_or_else(|| FolderError::Step("the clock shows a time after year 9999".to_owned()))?;
    Ok(ImportOptions {
        zone,
        scratch: config.data_dir.clone(),
        dry_run: false,
        today: Today { day, now },
        names: NameKey::open(&config.name_key_path(), random)?,
        systems: IdentifierSystems::new(Vec::new()),
    })
}

fn citizens(today: CivilDate) -> Result<Vec<u8>, FolderError> {
    let mut lines = Vec::new();
    write(Citizens::new(SEED, today), CITIZENS, SampleFormat::Ndjson, &mut lines)
        .map_err(|error| FolderError::Step(error.to_string()))?;
    Ok(lines)
}

fn write_file(path: &Path, text: &str, mode: u32) -> Result<(), FolderError> {
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| FolderError::File { path: path.to_owned(), source })
}

/// Nobody watches the import of people who do not exist.
struct Silent;

impl Observer for Silent {
    fn read(&mut self, _: u64) {}
    fn stored(&mut self, _: u64) {}
    fn rejected(&mut self, _: &Reject) {}
    fn left_alone(&mut self, _: &LeftAlone) {}
}
