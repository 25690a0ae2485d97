mod cache;
mod eligibility;
mod queue;
mod redis;
mod requests;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use haetae_core::UnixTime;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusRecorder};

use super::problem::ProblemCode;
use crate::attestation::AttestationCounts;
use crate::issuing::EligibilityStatus;
use crate::limits::redis::Status;
use crate::limits::sign_ins::PartnerGrace;
use crate::limits::{Load, Priority};
use crate::runtime::expiry::Expiry;
use crate::runtime::{PublishFailures, RulesStatus};
use crate::telemetry::traces::SpansSent;

pub(super) use cache::Cached;
pub(super) use queue::Queued;
use requests::{DURATION, REQUESTS, RequestCounters};

const PROBLEMS: &str = "haetae_http_problems_total";
const CONNECTIONS: &str = "haetae_http_connections";
const CONNECTIONS_REFUSED: &str = "haetae_http_connections_refused_total";
const CONNECTIONS_ENDED: &str = "haetae_http_connections_ended_total";
const CERTIFICATE: &str = "haetae_tls_certificate_expires_timestamp_seconds";
const PASSES: &str = "haetae_passes_issued_total";
const PARTNER_PASSES: &str = "haetae_partner_passes_issued_total";
const PARTNER_REFUSALS: &str = "haetae_partner_refusals_total";
const UNUSUAL_HOURS: &str = "haetae_partner_unusual_hours_total";
const IN_PROGRESS: &str = "haetae_partner_requests_in_progress";
const LIMIT: &str = "haetae_requests_limit";
const ADMITTED: &str = "haetae_requests_in_progress";
const SHED: &str = "haetae_requests_shed_total";
const SHORT: &str = "haetae_short_answers_total";
const GRACE: &str = "haetae_partner_grace_until_timestamp_seconds";
const ON_GRACE: &str = "haetae_partner_grace_sign_ins_total";
const ATTESTATIONS: &str = "haetae_attestations_total";
const OPERATOR_REFUSALS: &str = "haetae_operator_refusals_total";
const STANDING: &str = "haetae_standing_changes_total";
const PUBLISH_FAILURES: &str = "haetae_publish_failures_total";
const OLDEST_RELEASE: &str = "haetae_oldest_release_refusals_total";
const MANIFEST_AGE: &str = "haetae_manifest_age_seconds";
const MANIFEST_EXPIRES: &str = "haetae_manifest_expires_timestamp_seconds";
const SIGNING_DAYS: &str = "haetae_issuing_key_days";
const AGE_RATIO: &str = "haetae_freshness_age_ratio";
const SECONDS_LEFT: &str = "haetae_freshness_seconds_left";
const LEVEL: &str = "haetae_freshness_level";
const PUBLISHES: &str = "haetae_publishing_duty";
const UNPUBLISHED: &str = "haetae_unpublished_revocation_seconds";
const CLOCK_DISAGREES: &str = "haetae_clock_disagrees";
const CLOCK_AHEAD: &str = "haetae_clock_ahead_seconds";
const RULES_VERSION: &str = "haetae_rules_version";
const RULES_NEXT: &str = "haetae_rules_next_change_timestamp_seconds";
const RULES_POLICY: &str = "haetae_rules_policy_current";
const RULES_PROBLEM: &str = "haetae_rules_problem";
const CANARIES: &str = "haetae_rules_canaries";
const CANARIES_WRONG: &str = "haetae_rules_canaries_wrong";
const JOURNAL_ENTRIES: &str = "haetae_journal_entries";
const JOURNAL_PAUSED: &str = "haetae_journal_paused";
const SPANS: &str = "haetae_trace_spans_total";
const JOURNAL_ATTESTED: &str = "haetae_journal_attested_until_timestamp_seconds";

/// The buckets in seconds, from an answer out of memory to one that is about to time out.
const BUCKETS: [f64; 11] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];

