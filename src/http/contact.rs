use serde::Serialize;
use utoipa::ToSchema;

use super::problem::ProblemCode;
use crate::config::{Config, IssuerSection};

/// Who people ask about their records, as the operator configured it
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Contact {
    /// What people call the issuer
    #[schema(example = "Korea Disease Control and Prevention Agency")]
    pub name: String,
    /// The telephone number, as people write it
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "1339")]
    pub telephone: Option<String>,
    /// The web page, an https address
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "https://pass.example/help")]
    pub page: Option<String>,
}

impl Contact {
    /// The configured contact; `None` if there is none.
    pub fn of(issuer: &IssuerSection) -> Option<Self> {
        let name = issuer.contact_name.clone()?;
        Some(Self { name, telephone: issuer.contact_telephone.clone(), page: issuer.contact_page.clone() })
    }

    /// Whether only the issuer can say more about this problem: it is about a person's record.
    pub(super) const fn answers(code: ProblemCode) -> bool {
        matches!(code, ProblemCode::Revoked | ProblemCode::UnknownSubject | ProblemCode::NoEvidence)
    }
}

/// Who takes reports of vulnerabilities, as the operator configured it
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityContact {
    /// A `mailto:` or `https` address.
    pub address: String,
    /// The scheme, host and port under which everybody reaches the service; `None` where that is not `https`.
    pub origin: Option<String>,
}

impl SecurityContact {
    /// The configured contact; `None` if there is none.
    pub fn of(config: &Config) -> Option<Self> {
        let address = config.issuer.security_contact.clone()?;
        let origin = Some(config.web.origin.clone()).filter(|origin| origin.starts_with("https://"));
        Some(Self { address, origin })
    }
}
