use std::time::Duration;

use secrecy::SecretString;

use super::contact::{Contact, SecurityContact};
use super::pages::Pages;
use crate::config::Config;
use crate::identity::DemoPartner;
use crate::render::ErrorCorrection;

/// Limits and secrets of the listeners.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The time for the headers of a request; a connection that is kept alive may be idle as long.
    pub header_timeout: Duration,
    /// The time for the body of a request.
    pub body_timeout: Duration,
    /// The time for a whole request, from its headers to the answer.
    pub request_timeout: Duration,
    /// The longest body, in bytes.
    pub body_limit: usize,
    /// The time that requests under way have to end when the service stops.
    pub shutdown_grace: Duration,
    /// The most connections at a time, to each listener.
    pub max_connections: usize,
    /// The bearer token of operators.
    pub operator_token: SecretString,
    /// How much of a paper pass's code may be damaged.
    pub error_correction: ErrorCorrection,
    /// The contact for people who ask about their records.
    pub contact: Option<Contact>,
    /// The contact for people who have found a vulnerability.
    pub security_contact: Option<SecurityContact>,
    /// Random bytes, new with each start: the request ids of this process begin with them.
    pub instance: [u8; 8],
    /// The web apps.
    pub pages: Pages,
    /// Vouches for synthetic citizens, if the operator turned that on.
    pub demo: Option<DemoPartner>,
}

impl HttpSettings {
    /// The settings of a configuration, without web apps and without demo. A body has as much time as headers.
    pub fn new(config: &Config, operator_token: SecretString, instance: [u8; 8]) -> Self {
        let service = &config.service;
        Self {
            header_timeout: Duration::from_secs(service.header_timeout),
            body_timeout: Duration::from_secs(service.header_timeout),
            request_timeout: Duration::from_secs(service.request_timeout),
            body_limit: usize::try_from(service.body_limit).unwrap_or(usize::MAX),
            shutdown_grace: Duration::from_secs(service.shutdown_grace),
            max_connections: usize::try_from(service.max_connections).unwrap_or(usize::MAX),
            operator_token,
            error_correction: config.issuer.error_correction,
            contact: Contact::of(&config.issuer),
            security_contact: SecurityContact::of(config),
            instance,
            pages: Pages::default(),
            demo: None,
        }
    }
}
