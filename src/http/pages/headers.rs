use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use super::App;

/// Nothing inline, nothing from elsewhere. Pictures of codes are made in the page, so they may be blobs and data.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
     media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// Both apps read codes with the camera, and keep the screen on; they do not use other features of a browser.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(self), screen-wake-lock=(self), fullscreen=(self), microphone=(), geolocation=(), payment=(), usb=(), \
     serial=(), hid=(), midi=(), display-capture=()",
);

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const SERVICE_WORKER_ALLOWED: HeaderName = HeaderName::from_static("service-worker-allowed");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

/// The headers of every answer with a file of an app.
pub(super) fn of_app(app: App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(PERMISSIONS_POLICY, PERMISSIONS);
    headers.insert(CROSS_ORIGIN_OPENER_POLICY, SAME_ORIGIN);
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, SAME_ORIGIN);
    headers.insert(SERVICE_WORKER_ALLOWED, HeaderValue::from_static(app.folder()));
    response
}
