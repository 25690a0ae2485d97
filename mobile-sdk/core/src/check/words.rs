//! What people read for every code and warning of section 10, in Korean and English.

use super::verdict::{Refusal, Unclear, Verdict, Warning};

/// A language of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// 한국어
    Korean,
    /// English
    English,
}

/// What is the matter, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is the matter, in a few words.
    pub headline: &'static str,
    /// What the person at the door does next; empty where nothing is to do.
    pub advice: &'static str,
}

const fn words(headline: &'static str, advice: &'static str) -> Words {
    Words { headline, advice }
}

impl Verdict {
    /// This verdict in words.
    pub const fn words(&self, language: Language) -> Words {
        match self {
            Self::Admit(_) => match language {
                Language::Korean => words("입장하세요", ""),
                Language::English => words("Come in", ""),
            },
            Self::Refuse(refusal) => refusal.words(language),
            Self::Unclear(unclear) => unclear.words(language),
        }
    }
}

impl Refusal {
    /// This refusal in words.
    pub const fn words(&self, language: Language) -> Words {
        match language {
            Language::Korean => match self {
                Self::KeyWithdrawn { paper: false } => {
                    words("회수된 서명입니다", "앱에서 패스를 새로 받으셔야 합니다.")
                }
                Self::KeyWithdrawn { paper: true } => {
                    words("회수된 서명입니다", "발급 기관에서 종이 패스를 새로 받으셔야 합니다.")
                }
                Self::KeyNotValidThen => words("진본이 아닙니다", "서명 키의 사용 기간이 패스와 맞지 않습니다."),
                Self::KeyNotAllowed => words("진본이 아닙니다", "이 발급 기관은 이런 패스를 발급할 수 없습니다."),
                Self::BadSignature => words("진본이 아닙니다", "발급 기관의 서명이 아닙니다."),
                Self::Expired { paper: false, .. } => {
                    words("기간이 지난 패스입니다", "앱에서 오늘의 패스를 열어 주세요.")
                }
                Self::Expired { paper: true, .. } => {
                    words("기간이 지난 종이 패스입니다", "발급 기관에서 새로 출력하거나 앱의 패스를 이용해 주세요.")
                }
                Self::Revoked => words("취소된 패스입니다", "발급 기관에 문의하시도록 안내해 주세요."),
                Self::HolderProofInvalid => {
                    words("다른 휴대전화의 코드입니다", "패스를 받은 휴대전화에서 직접 보여 주세요.")
                }
            },
            Language::English => match self {
                Self::KeyWithdrawn { paper: false } => words("Withdrawn", "The app must fetch a new pass."),
                Self::KeyWithdrawn { paper: true } => words("Withdrawn", "The issuer must print a new pass."),
                Self::KeyNotValidThen => words("Not genuine", "The signing key was not in use then."),
                Self::KeyNotAllowed => words("Not genuine", "This issuer may not issue such a pass."),
                Self::BadSignature => words("Not genuine", "The issuer did not sign this."),
                Self::Expired { paper: false, .. } => words("This pass has expired", "Open today's pass in the app."),
                Self::Expired { paper: true, .. } => words(
                    "This paper pass has expired",
                    "Have a new one printed by the issuer, or show a pass in the app.",
                ),
                Self::Revoked => words("This pass has been revoked", "Please ask the issuer."),
                Self::HolderProofInvalid => {
                    words("The code belongs to another phone", "Show it on the phone that the pass was issued to.")
                }
            },
        }
    }
}

