use axum::http::{HeaderValue, header};
use axum::response::Response;

/// The policy for answers that are not pages: nothing may be loaded.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The documentation is a page: its scripts come from here, its styles are partly its own.
const DOCUMENTATION: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const NO_PERMISSIONS: HeaderValue = HeaderValue::from_static("camera=(), microphone=(), geolocation=()");

/// Headers that keep browsers from misusing an answer.
pub(super) fn secure(path_is_documentation: bool, response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let policy = if path_is_documentation { DOCUMENTATION } else { NO_PAGE };
    // The web apps have their own, and their own permissions.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.entry("permissions-policy").or_insert(NO_PERMISSIONS);
}
