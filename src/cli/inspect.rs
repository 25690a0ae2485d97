use clap::Args;
use haetae_core::{Evidence, Jwk, Language, Unclear, UnixTime, UnverifiedPass, inspect};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Failure;
use super::json::{self, AsJson};
use super::zone::ZoneArg;
use crate::cli::output::outln;
use crate::render::text::{civil_time, evidence_text};

/// Arguments of `haetae inspect`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 shown, 1 not a pass that can be read, 2 wrong usage")]
pub(super) struct InspectArgs {
    /// The text of a code: HT1:... or HP1:...
    text: String,
    #[command(flatten)]
    zone: ZoneArg,
    #[command(flatten)]
    form: AsJson,
}

/// The content of a code.
#[derive(Serialize)]
struct Content {
    /// Always false: this is what the code claims, and anyone can write one.
    checked: bool,
    /// `HT1`, a pass itself, or `HP1`, a pass presented by a phone.
    format: &'static str,
    /// When the phone made the presentation.
    presented: Option<UnixTime>,
    /// Whether it answers a venue's challenge.
    challenged: Option<bool>,
    signed_by: String,
    not_before: UnixTime,
    expires: UnixTime,
    /// The day of its status list, in days since 1970.
    status_day: u32,
    status_index: u64,
    /// The phone's key; null in a paper pass.
    holder_key: Option<HolderKey>,
    evidence: Vec<Evidence>,
    name: Option<String>,
    birth: Option<String>,
}

#[derive(Serialize)]
struct HolderKey {
    curve: String,
    kid: String,
}

/// Shows what is in a code. Nothing is checked, and the output says so first and last.
pub(super) fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let pass = UnverifiedPass::parse(&args.text).map_err(|unclear| {
        let words = unclear.message(Language::English);
        Failure::no(match unclear {
            Unclear::Malformed(malformed) => {
                format!("not a pass that can be read: {} was expected. {}", malformed.reason(), words.advice)
            }
            _ => format!("{}: it must begin with HT1: or HP1:", words.headline),
        })
    })?;
    let content = Content::of(&pass);
    if args.form.json {
        json::print(&content)?;
    } else {
        in_words(&content, &args.zone.zone);
    }
    Ok(0)
}

impl Content {
    fn of(pass: &UnverifiedPass) -> Self {
        let content = inspect::unchecked(pass);
        let claims = content.claims;
        Self {
            checked: false,
            format: if content.presentation.is_some() { "HP1" } else { "HT1" },
            presented: content.presentation.as_ref().map(|live| live.issued),
            challenged: content.presentation.as_ref().map(|live| live.challenged),
            signed_by: content.kid.to_string(),
            not_before: claims.not_before,
            expires: claims.expires,
            status_day: claims.not_before.status_day().0,
            status_index: claims.status_index.into(),
            holder_key: claims
                .holder_key
                .as_ref()
                .map(|key| HolderKey { curve: Jwk::from(key).crv, kid: key.kid().to_string() }),
            evidence: claims.evidence.as_slice().to_vec(),
            name: claims.name.as_ref().map(|name| name.as_str().to_owned()),
            birth: claims.birth.map(|birth| birth.to_string()),
        }
    }
}

fn in_words(content: &Content, zone: &TimeZone) {
    const NOT_CHECKED: &str = "!! NOT CHECKED: anyone can make such a code. `haetae verify` checks.";
    let time = |time| civil_time(time, zone);

    outln!("{NOT_CHECKED}\n");
    match content.presented {
        None => outln!("A pass, shown as it is (HT1)"),
        Some(presented) => outln!("A presentation (HP1), made by a phone at {}", time(presented)),
    }
    if content.challenged == Some(true) {
        outln!("  answers a venue's challenge");
    }
    outln!("  signed by key  {}", content.signed_by);
    outln!("  valid from     {}", time(content.not_before));
    outln!("  valid until    {}", time(content.expires));
    outln!("  status         day {}, index {}", content.not_before.status_day(), content.status_index);
    match &content.holder_key {
        Some(key) => outln!("  holder key     {} {}", key.curve, key.kid),
        None => outln!("  holder key     none: a paper pass"),
    }
    for piece in &content.evidence {
        outln!("  evidence       {}", evidence_text(piece, Language::English, zone));
    }
    if let Some(name) = &content.name {
        outln!("  name           {name}");
    }
    if let Some(birth) = &content.birth {
        outln!("  birthday       {birth}");
    }
    outln!("\n{NOT_CHECKED}");
}
