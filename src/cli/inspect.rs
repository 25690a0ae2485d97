use clap::Args;
use haetae_core::{Jwk, UnverifiedPass, inspect};

use super::Failure;
use super::zone::ZoneArg;
use crate::render::words::{civil_time, evidence_in_words};
use haetae_core::Language;

/// Arguments of `haetae inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The text of a code: HT1:... or HP1:...
    text: String,
    #[command(flatten)]
    zone: ZoneArg,
}

/// Shows what is in a code. Nothing is checked, and the output says so first and last.
pub(super) fn run(args: &InspectArgs) -> Result<u8, Failure> {
    const NOT_CHECKED: &str = "!! NOT CHECKED: anybody can write such a code. `haetae verify` checks.";
    let pass = UnverifiedPass::parse(&args.text).map_err(|unclear| {
        let advice = unclear.words(Language::English).advice;
        Failure::no(match unclear {
            haetae_core::Unclear::Malformed(malformed) => {
                format!("not a pass that can be read: {} was expected. {advice}", malformed.0)
            }
            _ => format!("{}: it must begin with HT1: or HP1:", unclear.words(Language::English).headline),
        })
    })?;
    let content = inspect::unchecked(&pass);
    let claims = content.claims;
    let time = |time| civil_time(time, &args.zone.zone);

    println!("{NOT_CHECKED}\n");
    match content.presentation {
        None => println!("A pass, shown as it is (HT1)"),
        Some(live) => {
            println!("A presentation (HP1), made by a phone at {}", time(live.issued));
            if live.challenged {
                println!("  answers a venue's challenge");
            }
        }
    }
    println!("  signed by key  {}", content.kid);
    println!("  valid from     {}", time(claims.not_before));
    println!("  valid until    {}", time(claims.expires));
    println!("  status         day {}, index {}", claims.not_before.status_day(), claims.status_index);
    match &claims.holder_key {
        Some(key) => println!("  holder key     {} {}", Jwk::from(key).crv, key.kid()),
        None => println!("  holder key     none: a paper pass"),
    }
    for piece in claims.evidence.as_slice() {
        println!("  evidence       {}", evidence_in_words(piece, Language::English, &args.zone.zone));
    }
    if let Some(name) = &claims.name {
        println!("  name           {}", name.as_str());
    }
    if let Some(birth) = claims.birth {
        println!("  birthday       {birth}");
    }
    println!("\n{NOT_CHECKED}");
    Ok(0)
}
