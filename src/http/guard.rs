//! Lets operators through to the routes that their credential is for.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use super::app_state::AppState;
use super::bearer::bearer_token;
use super::connections::peer;
use super::problem::{Problem, ProblemCode};
use crate::model::{Operator, Scope};
use crate::operators::Refusal;

/// The operator who sends a request.
#[derive(Clone, Debug)]
pub(super) struct Acting(pub(super) Operator);

impl FromRequestParts<Arc<AppState>> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<AppState>) -> Result<Self, Problem> {
        let missing = || Problem::internal(ProblemCode::InternalError, "a route for operators has no guard");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}

#[derive(Clone, Debug)]
struct Guard {
    service: Arc<AppState>,
    /// What the credential must be for; `None` where any is good.
    scope: Option<Scope>,
}

/// The same routes, for operators whose credential has this scope; with `None` for all operators.
pub(super) fn guarded(
    routes: Router<Arc<AppState>>,
    service: &Arc<AppState>,
    scope: Option<Scope>,
) -> Router<Arc<AppState>> {
    routes.layer(from_fn_with_state(Guard { service: Arc::clone(service), scope }, require))
}

async fn require(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let Guard { service, scope } = guard;
    let from = peer(request.extensions());
    match service.gate.admit(bearer_token(request.headers()), from).await {
        Ok(operator) => match scope.filter(|scope| !operator.may(*scope)) {
            None => {
                request.extensions_mut().insert(Acting(operator));
                next.run(request).await
            }
            Some(scope) => {
                service.metrics.operator_refused("scope");
                let detail = format!("This credential does not have the scope `{scope}`, which this needs.");
                Problem::new(ProblemCode::ScopeMissing, detail).into_response()
            }
        },
        Err(refusal) => refused(&service, refusal),
    }
}

fn refused(service: &AppState, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Unknown => {
            service.metrics.operator_refused("credential");
            let detail =
                "This listener is for operators: send a credential of `haetae operator add` as Authorization: Bearer.";
            Problem::new(ProblemCode::OperatorTokenRequired, detail).into_response()
        }
        Refusal::Paused(seconds) => {
            service.metrics.operator_refused("paused");
            let detail = format!("Too many wrong credentials came from this address. Try again in {seconds} s.");
            let mut response = Problem::new(ProblemCode::TooManyAttempts, detail).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        Refusal::Store(error) => Problem::from(error).into_response(),
    }
}
