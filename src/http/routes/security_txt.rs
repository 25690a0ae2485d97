use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use haetae_core::{SECONDS_PER_DAY, UnixTime};

use crate::http::app_state::AppState;
use crate::http::contact::SecurityContact;

/// Where RFC 9116 puts it.
const PATH: &str = "/.well-known/security.txt";

/// How long the text is good, from the beginning of the day on which it is sent. RFC 9116 wants at most a year.
const GOOD_FOR: u64 = 90 * SECONDS_PER_DAY;

/// `/.well-known/security.txt`: the contact for people who have found a vulnerability.
pub(crate) fn routes(contact: SecurityContact) -> Router<Arc<AppState>> {
    Router::new().route(PATH, get(async move |State(service): State<Arc<AppState>>| answer(&contact, service.now())))
}

fn answer(contact: &SecurityContact, now: UnixTime) -> Response {
    // The same in all answers of a UTC day, from all nodes.
    let expires = now.status_day().begins().saturating_add(GOOD_FOR).to_rfc3339();
    let SecurityContact { address, origin } = contact;
    let canonical = origin.iter().map(|origin| format!("Canonical: {origin}{PATH}\n")).collect::<String>();
    let text = format!("Contact: {address}\nExpires: {expires}\nPreferred-Languages: ko, en\n{canonical}");
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, text).into_response()
}
