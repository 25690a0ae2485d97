//! Answers as a bad day has them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{self, Body};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use haetae_core::UnixTime;
use hyper::body::Frame;
use serde_json::Value;

/// The longest answer whose bytes are changed.
const MOST_BYTES: usize = 64 << 20;

/// A body that fails at once: the connection is cut, and nothing of the answer leaves.
struct Cut;

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

/// The connection is cut in the place of this answer.
pub(super) fn cut(response: Response) -> Response {
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, Body::new(Cut))
}

/// The same answer with a bit of its last byte changed.
pub(super) async fn with_wrong_bit(response: Response) -> Response {
    changed(response, |mut bytes| {
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        bytes
    })
    .await
}

/// The same answer with another `server_time`, if it has one.
pub(super) async fn with_server_time(response: Response, time: UnixTime) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !is_json {
        return response;
    }
    changed(response, |bytes| match serde_json::from_slice::<Value>(&bytes) {
        Ok(Value::Object(mut fields)) if fields.contains_key("server_time") => {
            fields.insert("server_time".to_owned(), time.to_rfc3339().into());
            Value::Object(fields).to_string().into_bytes()
        }
        _ => bytes,
    })
    .await
}

/// The same answer with this time in its header `Date`.
pub(super) fn dated(mut response: Response, time: UnixTime) -> Response {
    let second = i64::try_from(time.seconds()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let text = second.map(|second| second.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
        response.headers_mut().insert(header::DATE, value);
    }
    response
}

async fn changed(response: Response, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    // What cannot be read was cut already.
    let Ok(bytes) = body::to_bytes(body, MOST_BYTES).await else { return Response::from_parts(parts, Body::new(Cut)) };
    let bytes = change(bytes.to_vec());
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}
