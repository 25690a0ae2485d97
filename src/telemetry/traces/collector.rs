use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::Agent;
use zeroize::Zeroizing;

/// The time for one attempt, from the connection to the last byte of the answer.
const ATTEMPT_TIME: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes: it says at most which spans were refused.
const MOST_ANSWER: u64 = 64 * 1_024;

/// The collector. It is asked by the thread that sends spans, and by no other: a call blocks it.
pub(super) struct Collector {
    agent: Agent,
    endpoint: String,
    headers: Vec<(String, Zeroizing<String>)>,
    is_failing: AtomicBool,
}

impl Collector {
    /// The one at this address, which gets these headers.
    pub(super) fn new(endpoint: &str, headers: Vec<(String, Zeroizing<String>)>) -> Self {
        // The provider can be chosen only once; choosing the same one again changes nothing.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        // A collector does not redirect, and headers with a credential must not follow.
        let config =
            Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(ATTEMPT_TIME));
        let agent = Agent::new_with_config(config.build());
        Self { agent, endpoint: endpoint.to_owned(), headers, is_failing: AtomicBool::new(false) }
    }

    fn post(&self, body: &[u8]) -> Result<Response<Bytes>, ureq::Error> {
        let mut request = self.agent.post(&self.endpoint).header("content-type", "application/x-protobuf");
        for (name, value) in &self.headers {
            request = request.header(name, value.as_str());
        }
        let (head, mut body) = request.send(body)?.into_parts();
        let bytes = body.with_config().limit(MOST_ANSWER).read_to_vec()?;
        Ok(Response::from_parts(head, bytes.into()))
    }

    /// Logs when sending begins to fail, and when it is well again.
    fn note(&self, trouble: Option<&dyn fmt::Display>) {
        let was_failing = self.is_failing.swap(trouble.is_some(), Ordering::Relaxed);
        match trouble {
            Some(error) if !was_failing => tracing::warn!(%error, "the collector does not take traces"),
            None if was_failing => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    /// The exporter's request without its headers, which variables of the environment could change.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        match self.post(request.body()) {
            Ok(answer) if answer.status().is_success() => {
                self.note(None);
                Ok(answer)
            }
            Ok(answer) => {
                self.note(Some(&answer.status()));
                Ok(answer)
            }
            Err(error) => {
                self.note(Some(&error));
                Err(error.into())
            }
        }
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}
