use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use haetae_core::{Kid, UnixTime};
use haetae_keys::planning::{KeyLocations, KeyReport, KeyRow, RoleReport};
use serde::Serialize;

use super::table;
use super::token::HeldInToken;
use crate::cli::output::{out, outln};
use crate::cli::{Context, DataFolder, Failure, open};

/// Arguments of `haetae keys status`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct StatusArgs {
    /// Write JSON for programs instead of text, with every key (docs/commands.md)
    #[arg(long)]
    json: bool,
    /// The vault, to see which keys are in it; its passphrase is not needed
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
}

/// Shows the calendar.
pub(super) async fn run(data: &DataFolder, args: &StatusArgs, context: &Context) -> Result<u8, Failure> {
    let (config, node) = open(data, context).await?;
    let now = context.clock.now();
    let signing = node.publisher.signing().load();
    let places = KeyLocations {
        held: signing.custody.kids().into_iter().collect(),
        vault: super::vault_kids(args.vault.as_deref(), &config)?,
        withdrawn: node.store.withdrawn_keys().await?.into_iter().map(|key| key.kid).collect::<BTreeSet<_>>(),
    };
    let report = KeyReport::new(&signing.list, &places, config.issuer.days_ahead, now);
    let token = HeldInToken::open(&config, &signing.list, now)?;
    if args.json {
        let json = serde_json::to_string_pretty(&Json::new(signing.list.version, &report, token.as_ref(), now));
        outln!("{}", json.map_err(|error| Failure::from(error.to_string()))?);
    } else {
        out!("{}", table::draw(signing.list.version, &report, now));
        out!("{}", token.map(|token| token.words()).unwrap_or_default());
    }
    Ok(0)
}

#[derive(Serialize)]
struct Json {
    now: UnixTime,
    list: List,
    roles: Vec<RoleJson>,
    keys: Vec<KeyJson>,
    load_by: UnixTime,
    to_load: Vec<String>,
    custodians_by: UnixTime,
    /// `None` without a token.
    token: Option<TokenJson>,
}

#[derive(Serialize)]
struct TokenJson {
    keys: Vec<String>,
    ended: Vec<String>,
    unlisted: Vec<String>,
}

#[derive(Serialize)]
struct List {
    version: u64,
    expires: UnixTime,
}

#[derive(Serialize)]
struct RoleJson {
    role: &'static str,
    due: Option<String>,
    next_switch: Option<UnixTime>,
    next: Option<String>,
    listed_until: UnixTime,
    held_until: UnixTime,
}

#[derive(Serialize)]
struct KeyJson {
    kid: String,
    role: &'static str,
    from: UnixTime,
    until: UnixTime,
    days_until_window: u64,
    state: &'static str,
}

impl Json {
    fn new(version: u64, report: &KeyReport, token: Option<&HeldInToken>, now: UnixTime) -> Self {
        Self {
            now,
            list: List { version, expires: report.expires },
            roles: report.roles.iter().map(RoleJson::new).collect(),
            keys: report.rows.iter().map(|row| KeyJson::new(row, now)).collect(),
            load_by: report.load_by,
            to_load: report.to_load(now).map(|row| row.kid.to_string()).collect(),
            custodians_by: report.custodians_by,
            token: token.map(TokenJson::new),
        }
    }
}

impl TokenJson {
    fn new(token: &HeldInToken) -> Self {
        let texts = |kids: &[Kid]| kids.iter().map(Kid::to_string).collect();
        Self { keys: texts(&token.kids), ended: texts(&token.ended), unlisted: texts(&token.unlisted) }
    }
}

impl RoleJson {
    fn new(role: &RoleReport) -> Self {
        let text = |kid: Kid| kid.to_string();
        Self {
            role: role.role,
            due: role.due.map(text),
            next_switch: role.next.map(|(at, _)| at),
            next: role.next.map(|(_, kid)| text(kid)),
            listed_until: role.listed_until,
            held_until: role.held_until,
        }
    }
}

impl KeyJson {
    fn new(row: &KeyRow, now: UnixTime) -> Self {
        Self {
            kid: row.kid.to_string(),
            role: row.key.role.as_str(),
            from: row.key.from,
            until: row.key.until,
            days_until_window: table::days(row.key.from, now),
            state: row.state.as_str(),
        }
    }
}
