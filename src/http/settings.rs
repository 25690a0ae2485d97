use std::sync::Arc;
use std::time::Duration;

use super::connections::{Pace, TrustedProxies};
use super::contact::{Contact, SecurityContact};
use super::edge::Edge;
use super::pages::Pages;
use super::surroundings::Surroundings;
use crate::config::Config;
use crate::identity::DemoPartner;
use crate::render::ErrorCorrection;
use crate::telemetry::traces::SpanCounts;

/// Limits of the listeners, and what they serve.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The time for the headers of a request; a connection that is kept alive may be idle as long.
    pub header_timeout: Duration,
    /// The time for the body of a request.
    pub body_timeout: Duration,
    /// How slowly a body may come.
    pub body_pace: Pace,
    /// The time that a client may take nothing of an answer.
    pub write_timeout: Duration,
    /// How slowly it may take the whole answer.
    pub answer_pace: Pace,
    /// The time for a whole request, from its headers to the answer.
    pub request_timeout: Duration,
    /// The longest body, in bytes.
    pub body_limit: usize,
    /// The time that requests under way have to end when the service stops.
    pub shutdown_grace: Duration,
    /// The most connections at a time to the public listener.
    pub max_connections: usize,
    /// The most of them from one address that is not a trusted proxy's.
    pub max_connections_per_address: usize,
    /// The proxies that are believed for whom they ask.
    pub proxies: TrustedProxies,
    /// The most requests at a time of one client behind them.
    pub max_requests_per_client: usize,
    /// How clients reach the service.
    pub edge: Edge,
    /// How many people one operator alone revokes on a UTC day; `None` if there is no limit.
    pub revocations_alone: Option<u64>,
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
    /// What becomes of the spans of traces, if there are traces.
    pub spans: Option<Arc<SpanCounts>>,
    /// Whether load tests may run against this service.
    pub load_test: bool,
    /// What is around the routes: a sandbox's faults.
    pub surroundings: Option<Surroundings>,
}

/// The time after which a body must come at the least rate.
const BODY_GRACE: Duration = Duration::from_secs(2);

impl HttpSettings {
    /// The settings of a configuration, without web apps, demo and TLS. A body has as much time as headers.
    pub fn new(config: &Config, instance: [u8; 8]) -> Self {
        let service = &config.service;
        let write_timeout = Duration::from_secs(service.write_timeout);
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let pace = |grace| Pace { grace, bytes_per_second: service.min_rate };
        Self {
            header_timeout: Duration::from_secs(service.header_timeout),
            body_timeout: Duration::from_secs(service.header_timeout),
            body_pace: pace(BODY_GRACE),
            write_timeout,
            answer_pace: pace(write_timeout),
            request_timeout: Duration::from_secs(service.request_timeout),
            body_limit: usize::try_from(service.body_limit).unwrap_or(usize::MAX),
            shutdown_grace: Duration::from_secs(service.shutdown_grace),
            max_connections: number(service.max_connections),
            max_connections_per_address: number(service.max_connections_per_address),
            proxies: TrustedProxies { networks: service.trusted_proxies.clone(), header: service.proxy_header },
            max_requests_per_client: number(service.max_requests_per_client),
            edge: Edge {
                tls: None,
                operator_tls: service.operator_tls,
                proxy_protocol: service.proxy_protocol,
                path_prefix: service.path_prefix.clone(),
                drain: Duration::from_secs(service.drain),
            },
            revocations_alone: config.operators.revocations_alone(),
            error_correction: config.issuer.error_correction,
            contact: Contact::of(&config.issuer),
            security_contact: SecurityContact::of(config),
            instance,
            pages: Pages::default(),
            demo: None,
            spans: None,
            load_test: service.load_test,
            surroundings: None,
        }
    }
}
