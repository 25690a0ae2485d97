use haetae_core::{Evidence as CoreEvidence, TestMethod as CoreMethod};

use crate::time::seconds;

/// One thing that a pass attests. Days are civil days in the issuer's zone, `YYYY-MM-DD`; times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Evidence {
    /// Vaccinated so many times, the last time on this day with this product.
    Vaccination {
        /// Doses received, 1 to 15.
        doses: u32,
        /// The day of the last dose.
        date: String,
        /// The product code of the last dose.
        product: String,
    },
    /// Tested negative.
    Test {
        /// When the sample was taken.
        sampled_at: i64,
        /// How it was tested.
        method: TestMethod,
    },
    /// Recovered from an infection.
    Recovery {
        /// The day of the first positive test.
        date: String,
    },
    /// Exempt for medical reasons.
    Exemption {
        /// The last day of the exemption.
        until: String,
    },
    /// Cleared by the issuer for a policy; why stays with the issuer.
    Clearance {
        /// The policy that the issuer judged by.
        policy: String,
        /// Good up to this time.
        until: i64,
    },
}

/// How a test was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TestMethod {
    /// Nucleic acid amplification, PCR for one.
    Naat,
    /// Rapid antigen test.
    RapidAntigen,
}

impl From<&CoreEvidence> for Evidence {
    fn from(evidence: &CoreEvidence) -> Self {
        match evidence {
            CoreEvidence::Vaccination { doses, date, product } => Self::Vaccination {
                doses: doses.number().into(),
                date: date.to_string(),
                product: product.as_str().to_owned(),
            },
            CoreEvidence::Test { sampled_at, method } => {
                Self::Test { sampled_at: seconds(*sampled_at), method: (*method).into() }
            }
            CoreEvidence::Recovery { date } => Self::Recovery { date: date.to_string() },
            CoreEvidence::Exemption { until } => Self::Exemption { until: until.to_string() },
            CoreEvidence::Clearance { policy, until } => {
                Self::Clearance { policy: policy.as_str().to_owned(), until: seconds(*until) }
            }
        }
    }
}

impl From<CoreMethod> for TestMethod {
    fn from(method: CoreMethod) -> Self {
        match method {
            CoreMethod::Naat => Self::Naat,
            CoreMethod::RapidAntigen => Self::RapidAntigen,
        }
    }
}
