use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Kid, TrustList};
use haetae_keys::ceremony::{Layout, create_file};
use haetae_keys::planning::{GenerateError, GeneratedKeys, PassConfig, Span, store};
use haetae_keys::{Random, SealedFolder, TokenCustody, TokenError};

use super::token::in_a_row;
use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load, present, trust_request};
use crate::journal::{ActKind, ActOutcome};
use crate::signing::{SigningError, open_token};

/// Arguments of `haetae keys draw`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct DrawArgs {
    /// Make the keys that sign inside the token, which they never leave. Without a token: haetae-keys vault draw
    #[arg(long, required = true)]
    token: bool,
    /// The vault, which gets the spares and the day keys of visits; `vault` in the data folder by default. Its
    /// passphrase is not needed
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// For how many weeks from now to make keys
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u16).range(1..=104))]
    weeks: u16,
    /// The public parts of the keys, for `haetae keys plan`; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX")]
    now: Option<u64>,
}

/// Generates keys for the windows that have none on the trust list: those that sign in the token, the others in the
/// vault.
pub(super) fn run(data: &DataFolder, args: &DrawArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let span = Span::weeks(present(args.now, context.clock.as_ref())?, args.weeks);
    let (_, list) = trust_request::list_in_force(&config)?;
    let passes = PassConfig::following(Some(&list), None, None)
        .ok_or("there is no key for phones on the trust list that names the issuer: nothing was generated")?;
    if args.out.exists() {
        return Err(format!("{}: the file exists already. Nothing was generated", args.out.display()).into());
    }
    let vault = args.vault.clone().unwrap_or_else(|| Layout::new(&config.data_dir).vault());
    let vault = SealedFolder::open(&vault).map_err(SigningError::from)?;
    let token =
        open_token(&config)?.ok_or("the configuration names no token ([token] module): nothing was generated")?;
    let mut draw = TokenDraw {
        token: &token,
        vault: &vault,
        total: GeneratedKeys::count_signing_keys(&passes, span, Some(&list)),
        made: Vec::new(),
    };
    if draw.total == 0 {
        return Err("all windows of these weeks have keys on the trust list: nothing was generated".into());
    }
    let mut acts = Acts::open(&config, context)?;
    let done = draw.run(&passes, span, &list, context.random.as_mut(), &args.out);
    let generated = done.map_err(|error| Failure::from(draw.undo(&error)))?;
    let (made, stored, out) =
        (draw.made.len(), generated.keys().len().saturating_sub(draw.made.len()), args.out.display());
    let on = [("token", made), ("vault", stored)];
    acts.enter(ActKind::KeysDraw, on.map(|(place, keys)| (place, (keys as u64).into())), ActOutcome::Done)?;
    outln!("Made {made} keys in the token, and generated {stored} in the vault:\n\n{}", generated.summary());
    outln!("Their public parts: {out}\nNext: haetae keys plan --keys {out}");
    Ok(0)
}

/// Keys on their way into a token and a vault.
struct TokenDraw<'d> {
    token: &'d TokenCustody,
    vault: &'d SealedFolder,
    /// How many keys the token must make.
    total: usize,
    /// The keys that it has made.
    made: Vec<Kid>,
}

/// Why the keys were not made.
#[derive(Debug, thiserror::Error)]
enum TokenDrawError {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Draw(#[from] GenerateError),
    #[error("the vault: {0}")]
    Vault(#[from] haetae_keys::SealedError),
    #[error(transparent)]
    KeyFile(#[from] haetae_keys::planning::KeyFileError),
    #[error(transparent)]
    File(#[from] haetae_keys::FileError),
}

impl TokenDraw<'_> {
    fn run(
        &mut self,
        passes: &PassConfig,
        span: Span,
        list: &TrustList,
        random: &mut dyn Random,
        out: &Path,
    ) -> Result<GeneratedKeys, TokenDrawError> {
        let generated = GeneratedKeys::with_signing_keys(passes, span, Some(list), random, || {
            let (kid, key) = self.token.generate()?;
            self.made.push(kid);
            // If the machine fails meanwhile, the operator knows which keys exist.
            eprintln!("haetae: {kid} made in the token, {} of {}", self.made.len(), self.total);
            Ok::<_, TokenDrawError>(key)
        })?;
        if let Err(error) = self.keep(&generated, out) {
            self.empty_vault(&generated);
            return Err(error);
        }
        Ok(generated)
    }

    fn keep(&self, generated: &GeneratedKeys, out: &Path) -> Result<(), TokenDrawError> {
        store(generated, self.vault)?;
        Ok(create_file(out, &generated.key_file().to_json()?)?)
    }

    /// Removes the new keys from the vault. A key that stays is on no list and does no harm.
    fn empty_vault(&self, generated: &GeneratedKeys) {
        for key in generated.keys().iter().filter(|key| key.document().is_some()) {
            let _ = self.vault.remove(key.kid());
        }
    }

    /// Destroys the keys that the token has made, and reports the result.
    fn undo(&self, error: &TokenDrawError) -> String {
        let left: Vec<Kid> = self.made.iter().copied().filter(|kid| self.token.destroy(*kid).is_err()).collect();
        let made = self.made.len();
        if left.is_empty() {
            return format!(
                "{error}. The {made} keys that the token had made were destroyed again: nothing has changed, try it again"
            );
        }
        format!(
            "{error}. Of the {made} keys that the token had made, {} are still in it, on no list. They do no harm; when the token is \
             there again: haetae keys destroy {}. Then try it again",
            left.len(),
            in_a_row(&left)
        )
    }
}
