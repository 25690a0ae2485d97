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
                    words("사용이 중지된 패스입니다", "앱에서 패스를 새로 받은 뒤 다시 보여 주세요.")
                }
                Self::KeyWithdrawn { paper: true } => {
                    words("사용이 중지된 종이 패스입니다", "발급 기관에서 새로 출력받거나 앱의 패스를 보여 주세요.")
                }
                Self::KeyNotValidThen => words("진본이 아닙니다", "서명 키의 사용 기간과 패스의 기간이 맞지 않습니다."),
                Self::KeyNotAllowed => words("진본이 아닙니다", "이 발급 기관은 이런 패스를 발급할 수 없습니다."),
                Self::BadSignature => words("진본이 아닙니다", "발급 기관의 서명과 일치하지 않습니다."),
                Self::Expired { paper: false, .. } => {
                    words("유효 기간이 지난 패스입니다", "앱을 열어 오늘의 패스를 보여 주세요.")
                }
                Self::Expired { paper: true, .. } => {
                    words("유효 기간이 지난 종이 패스입니다", "발급 기관에서 새로 출력받거나 앱의 패스를 보여 주세요.")
                }
                Self::Revoked => words(
                    "취소된 패스입니다",
                    "발급 기관에서 이 패스를 취소했습니다. 사유는 발급 기관에 문의해 주세요.",
                ),
                Self::HolderProofInvalid => {
                    words("다른 휴대전화의 코드입니다", "패스를 발급받은 휴대전화에서 직접 보여 주세요.")
                }
            },
            Language::English => match self {
                Self::KeyWithdrawn { paper: false } => {
                    words("This pass is no longer accepted", "Open the app to get a new one.")
                }
                Self::KeyWithdrawn { paper: true } => words(
                    "This paper pass is no longer accepted",
                    "Ask the issuer to print a new one, or show a pass in the app.",
                ),
                Self::KeyNotValidThen => words("Not genuine", "The signing key was not valid for these dates."),
                Self::KeyNotAllowed => words("Not genuine", "This issuer may not issue such a pass."),
                Self::BadSignature => words("Not genuine", "The issuer did not sign this."),
                Self::Expired { paper: false, .. } => words("This pass has expired", "Open today's pass in the app."),
                Self::Expired { paper: true, .. } => words(
                    "This paper pass has expired",
                    "Ask the issuer to print a new one, or show a pass in the app.",
                ),
                Self::Revoked => words("This pass has been revoked", "The issuer revoked it. Ask the issuer why."),
                Self::HolderProofInvalid => {
                    words("This code belongs to another phone", "Show it on the phone that the pass was issued to.")
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
                Self::Unreadable => words("QR 코드를 읽지 못했습니다", "화면을 밝게 하고 다시 비춰 주세요."),
                Self::UnknownFormat => words("패스가 아닌 QR 코드입니다", "패스의 QR 코드를 보여 주세요."),
                Self::Malformed(_) => words("읽을 수 없는 패스입니다", "앱을 업데이트한 뒤 다시 보여 주세요."),
                Self::UnknownKey => words("이 스캐너에 없는 서명 키입니다", "이 스캐너를 업데이트해 주세요."),
                Self::Specimen => words("연습용 패스입니다", "실제 입장에는 사용할 수 없습니다."),
                Self::ClockSuspect => words("스캐너의 시계가 맞지 않습니다", "이 기기의 날짜와 시각을 맞춰 주세요."),
                Self::NotYetValid { .. } => words("아직 사용할 수 없는 패스입니다", "유효 시작 시각을 확인해 주세요."),
                Self::HolderProofMissing => {
                    words("실시간 코드가 아닙니다 (캡처 화면 또는 사본)", "앱을 열어 실시간 코드를 보여 주세요.")
                }
                Self::HolderProofStale => {
                    words("시간이 지난 코드입니다", "앱을 다시 열고, 휴대전화의 날짜와 시각을 확인해 주세요.")
                }
                Self::ChallengeMissing => words(
                    "매장 QR을 스캔하지 않은 코드입니다",
                    "앱으로 이 화면의 QR을 먼저 스캔한 뒤 다시 보여 주세요. 종이 패스는 여기서 사용할 수 없습니다.",
                ),
                Self::StatusRequired => {
                    words("취소 목록을 아직 받지 못했습니다", "이 스캐너를 업데이트하고 다시 스캔해 주세요.")
                }
                Self::TrustExpired => words("스캐너 데이터의 유효 기간이 지났습니다", "이 스캐너를 업데이트해 주세요."),
            },
            Language::English => match self {
                Self::Unreadable => words("No QR code could be read", "Make the screen brighter and try again."),
                Self::UnknownFormat => words("This is not the QR code of a pass", "Show the QR code of the pass."),
                Self::Malformed(_) => words("This pass cannot be read", "Update the app and show it again."),
                Self::UnknownKey => words("This scanner does not know the signing key", "Update this scanner."),
                Self::Specimen => words("This is a training pass", "It cannot be used for real entry."),
                Self::ClockSuspect => words("This scanner's clock is wrong", "Set this device's date and time."),
                Self::NotYetValid { .. } => words("This pass is not valid yet", "Check its start time."),
                Self::HolderProofMissing => {
                    words("Not the live code (a screenshot or copy)", "Open the app and show the live code.")
                }
                Self::HolderProofStale => {
                    words("This code is too old", "Open the app again, and check the phone's clock.")
                }
                Self::ChallengeMissing => words(
                    "This code does not match the QR code on this screen",
                    "Scan it with the app first, then show the pass again. Paper passes cannot be used here.",
                ),
                Self::StatusRequired => {
                    words("The revocation list has not arrived yet", "Update this scanner, then scan again.")
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
                Self::SeenBefore => words("조금 전에 입장한 패스", "같은 사람인지 확인해 주세요."),
                Self::TrustStale => words("오래된 데이터", "이 스캐너를 업데이트해 주세요."),
                Self::StatusMissing => words("취소 여부를 확인하지 못함", "이 스캐너를 업데이트해 주세요."),
                Self::StatusOld => words("취소 목록이 최신이 아님", "이 스캐너를 업데이트해 주세요."),
                Self::ClockSuspect => words("시계가 맞지 않을 수 있음", "이 기기의 날짜와 시각을 확인해 주세요."),
            },
            Language::English => match self {
                Self::CheckId => words("Paper pass", "Compare name and birthday with an identity card."),
                Self::SeenBefore => words("Admitted a moment ago", "Check whether it is the same person."),
                Self::TrustStale => words("Old data", "Update this scanner."),
                Self::StatusMissing => words("Revocation not checked", "Update this scanner."),
                Self::StatusOld => words("Revocation list out of date", "Update this scanner."),
                Self::ClockSuspect => words("Clock may be wrong", "Check this device's date and time."),
            },
        }
    }
}
