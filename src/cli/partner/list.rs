use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, open};
use crate::identity::Grace;
use crate::model::{Partner, PartnerKey};

/// Arguments of `haetae partner list`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 listed, 2 wrong usage or failure")]
pub(in crate::cli) struct ListArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct Partners {
    partners: Vec<PartnerJson>,
}

#[derive(Serialize)]
struct PartnerJson {
    name: String,
    /// Until when the age of its sign-ins is not checked; null if it is checked.
    grace_until: Option<UnixTime>,
    /// When the last old sign-in stops counting, after a grace or in one that began by itself; null without one.
    old_sign_ins_until: Option<UnixTime>,
    keys: Vec<KeyJson>,
}

#[derive(Serialize)]
struct KeyJson {
    id: String,
    uses: Vec<&'static str>,
}

/// Lists partners and their keys.
pub(super) async fn run(args: &ListArgs, context: &Context) -> Result<u8, Failure> {
    let (config, node) = open(&args.data, context).await?;
    let (now, days) = (node.clock.now(), config.limits.grace_days);
    let partners = node.store.partners().await?;
    let partners: Vec<PartnerJson> = partners.into_iter().map(|partner| PartnerJson::of(partner, days, now)).collect();
    if args.form.json {
        json::print(&Partners { partners })?;
        return Ok(0);
    }
    // Not among what is listed: programs read that.
    if partners.is_empty() {
        eprintln!("There are no partners. Next: haetae partner add NAME --jwk FILE, or haetae partner demo");
    }
    for partner in partners {
        let grace = match (partner.grace_until, partner.old_sign_ins_until) {
            (Some(until), _) => format!("  (grace until {})", until.to_rfc3339()),
            (None, Some(until)) => format!("  (some old sign-ins count until {})", until.to_rfc3339()),
            (None, None) => String::new(),
        };
        outln!("{}{grace}", partner.name);
        for key in partner.keys {
            outln!("  {}  {}", key.id, key.uses.join(","));
        }
    }
    Ok(0)
}

impl PartnerJson {
    fn of(partner: Partner, days: u64, now: UnixTime) -> Self {
        let coming = |until: &UnixTime| now < *until;
        let ends = partner.grace_until.map(|until| Grace { until, days }.ends());
        Self {
            name: partner.name,
            grace_until: partner.grace_until.filter(coming),
            old_sign_ins_until: ends.filter(coming),
            keys: partner.keys.into_iter().map(KeyJson::of).collect(),
        }
    }
}

impl KeyJson {
    fn of(key: PartnerKey) -> Self {
        let uses = [(key.uses.passes, "passes"), (key.uses.paper, "paper")];
        Self { id: key.id, uses: uses.into_iter().filter(|(granted, _)| *granted).map(|(_, name)| name).collect() }
    }
}
