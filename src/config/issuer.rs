use haetae_core::{MAX_DAYS_AHEAD, MAX_PAPER_DAYS};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::problem::Violation;
use crate::render::ErrorCorrection;

/// `[issuer]`: what passes contain and how long they are valid. A change affects the passes that phones renew.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct IssuerSection {
    /// The `aud` of partners' assertions.
    pub audience: String,
    /// The IANA time zone whose civil days passes follow.
    pub zone: String,
    /// Serials are below 2 to this power, 20 to 28. It cannot change once there are records.
    pub serial_bits: u8,
    /// The beginning of each status list's `sub`, without a slash at the end: `/status/<day>` follows.
    pub status_base: String,
    /// Whether a phone's pass carries the masked name.
    pub name_on_phone: bool,
    /// Whether a phone's pass carries the birth day.
    pub birth_on_phone: bool,
    /// Whether passes carry the times of test samples to the second; otherwise they are rounded down to the hour.
    pub exact_sample_times: bool,
    /// How long before its civil day the pass of a day begins, in hours.
    pub strip_lead_hours: u32,
    /// For how many days, from today on, a phone may ask for passes.
    pub days_ahead: u32,
    /// How long a paper pass is valid, in days.
    pub paper_days: u32,
    /// How long ago, in days, a citizen may have signed in with the partner that vouches for them.
    pub auth_time_limit_days: u32,
    /// How much of a QR code may be damaged.
    pub error_correction: ErrorCorrection,
    /// The name of the issuer, for people who have questions about their records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// The telephone number at which it answers them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_telephone: Option<String>,
    /// The web page on which it answers them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_page: Option<String>,
    /// The address at which the operator takes reports of vulnerabilities, for `/.well-known/security.txt` (RFC 9116).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_contact: Option<String>,
}

impl Default for IssuerSection {
    fn default() -> Self {
        Self {
            audience: "haetae".to_owned(),
            zone: "Asia/Seoul".to_owned(),
            serial_bits: 26,
            status_base: "https://pass.example".to_owned(),
            name_on_phone: false,
            birth_on_phone: false,
            exact_sample_times: false,
            strip_lead_hours: 4,
            days_ahead: 28,
            paper_days: 14,
            auth_time_limit_days: 31,
            error_correction: ErrorCorrection::M,
            contact_name: None,
            contact_telephone: None,
            contact_page: None,
            security_contact: None,
        }
    }
}

impl IssuerSection {
    /// The time zone that [`IssuerSection::zone`] names.
    ///
    /// # Errors
    ///
    /// Only if the configuration was not loaded, and so not checked.
    pub fn time_zone(&self) -> Result<TimeZone, jiff::Error> {
        TimeZone::get(&self.zone)
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let audience = (1..=255).contains(&self.audience.len()) && self.audience.bytes().all(|b| b.is_ascii_graphic());
        let zone = self.time_zone().is_ok_and(|zone| !zone.is_unknown());
        [
            Violation::unless(
                audience,
                "issuer.audience",
                "it must be 1 to 255 printable ASCII characters without spaces",
            ),
            Violation::unless(zone, "issuer.zone", "it must be a time zone of the IANA database, like Asia/Seoul"),
            Violation::outside(20..=28, self.serial_bits, "issuer.serial_bits"),
            Violation::unless(
                is_base(&self.status_base),
                "issuer.status_base",
                "it must be an http or https address of at most 255 characters, without a query or a slash at its end, \
                 like https://pass.example",
            ),
            Violation::outside(0..=12, self.strip_lead_hours, "issuer.strip_lead_hours"),
            Violation::outside(1..=MAX_DAYS_AHEAD.into(), self.days_ahead, "issuer.days_ahead"),
            Violation::outside(1..=MAX_PAPER_DAYS.into(), self.paper_days, "issuer.paper_days"),
            Violation::outside(1..=366, self.auth_time_limit_days, "issuer.auth_time_limit_days"),
        ]
        .into_iter()
        .flatten()
        .chain(self.contact_problems())
    }

    fn contact_problems(&self) -> impl Iterator<Item = Violation> {
        let Self { contact_name: name, contact_telephone: telephone, contact_page: page, .. } = self;
        let named = name.is_some();
        let needs_name = "it also needs issuer.contact_name: people see both";
        [
            Violation::unless(
                name.as_deref().is_none_or(is_name),
                "issuer.contact_name",
                "it must be 1 to 80 characters, without line breaks and without spaces at its ends",
            ),
            Violation::unless(named || telephone.is_none(), "issuer.contact_telephone", needs_name),
            Violation::unless(
                telephone.as_deref().is_none_or(is_telephone),
                "issuer.contact_telephone",
                "it must be a telephone number of 2 to 32 characters (digits, spaces, hyphens, brackets, a + at its \
                 beginning), like +82 2 123 4567",
            ),
            Violation::unless(named || page.is_none(), "issuer.contact_page", needs_name),
            Violation::unless(
                page.as_deref().is_none_or(is_page),
                "issuer.contact_page",
                "it must be an https address of at most 255 characters, like https://pass.example/help",
            ),
            Violation::unless(
                self.security_contact.as_deref().is_none_or(is_uri_to_write_to),
                "issuer.security_contact",
                "it must be a mailto: or https address of at most 255 characters without spaces, like \
                 mailto:security@pass.example",
            ),
        ]
        .into_iter()
        .flatten()
    }
}

fn is_name(text: &str) -> bool {
    (1..=80).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control)
}

/// The number as people write it, and as a phone can dial it.
fn is_telephone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let fits = |byte: u8| byte.is_ascii_digit() || b" -()".contains(&byte);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (2..=32).contains(&text.len()) && text.trim() == text && digits >= 2 && rest.bytes().all(fits)
}

/// What RFC 9116 takes as a contact, but for telephones: a report has attachments.
fn is_uri_to_write_to(text: &str) -> bool {
    match text.strip_prefix("mailto:") {
        Some(address) => {
            let parts = address.split_once('@');
            text.len() <= 255
                && text.bytes().all(|byte| byte.is_ascii_graphic())
                && parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'))
        }
        None => is_page(text),
    }
}

fn is_page(text: &str) -> bool {
    let Ok(address) = text.parse::<hyper::Uri>() else { return false };
    address.scheme_str() == Some("https")
        && address.host().is_some_and(|host| !host.is_empty())
        && !text.contains('@')
        && text.len() <= 255
}

fn is_base(text: &str) -> bool {
    let Ok(address) = text.parse::<hyper::Uri>() else { return false };
    matches!(address.scheme_str(), Some("http" | "https"))
        && address.host().is_some_and(|host| !host.is_empty())
        && !text.contains(['?', '#', '@'])
        && !text.ends_with('/')
        && text.len() <= 255
}
