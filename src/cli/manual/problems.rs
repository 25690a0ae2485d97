//! The problems of the HTTP interface, and what an app shows a citizen for each.

use crate::http::ProblemCode;

const PROBLEMS: &str = "\n## Problems of the HTTP interface\n\n\
     Each is the `code` of a [problem document](api.md#problems); its `type` is `urn:haetae:problem:` and the code. Title and detail are for \
     developers: an app shows words of its own. *Again after* is the usual `Retry-After` in seconds; without one, the same request fails \
     again until something has changed.\n\n\
     | code | status | means | again after | an app shows |\n|---|--:|---|--:|---|\n";

const SHOWN: &str = "\n### What an app shows\n\n\
     As the wallet does. *Its message* is the `message` of the answer ([eligibility.md](eligibility.md)). Where the \
     answer has a `contact`, its name stands in the place of \"the issuer\". Every technical failure says that nothing is wrong with the person's records.\n\n\
     | | 한국어 | English |\n|---|---|---|\n";

/// What a citizen reads for a problem.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Revoked,
    NoRecord,
    NoEvidence,
    /// The words are in the answer.
    Message,
    SignInAgain,
    AnotherPhone,
    Busy,
    Failed,
    /// Only operators' programs get such an answer.
    Nothing,
}

const ALL_SHOWN: [Shown; 7] = [
    Shown::Revoked,
    Shown::NoRecord,
    Shown::NoEvidence,
    Shown::SignInAgain,
    Shown::AnotherPhone,
    Shown::Busy,
    Shown::Failed,
];

/// Both tables.
pub(super) fn tables() -> String {
    let mut page = PROBLEMS.to_owned();
    for problem in ProblemCode::ALL {
        let again = problem.retry_after().map(|seconds| seconds.to_string()).unwrap_or_default();
        let (code, status, title) = (problem.as_str(), problem.status().as_u16(), problem.title());
        page.push_str(&format!("| `{code}` | {status} | {title} | {again} | {} |\n", shown(*problem).name()));
    }
    page.push_str(SHOWN);
    for shown in ALL_SHOWN {
        let [korean, english] = shown.words();
        page.push_str(&format!("| {} | {korean} | {english} |\n", shown.name()));
    }
    page
}

const fn shown(problem: ProblemCode) -> Shown {
    use ProblemCode as P;
    match problem {
        P::Revoked => Shown::Revoked,
        P::UnknownSubject => Shown::NoRecord,
        P::NoEvidence => Shown::NoEvidence,
        P::NotEligible | P::NotYetEligible => Shown::Message,
        P::SignInTooOld => Shown::SignInAgain,
        P::FreshSignInNeeded => Shown::AnotherPhone,
        P::TooManyRequests
        | P::RequestInProgress
        | P::NotPublished
        | P::NoSigningKey
        | P::SigningUnavailable
        | P::JournalUnavailable
        | P::StoreUnavailable
        | P::TooManyConnections
        | P::TooManyAtOnce
        | P::NodeFull
        | P::QueueNotYet
        | P::QueueUnavailable
        | P::EligibilityUnavailable
        | P::TookTooLong => Shown::Busy,
        P::NotFound
        | P::MethodNotAllowed
        | P::RangeNotSatisfiable
        | P::UnsupportedMediaType
        | P::NotAcceptable
        | P::MalformedJson
        | P::InvalidBody
        | P::BodyTooLarge
        | P::BodyTooSlow
        | P::AssertionMissing
        | P::AssertionInvalid
        | P::AssertionUntimely
        | P::AssertionForOtherKeys
        | P::AssertionUsed
        | P::UseNotGranted
        | P::HolderKeyNumber
        | P::HolderDayTwice
        | P::HolderKeyTwice
        | P::HolderKeyUnusable
        | P::DayOutOfReach
        | P::AttestationRequired
        | P::AttestationInvalid
        | P::QueueRequired
        | P::QueueExpired
        | P::QueueTicketInvalid
        | P::QueueClosed
        | P::InternalError => Shown::Failed,
        P::IdempotencyKeyInvalid
        | P::IdempotencyKeyReused
        | P::OperatorTokenRequired
        | P::ScopeMissing
        | P::TooManyAttempts
        | P::QueueUnchanged
        | P::SecondOperatorRequired => Shown::Nothing,
    }
}

impl Shown {
    const fn name(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::NoRecord => "no record",
            Self::NoEvidence => "no evidence",
            Self::Message => "its message",
            Self::SignInAgain => "sign in again",
            Self::AnotherPhone => "another phone",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::Nothing => "",
        }
    }

    /// In Korean and English, as the wallet has them.
    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Revoked => [
                "발급 기관에서 이 패스를 취소했습니다. 사유는 발급 기관에 문의해 주세요.",
                "This pass has been revoked. Ask the issuer for the reason.",
            ],
            Self::NoRecord => [
                "발급 기관에 아직 기록이 없습니다. 기록이 늦게 등록될 수 있습니다. 계속 같은 안내가 나오면 발급 기관에 문의해 주세요.",
                "The issuer has no record of you yet. It can take time for records to arrive. If this does not change, contact the issuer.",
            ],
            Self::NoEvidence => [
                "아직 접종이나 검사 기록이 없습니다. 기록이 늦게 등록될 수 있습니다. 계속 같은 안내가 나오면 발급 기관에 문의해 주세요.",
                "There is no vaccination or test on record yet. It can take time for records to arrive. If this does not change, contact the issuer.",
            ],
            Self::SignInAgain => [
                "로그인한 지 오래되어 새 패스를 받을 수 없습니다. 다시 로그인해 주세요. 이미 받은 패스는 그대로 사용할 수 있습니다.",
                "You signed in too long ago to get new passes. Please sign in again. The passes that you have still work.",
            ],
            Self::AnotherPhone => [
                "이 기간의 패스를 이미 여러 대의 휴대전화에서 받았습니다. 이 휴대전화에서도 받으려면 본인 확인을 위해 다시 로그인해 주세요. 다른 휴대전화에 있는 패스는 그대로 사용할 수 있습니다.",
                "Passes for these days are already on several phones. To get them on this phone too, please sign in again, so that the issuer knows it is you. The passes on your other phones still work.",
            ],
            Self::Busy => [
                "지금은 이용자가 많아 잠시 기다려야 합니다. 접종·검사 기록에 문제가 있는 것은 아닙니다.",
                "The service is busy. Please wait a moment. There is nothing wrong with your records.",
            ],
            Self::Failed => [
                "서비스에 일시적인 문제가 있습니다. 접종·검사 기록에 문제가 있는 것은 아닙니다.",
                "The service has a temporary problem. There is nothing wrong with your records.",
            ],
            Self::Message | Self::Nothing => ["", ""],
        }
    }
}
