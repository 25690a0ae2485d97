//! What is sent.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request};

use super::person::Person;

/// Requests to one service.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    host: String,
}

impl Requests {
    pub(super) fn to(address: std::net::SocketAddr) -> Self {
        Self { host: address.to_string() }
    }

    pub(super) fn get(&self, path: &str) -> Request<Full<Bytes>> {
        self.request(Method::GET, path, None, Bytes::new())
    }

    pub(super) fn passes(&self, person: &Person, ticket: Option<&str>, assertion: &str) -> Request<Full<Bytes>> {
        self.request(Method::POST, "/v1/passes", Some(assertion), person.body(ticket).into())
    }

    pub(super) fn paper(&self, assertion: &str) -> Request<Full<Bytes>> {
        self.request(Method::POST, "/v1/passes/paper", Some(assertion), Bytes::from_static(b"{}"))
    }

    pub(super) fn join(&self, room: u32, digest: &str) -> Request<Full<Bytes>> {
        let body = format!(r#"{{"room":{room},"keys":"{digest}"}}"#);
        self.request(Method::POST, "/v1/queue", None, body.into())
    }

    fn request(&self, method: Method, path: &str, assertion: Option<&str>, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.host);
        request = request.header(ACCEPT, "application/json, */*");
        if let Some(assertion) = assertion {
            request = request.header(AUTHORIZATION, format!("Bearer {assertion}"));
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.body(Full::new(body)).expect("paths and header values are of visible ASCII characters")
    }
}
