//! Enters what operators do over HTTP into this node's journal.

use tracing::Instrument as _;

use super::app_state::AppState;
use super::guard::Acting;
use super::problem::{Problem, ProblemCode};
use crate::journal::{Act, ActKind, ActOutcome, Detail};

/// Runs an act to its end, also if the operator hangs up or the time for the request is over: otherwise something
/// could be done without an entry.
pub(super) async fn to_its_end<T: Send + 'static>(
    act: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    let ended = tokio::spawn(act.in_current_span()).await;
    ended.unwrap_or_else(|error| Err(Problem::internal(ProblemCode::InternalError, error)))
}

/// Refuses while the journal cannot be written, before anything is changed.
pub(super) fn require_journal(service: &AppState) -> Result<(), Problem> {
    match service.node.journal.as_ref().and_then(|journal| journal.status().paused) {
        None => Ok(()),
        Some(reason) => Err(Problem::internal(ProblemCode::JournalUnavailable, reason)),
    }
}

/// Enters an act. When this returns, it is on the disk, and it may be confirmed to the operator.
pub(super) async fn enter(
    service: &AppState,
    Acting(operator): &Acting,
    kind: ActKind,
    on: impl IntoIterator<Item = (&'static str, Detail)>,
    outcome: ActOutcome,
) -> Result<(), Problem> {
    let Some(journal) = &service.node.journal else { return Ok(()) };
    let (time, actor) = (service.now(), operator.name.as_str().to_owned());
    Ok(journal.enter(Act { time, actor, kind, on: on.into_iter().collect(), outcome }).await?)
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn an_act_goes_on_when_no_one_waits_for_it_any_more() {
        let (go_on, going) = oneshot::channel::<()>();
        let (ended, end) = oneshot::channel::<()>();
        let act = to_its_end(async move {
            going.await.expect("a sign");
            ended.send(()).expect("a test that waits");
            Ok(())
        });
        // The client hangs up after the act has begun.
        tokio::select! {
            biased;
            _ = act => panic!("it cannot have ended"),
            () = std::future::ready(()) => {}
        }
        go_on.send(()).expect("an act that waits");
        end.await.expect("the act went to its end");
    }
}
