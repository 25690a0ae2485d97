use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::credential::{KeySecretError, Places};
use super::problem::Violation;
use super::{Config, secret};

#[cfg(test)]
mod tests;

const CREDENTIAL: &str = "haetae-tracing";

/// `[tracing]`: where traces of requests are sent. They hold no personal data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct TracingSection {
    /// The whole address to which OTLP over HTTP is posted; without one there are no traces.
    pub endpoint: Option<String>,
    /// The part of the requests that is traced, 0 to 1, where the caller has not decided.
    pub sample_ratio: f64,
    /// The name of the service in the traces.
    pub service_name: String,
    /// Headers for the collector, as `name=value,name=value`: they may hold a credential.
    #[serde(serialize_with = "secret::serialize", deserialize_with = "secret::deserialize")]
    pub headers: Option<SecretString>,
    /// A file with the headers in its first line, where `headers` is not set.
    pub headers_file: Option<PathBuf>,
}

impl Default for TracingSection {
    fn default() -> Self {
        Self {
            endpoint: None,
            sample_ratio: 0.01,
            service_name: "haetae".to_owned(),
            headers: None,
            headers_file: None,
        }
    }
}

impl TracingSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let is_name = |name: &str| (1..=128).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
        let read = self.headers.as_ref().map(|text| headers(text.expose_secret()));
        [
            Violation::unless(
                self.endpoint.as_ref().is_none_or(|endpoint| host(endpoint).is_some()),
                "tracing.endpoint",
                "it must be the whole http:// or https:// address, like http://127.0.0.1:4318/v1/traces",
            ),
            Violation::unless((0.0..=1.0).contains(&self.sample_ratio), "tracing.sample_ratio", "it must be 0 to 1"),
            Violation::unless(
                is_name(&self.service_name),
                "tracing.service_name",
                "it must be 1 to 128 visible characters of ASCII",
            ),
            read.and_then(Result::err).map(|rule| Violation { key: "tracing.headers", rule: rule.to_owned() }),
            Violation::unless(
                self.headers_file.as_ref().is_none_or(|path| !path.as_os_str().is_empty()),
                "tracing.headers_file",
                "it must name a file",
            ),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self) -> Option<String> {
        let host = self.endpoint.as_ref().filter(|endpoint| endpoint.starts_with("http://")).and_then(|it| host(it))?;
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        (!is_here).then(|| {
            format!("tracing.endpoint is http:// and {host} is another machine: traces and their headers cross the network in clear.")
        })
    }
}

/// The host of an http(s) address, without the brackets of an IPv6 address; `None` if it is none.
fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"@#\"<>\\^`{|}".contains(&byte);
    if address.len() > 2_000 || !address.bytes().all(fits) {
        return None;
    }
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => authority.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// The names and values of the headers.
fn headers(text: &str) -> Result<Vec<(String, Zeroizing<String>)>, &'static str> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let of = |pair: &str| {
        let (name, value) = pair.split_once('=').map(|(name, value)| (name.trim(), value.trim()))?;
        let fits =
            !name.is_empty() && name.bytes().all(is_token) && value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        fits.then(|| (name.to_owned(), Zeroizing::new(value.to_owned())))
    };
    text.split(',').map(of).collect::<Option<_>>().ok_or("it must be name=value, several with commas between them")
}

pub(super) fn secret_headers(config: &Config) -> Result<Vec<(String, Zeroizing<String>)>, KeySecretError> {
    let TracingSection { headers: value, headers_file, .. } = &config.tracing;
    let credentials = config.credentials.as_deref();
    let is_given = credentials.is_some_and(|folder| folder.join(CREDENTIAL).exists());
    if value.is_none() && headers_file.is_none() && !is_given {
        return Ok(Vec::new());
    }
    let secret = "the headers for the collector of traces";
    let places = Places {
        secret,
        key: "tracing.headers",
        value: value.as_ref(),
        file: headers_file.as_ref().map(|file| config.path(file)),
        credential: CREDENTIAL,
        credentials,
    };
    headers(&places.find()?).map_err(|reason| KeySecretError::Unfit { secret, reason: reason.to_owned() })
}