/// The metrics of a service. Each service has its own: there is no global state.
pub(super) struct Metrics {
    recorder: PrometheusRecorder,
    requests: RequestCounters,
    /// The policies that were shown since the start.
    policies: Mutex<BTreeSet<String>>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        // Only an empty list of buckets is refused.
        let builder = builder.unwrap_or_else(|_: BuildError| PrometheusBuilder::new());
        let metrics = Self {
            recorder: builder.build_recorder(),
            requests: RequestCounters::default(),
            policies: Mutex::default(),
        };
        metrics.record(|| {
            describe_counter!(REQUESTS, "Requests by listener, route, method and status.");
            describe_histogram!(DURATION, Unit::Seconds, "Time from a request's headers to the answer, by route.");
            describe_counter!(PROBLEMS, "Answers that were problem documents, by code.");
            describe_gauge!(CONNECTIONS, "Open connections, by listener.");
            describe_counter!(
                CONNECTIONS_REFUSED,
                "Connections for which there was no room, by listener and by what was full: full or client."
            );
            describe_counter!(
                CONNECTIONS_ENDED,
                "Connections that the service ended, by listener and reason: shed, stalled, slow, tls or proxy_protocol."
            );
            describe_gauge!(CERTIFICATE, Unit::Seconds, "When the TLS certificate in use expires, since 1970.");
            describe_counter!(PASSES, "Passes issued, by kind.");
            describe_counter!(PARTNER_PASSES, "Passes issued through a partner, by kind.");
            describe_counter!(
                PARTNER_REFUSALS,
                "Requests that a partner signed and that got no pass, by the problem's code."
            );
            describe_counter!(UNUSUAL_HOURS, "Hours in which a key of a partner made far more requests than usual.");
            describe_gauge!(IN_PROGRESS, "Requests of a partner that this node is answering.");
            describe_gauge!(LIMIT, "How many requests for passes this node answers at a time at present.");
            describe_gauge!(ADMITTED, "Requests for passes that this node is answering, by priority.");
            describe_counter!(SHED, "Requests for passes that found no room on this node, by priority.");
            describe_counter!(SHORT, "Answers with the passes of a few days, because of pressure or slow signing.");
            describe_gauge!(
                GRACE,
                Unit::Seconds,
                "When the last old sign-in of a partner stops counting, since 1970; 0 if it never had a grace."
            );
            describe_counter!(ON_GRACE, "Requests with an old sign-in that counted because the partner is on grace.");
            cache::describe();
            eligibility::describe();
            queue::describe();
            redis::describe();
            describe_counter!(ATTESTATIONS, "Attestations of holder keys, by result: accepted, refused or missing.");
            describe_counter!(STANDING, "Revocations and reinstatements.");
            describe_counter!(OPERATOR_REFUSALS, "Requests of operators that were refused, by reason.");
            describe_counter!(PUBLISH_FAILURES, "Attempts to publish that failed.");
            describe_counter!(OLDEST_RELEASE, "Attempts to publish that the oldest supported release did not accept.");
            describe_gauge!(MANIFEST_AGE, Unit::Seconds, "Age of the manifest that is served.");
            describe_gauge!(MANIFEST_EXPIRES, Unit::Seconds, "When the manifest that is served expires, since 1970.");
            describe_gauge!(SIGNING_DAYS, "Days, today included, whose passes this node has keys to sign.");
            describe_gauge!(AGE_RATIO, "The part of the lifetime that has passed, 0 to 1, by what expires.");
            describe_gauge!(SECONDS_LEFT, Unit::Seconds, "The time left until expiry, by what expires.");
            describe_gauge!(
                LEVEL,
                "0 fresh, 1 from 25 % of the lifetime on, 2 from 50 %, 3 from 75 %, by what expires."
            );
            describe_gauge!(PUBLISHES, "1 if this node publishes, 0 if another does.");
            describe_gauge!(UNPUBLISHED, Unit::Seconds, "How long the oldest revocation has waited for the next set.");
            describe_gauge!(CLOCK_DISAGREES, "1 while the clock disagrees and nothing is signed for scanners.");
            describe_gauge!(CLOCK_AHEAD, Unit::Seconds, "By how much the clock is ahead while it disagrees.");
            describe_gauge!(RULES_VERSION, "The version of the rules that is served; 0 without rules.");
            describe_gauge!(
                RULES_NEXT,
                Unit::Seconds,
                "When a policy begins or ends next, since 1970; 0 if none does."
            );
            describe_gauge!(RULES_POLICY, "1 while a policy counts, 0 while it does not, by policy.");
            describe_gauge!(RULES_PROBLEM, "1 while the newest rules are not served, or cannot be read by scanners.");
            describe_gauge!(CANARIES, "Canaries that are asked every minute what the rules in force say to them.");
            describe_gauge!(CANARIES_WRONG, "Canaries that get a wrong answer from the rules in force.");
            describe_counter!(SPANS, "Spans of traces, by outcome: sent, failed or dropped.");
            describe_gauge!(JOURNAL_ENTRIES, "Entries of this node's journal since it began.");
            describe_gauge!(JOURNAL_PAUSED, "1 while the journal cannot be written and nothing is issued.");
            describe_gauge!(
                JOURNAL_ATTESTED,
                Unit::Seconds,
                "The end of the last day that has a signed checkpoint, since 1970."
            );
        });
        metrics
    }

    pub(super) fn answered(&self, request: &Answered<'_>) {
        self.requests.count(request, &self.recorder);
    }

    pub(super) fn problem(&self, code: ProblemCode) {
        self.record(|| counter!(PROBLEMS, "code" => code.as_str()).increment(1));
    }

    pub(super) fn connection_opened(&self, listener: &'static str) {
        self.record(|| gauge!(CONNECTIONS, "listener" => listener).increment(1.0));
    }

    pub(super) fn connection_closed(&self, listener: &'static str) {
        self.record(|| gauge!(CONNECTIONS, "listener" => listener).decrement(1.0));
    }

    /// `reason` is `full` or `client`.
    pub(super) fn connection_refused(&self, listener: &'static str, reason: &'static str) {
        self.record(|| counter!(CONNECTIONS_REFUSED, "listener" => listener, "reason" => reason).increment(1));
    }

    /// `reason` is `shed`, `stalled`, `slow`, `tls` or `proxy_protocol`.
    pub(super) fn connection_ended(&self, listener: &'static str, reason: &'static str) {
        self.record(|| counter!(CONNECTIONS_ENDED, "listener" => listener, "reason" => reason).increment(1));
    }

    /// When the certificate that new connections get expires, in seconds since 1970.
    pub(super) fn certificate_expires(&self, seconds: u64) {
        self.record(|| gauge!(CERTIFICATE).set(as_float(seconds)));
    }

    /// `kind` is `phone` or `paper`. The partner is a registered one, so that there are few different values.
    pub(super) fn passes_issued(&self, kind: &'static str, number: usize, partner: String) {
        self.record(|| {
            counter!(PASSES, "kind" => kind).increment(number as u64);
            counter!(PARTNER_PASSES, "partner" => partner, "kind" => kind).increment(number as u64);
        });
    }

    /// An answer has the passes of a few days, and the phone comes back for the others.
    pub(super) fn short_answer(&self) {
        self.record(|| counter!(SHORT).increment(1));
    }

    /// A request that a registered partner signed was refused.
    pub(super) fn partner_refused(&self, partner: String, code: ProblemCode) {
        self.record(|| counter!(PARTNER_REFUSALS, "partner" => partner, "reason" => code.as_str()).increment(1));
    }

    /// `change` is `revoked` or `reinstated`.
    pub(super) fn standing_changed(&self, change: &'static str) {
        self.record(|| counter!(STANDING, "change" => change).increment(1));
    }

    /// `reason` is `credential`, `scope` or `paused`.
    pub(super) fn operator_refused(&self, reason: &'static str) {
        self.record(|| counter!(OPERATOR_REFUSALS, "reason" => reason).increment(1));
    }

    /// All metrics as Prometheus text; the current state is an argument.
    pub(super) fn text(&self, present: &Present) -> String {
        self.record(|| {
            if let Some((age, expires)) = present.manifest {
                gauge!(MANIFEST_AGE).set(as_float(age));
                gauge!(MANIFEST_EXPIRES).set(as_float(expires));
            }
            for (subject, life) in present.expiry.lifetimes() {
                let labels = [("of", subject.as_str())];
                gauge!(AGE_RATIO, &labels).set(life.age_ratio());
                gauge!(SECONDS_LEFT, &labels).set(as_float(life.left));
                gauge!(LEVEL, &labels).set(f64::from(life.level().number()));
            }
            for (partner, hours) in &present.unusual_hours {
                counter!(UNUSUAL_HOURS, "partner" => partner.clone()).absolute(*hours);
            }
            for (partner, number) in &present.in_progress {
                gauge!(IN_PROGRESS, "partner" => partner.clone()).set(f64::from(*number));
            }
            record_load(&present.load);
            for PartnerGrace { partner, ends, counted } in &present.graces {
                gauge!(GRACE, "partner" => partner.clone()).set(as_float(ends.map_or(0, UnixTime::seconds)));
                counter!(ON_GRACE, "partner" => partner.clone()).absolute(*counted);
            }
            if let Some(redis) = &present.redis {
                redis::record(redis);
            }
            if let Some(SpansSent { sent, failed, dropped }) = present.spans {
                for (outcome, number) in [("sent", sent), ("failed", failed), ("dropped", dropped)] {
                    counter!(SPANS, "outcome" => outcome).absolute(number);
                }
            }
            present.queued.record();
            eligibility::record(&present.eligibility);
            if let Some(cached) = &present.cached {
                cached.record();
            }
            counter!(PUBLISH_FAILURES).absolute(present.publish_failures.all);
            counter!(OLDEST_RELEASE).absolute(present.publish_failures.oldest_release);
            let AttestationCounts { accepted, refused, missing } = present.attestations;
            for (result, number) in [("accepted", accepted), ("refused", refused), ("missing", missing)] {
                counter!(ATTESTATIONS, "result" => result).absolute(number);
            }
            gauge!(PUBLISHES).set(if present.publishes { 1.0 } else { 0.0 });
            gauge!(UNPUBLISHED).set(as_float(present.unpublished));
            gauge!(CLOCK_DISAGREES).set(if present.clock_ahead.is_some() { 1.0 } else { 0.0 });
            gauge!(CLOCK_AHEAD).set(signed_float(present.clock_ahead.unwrap_or(0)));
            gauge!(SIGNING_DAYS).set(f64::from(present.signing_days));
            self.rules(&present.rules);
            if let Some(until) = present.journal_attested {
                gauge!(JOURNAL_ATTESTED).set(as_float(until));
            }
            if let Some((entries, is_paused)) = present.journal {
                gauge!(JOURNAL_ENTRIES).set(as_float(entries));
                gauge!(JOURNAL_PAUSED).set(if is_paused { 1.0 } else { 0.0 });
            }
        });
        self.recorder.handle().render()
    }

    fn rules(&self, rules: &RulesStatus) {
        gauge!(RULES_VERSION).set(as_float(rules.version.unwrap_or(0)));
        gauge!(RULES_NEXT).set(as_float(rules.next_change.map_or(0, UnixTime::seconds)));
        gauge!(RULES_PROBLEM).set(f64::from(u8::from(rules.problem.is_some())));
        gauge!(CANARIES).set(as_float(rules.canaries as u64));
        gauge!(CANARIES_WRONG).set(as_float(rules.wrong.len() as u64));
        let mut known = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(rules.policies.iter().map(|policy| policy.id.clone()));
        // One that has ended, or is in no file any more, is shown as such and not as it was last.
        for id in known.iter() {
            let is_current = rules.policies.iter().any(|policy| policy.id == *id && policy.is_current);
            gauge!(RULES_POLICY, "policy" => id.clone()).set(f64::from(u8::from(is_current)));
        }
    }

    /// Moves measurements into their buckets, so that memory stays flat while the metrics are not read.
    pub(super) fn tidy(&self) {
        self.recorder.handle().run_upkeep();
    }

    fn record(&self, change: impl FnOnce()) {
        metrics::with_local_recorder(&self.recorder, change);
    }
}

