use clap::Args;
use haetae_core::{CivilDate, UnixTime};
use serde::Serialize;

use super::Scopes;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::model::{Operator, Scope};
use crate::runtime::installation;

/// The state of an operator whose credential has ended.
const EXPIRED: &str = "expired";

/// Arguments of `haetae operator list`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ListArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct Operators {
    operators: Vec<OperatorJson>,
}

#[derive(Serialize)]
struct OperatorJson {
    name: String,
    scopes: Vec<Scope>,
    /// `live`, `expired` or `removed`.
    state: &'static str,
    created: UnixTime,
    /// Null if the credential does not end by itself.
    expires: Option<UnixTime>,
    /// Null if the operator was not removed.
    removed: Option<UnixTime>,
    /// The last UTC day; null if the credential was not used.
    last_used: Option<CivilDate>,
}

pub(super) async fn run(args: &ListArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let (store, now) = (installation::open_to_read(&config).await?, context.clock.now());
    let operators = store.operators().await?.into_iter().map(|operator| OperatorJson::of(operator, now)).collect();
    if args.form.json {
        json::print(&Operators { operators })?;
        return Ok(0);
    }
    let operators: Vec<OperatorJson> = operators;
    if operators.is_empty() {
        outln!("There are no operators: haetae operator add");
    }
    show(&operators);
    Ok(0)
}

/// A line for each, in columns as wide as what is in them.
fn show(operators: &[OperatorJson]) {
    let scopes = |operator: &OperatorJson| Scopes(&operator.scopes).to_string();
    let name_width = operators.iter().map(|operator| operator.name.len()).max().unwrap_or_default();
    let scopes_width = operators.iter().map(|operator| scopes(operator).len()).max().unwrap_or_default();
    for operator in operators {
        let used = operator.last_used.map_or_else(|| "never used".to_owned(), |day| format!("last used {day}"));
        let end = match (operator.removed, operator.expires) {
            (Some(removed), _) => format!(", removed {}", removed.to_rfc3339()),
            (None, Some(expires)) if operator.state == EXPIRED => format!(", expired {}", expires.to_rfc3339()),
            (None, Some(expires)) => format!(", until {}", expires.to_rfc3339()),
            (None, None) => String::new(),
        };
        let (name, state, scopes) = (&operator.name, operator.state, scopes(operator));
        outln!("{name:<name_width$}  {state:<7}  {scopes:<scopes_width$}  {used}{end}");
    }
}

impl OperatorJson {
    fn of(operator: Operator, now: UnixTime) -> Self {
        let state = match (operator.removed, operator.is_live(now)) {
            (Some(_), _) => "removed",
            (None, true) => "live",
            (None, false) => EXPIRED,
        };
        let Operator { name, scopes, created, expires, removed, last_used, .. } = operator;
        Self { name: name.as_str().to_owned(), scopes, state, created, expires, removed, last_used }
    }
}