impl Unclear {
    /// This in words.
    pub const fn words(&self, language: Language) -> Words {
        match language {
            Language::Korean => match self {
                Self::Unreadable => words("코드를 읽지 못했습니다", "화면을 밝게 하고 다시 비춰 주세요."),
                Self::UnknownFormat => words("패스가 아닌 코드입니다", "패스의 QR 코드를 보여 주세요."),
                Self::Malformed(_) => words("읽을 수 없는 패스입니다", "앱을 업데이트하고 다시 보여 주세요."),
                Self::UnknownKey => words("모르는 서명 키입니다", "이 스캐너를 업데이트해 주세요."),
                Self::Specimen => words("연습용 패스입니다", "연습에만 쓰입니다."),
                Self::ClockSuspect => words("스캐너의 시계가 맞지 않습니다", "이 스캐너의 시각을 맞춰 주세요."),
                Self::NotYetValid { .. } => words("아직 유효하지 않은 패스입니다", "유효 시작 시각을 확인해 주세요."),
                Self::HolderProofMissing => {
                    words("실시간 코드가 아닙니다 (캡처 화면 또는 사본)", "앱을 열어 실시간 코드를 보여 주세요.")
                }
                Self::HolderProofStale => {
                    words("오래된 코드입니다", "앱을 새로 열고, 휴대전화의 시각을 확인해 주세요.")
                }
                Self::ChallengeMissing => words(
                    "매장 QR을 스캔하지 않은 코드입니다",
                    "앱으로 이 화면의 QR을 먼저 스캔한 뒤 다시 보여 주세요. 종이 패스는 여기서 쓸 수 없습니다.",
                ),
                Self::StatusRequired => {
                    words("취소 목록을 아직 받지 못했습니다", "이 스캐너를 업데이트하고 다시 스캔해 주세요.")
                }
                Self::TrustExpired => words("스캐너의 자료가 만료되었습니다", "이 스캐너를 업데이트해 주세요."),
            },
            Language::English => match self {
                Self::Unreadable => words("No code could be read", "Make the screen brighter and try again."),
                Self::UnknownFormat => words("Not the code of a pass", "Show the QR code of the pass."),
                Self::Malformed(_) => words("Not a pass we can read", "Update the app and show it again."),
                Self::UnknownKey => words("Unknown signing key", "Perhaps newer than this scanner: update it."),
                Self::Specimen => words("A specimen", "It is for training only."),
                Self::ClockSuspect => words("This scanner's clock is wrong", "Set this scanner's clock."),
                Self::NotYetValid { .. } => words("Not valid yet", "See from when it is valid."),
                Self::HolderProofMissing => {
                    words("Not the live code (a screenshot or copy)", "Open the app and show its own screen.")
                }
                Self::HolderProofStale => words("An old code", "Open the app again, and check the phone's clock."),
                Self::ChallengeMissing => words(
                    "This code does not answer the QR code on this screen",
                    "Scan it with the app first, then show the pass again. Paper passes cannot be used here.",
                ),
                Self::StatusRequired => {
                    words("The list of revocations is not here yet", "Update this scanner, then scan again.")
                }
                Self::TrustExpired => words("This scanner's data has expired", "Update this scanner."),
            },
        }
    }
}

impl Warning {
    /// This warning in words.
    pub const fn words(self, language: Language) -> Words {
        match language {
            Language::Korean => match self {
                Self::CheckId => words("종이 패스", "신분증의 이름과 생일을 확인해 주세요."),
                Self::SeenBefore => words("조금 전에 들어온 패스", "같은 사람인지 확인해 주세요."),
                Self::TrustStale => words("오래된 자료", "이 스캐너를 업데이트해 주세요."),
                Self::StatusMissing => words("취소 여부를 확인하지 못함", "이 스캐너를 업데이트해 주세요."),
                Self::StatusOld => words("취소 목록이 최신이 아님", "이 스캐너를 업데이트해 주세요."),
                Self::ClockSuspect => words("시계가 의심스러움", "이 스캐너의 시각을 확인해 주세요."),
            },
            Language::English => match self {
                Self::CheckId => words("Paper pass", "Compare name and birthday with an identity card."),
                Self::SeenBefore => words("Seen a moment ago", "See whether it is the same person."),
                Self::TrustStale => words("Old data", "Update this scanner."),
                Self::StatusMissing => words("Revocation not checked", "Update this scanner."),
                Self::StatusOld => words("Revocations not the newest", "Update this scanner."),
                Self::ClockSuspect => words("Clock in doubt", "Check this scanner's clock."),
            },
        }
    }
}