/// A request that has its answer.
pub(super) struct Answered<'a> {
    pub(super) listener: &'static str,
    /// The template of the route, not the address, so that there are few different values.
    pub(super) route: &'a str,
    pub(super) method: &'static str,
    pub(super) status: u16,
    pub(super) latency: Duration,
}

/// The state that is read for each scrape.
pub(super) struct Present {
    /// The manifest's age in seconds, and when it expires.
    pub(super) manifest: Option<(u64, u64)>,
    pub(super) signing_days: u32,
    /// How close to expiry everything is.
    pub(super) expiry: Expiry,
    /// Whether this node holds the lease.
    pub(super) publishes: bool,
    /// For how many seconds the oldest revocation has waited for the next set.
    pub(super) unpublished: u64,
    pub(super) publish_failures: PublishFailures,
    /// The unusual hours of each partner.
    pub(super) unusual_hours: Vec<(String, u64)>,
    /// By how many seconds the clock is ahead, below zero behind, while it disagrees.
    pub(super) clock_ahead: Option<i64>,
    /// The entries of the journal, if there is one, and whether it is paused.
    pub(super) journal: Option<(u64, bool)>,
    /// The attestations verified since the start.
    pub(super) attestations: AttestationCounts,
    /// The end of the last day that has a signed checkpoint, in seconds since 1970.
    pub(super) journal_attested: Option<u64>,
    /// The requests of each partner that this node is answering.
    pub(super) in_progress: Vec<(String, u32)>,
    /// How full the node is.
    pub(super) load: Load,
    /// The graces of partners.
    pub(super) graces: Vec<PartnerGrace>,
    /// How counting in Redis goes, if the configuration names one.
    pub(super) redis: Option<Status>,
    /// What is kept in memory of the database, if something is.
    pub(super) cached: Option<Cached>,
    /// The waiting room.
    pub(super) queued: Queued,
    /// Who may be issued what, as far as this node knows.
    pub(super) eligibility: EligibilityStatus,
    /// The rules that are served.
    pub(super) rules: RulesStatus,
    /// What became of the spans of traces, if there are traces.
    pub(super) spans: Option<SpansSent>,
}

fn record_load(load: &Load) {
    if let Some(limit) = load.limit {
        gauge!(LIMIT).set(f64::from(limit));
    }
    for (priority, (number, shed)) in Priority::ALL.iter().zip(load.in_progress.iter().zip(&load.shed)) {
        gauge!(ADMITTED, "priority" => priority.as_str()).set(f64::from(*number));
        counter!(SHED, "priority" => priority.as_str()).absolute(*shed);
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and numbers of entries are far below 2^53")]
fn as_float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "seconds between two times are far below 2^53")]
fn signed_float(number: i64) -> f64 {
    number as f64
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
