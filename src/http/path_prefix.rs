//! A service that others see under a path of a larger site.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

/// The headers of answers that name a path of this service.
const PATHS: [HeaderName; 2] = [header::LOCATION, HeaderName::from_static("service-worker-allowed")];

/// The same routes under `prefix`, which is empty or a path without a slash at its end. Requests without it are
/// answered, too: some proxies remove it.
pub(super) fn under(prefix: &str, routes: Router) -> Router {
    if prefix.is_empty() {
        return routes;
    }
    // Around the router, which has chosen a route when its own layers see a request.
    Router::new().fallback_service(routes).layer(from_fn_with_state(Arc::from(prefix), translate))
}

async fn translate(State(prefix): State<Arc<str>>, mut request: Request, next: Next) -> Response {
    if let Some(uri) = without(&prefix, request.uri()) {
        *request.uri_mut() = uri;
    }
    let mut response = next.run(request).await;
    for name in PATHS {
        let Some(path) = response.headers().get(&name).and_then(|value| value.to_str().ok()) else { continue };
        // Another host's address is not ours to change.
        if path.starts_with('/')
            && !path.starts_with("//")
            && let Ok(with) = HeaderValue::try_from(format!("{prefix}{path}"))
        {
            response.headers_mut().insert(name, with);
        }
    }
    response
}

/// The address without the prefix; `None` if it has none.
fn without(prefix: &str, uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_prefix(prefix)?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = match path.chars().next() {
        None => format!("/{query}"),
        Some('/') => format!("{path}{query}"),
        // `/passport` is not below `/pass`.
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_at_the_beginning_are_the_prefix() {
        for (uri, expected) in [
            ("/pass", Some("/")),
            ("/pass?lang=ko", Some("/?lang=ko")),
            ("/pass/", Some("/")),
            ("/pass/v1/passes?x=/pass/", Some("/v1/passes?x=/pass/")),
            ("/pass/pass/x", Some("/pass/x")),
            ("/passport", None),
            ("/v1/pass", None),
            ("/", None),
        ] {
            let stripped = without("/pass", &uri.parse().expect(uri)).map(|uri| uri.to_string());
            assert_eq!(stripped.as_deref(), expected, "{uri}");
        }
    }
}
