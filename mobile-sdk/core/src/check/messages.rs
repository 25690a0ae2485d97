//! What people read for every code and warning of section 10, in Korean and English.

use super::verdict::{Admission, Refusal, Unclear, Verdict, Warning};

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
pub struct Message {
    /// What is the matter, in a few words.
    pub headline: &'static str,
    /// What the person at the door does next; empty where nothing is to do.
    pub advice: &'static str,
}

const fn message(headline: &'static str, advice: &'static str) -> Message {
    Message { headline, advice }
}

impl Verdict {
    /// This verdict as people read it.
    pub const fn message(&self, language: Language) -> Message {
        match self {
            Self::Admit(_) => Admission::message(language),
            Self::Refuse(refusal) => refusal.message(language),
            Self::Unclear(unclear) => unclear.message(language),
        }
    }
}

impl Admission {
    /// Every admission as people read it.
    pub const fn message(language: Language) -> Message {
        match language {
            Language::Korean => message("입장하세요", ""),
            Language::English => message("Come in", ""),
        }
    }
}

impl Refusal {
    /// This refusal as people read it.
    pub const fn message(&self, language: Language) -> Message {
        match language {
            Language::Korean => match self {
                Self::KeyWithdrawn { paper: false } => {
                    message("사용이 중지된 패스입니다", "앱에서 패스를 새로 받은 뒤 다시 보여 주세요.")
                }
                Self::KeyWithdrawn { paper: true } => {
                    message("사용이 중지된 종이 패스입니다", "발급 기관에서 새로 출력받거나 앱의 패스를 보여 주세요.")
                }
                Self::KeyNotValidThen => {
                    message("진본이 아닙니다", "서명 키의 사용 기간과 패스의 기간이 맞지 않습니다.")
                }
                Self::KeyNotAllowed => message("진본이 아닙니다", "이 발급 기관은 이런 패스를 발급할 수 없습니다."),
                Self::BadSignature => message("진본이 아닙니다", "발급 기관의 서명과 일치하지 않습니다."),
                Self::Expired { paper: false, .. } => {
                    message("유효 기간이 지난 패스입니다", "앱을 열어 오늘의 패스를 보여 주세요.")
                }
                Self::Expired { paper: true, .. } => message(
                    "유효 기간이 지난 종이 패스입니다",
                    "발급 기관에서 새로 출력받거나 앱의 패스를 보여 주세요.",
                ),
                Self::Revoked => message(
                    "취소된 패스입니다",
                    "발급 기관에서 이 패스를 취소했습니다. 사유는 발급 기관에 문의해 주세요.",
                ),
                Self::HolderProofInvalid => {
                    message("다른 휴대전화의 코드입니다", "패스를 발급받은 휴대전화에서 직접 보여 주세요.")
                }
                Self::PolicyNotMet(_) => message("이곳의 방역 기준에 맞지 않습니다", "아래 사유를 확인해 주세요."),
            },
            Language::English => match self {
                Self::KeyWithdrawn { paper: false } => {
                    message("This pass is no longer accepted", "Open the app to get a new one.")
                }
                Self::KeyWithdrawn { paper: true } => message(
                    "This paper pass is no longer accepted",
                    "Ask the issuer to print a new one, or show a pass in the app.",
                ),
                Self::KeyNotValidThen => message("Not genuine", "The signing key was not valid for these dates."),
                Self::KeyNotAllowed => message("Not genuine", "This issuer may not issue such a pass."),
                Self::BadSignature => message("Not genuine", "The issuer did not sign this."),
                Self::Expired { paper: false, .. } => message("This pass has expired", "Open today's pass in the app."),
                Self::Expired { paper: true, .. } => message(
                    "This paper pass has expired",
                    "Ask the issuer to print a new one, or show a pass in the app.",
                ),
                Self::Revoked => message("This pass has been revoked", "The issuer revoked it. Ask the issuer why."),
                Self::HolderProofInvalid => {
                    message("This code belongs to another phone", "Show it on the phone that the pass was issued to.")
                }
                Self::PolicyNotMet(_) => {
                    message("The pass does not meet the rules for this venue", "See the reasons below.")
                }
            },
        }
    }
}

impl Unclear {
    /// This as people read it.
    pub const fn message(&self, language: Language) -> Message {
        match language {
            Language::Korean => match self {
                Self::Unreadable => message("QR 코드를 읽지 못했습니다", "화면을 밝게 하고 다시 비춰 주세요."),
                Self::UnknownFormat => message("패스가 아닌 QR 코드입니다", "패스의 QR 코드를 보여 주세요."),
                Self::Malformed(_) => message("읽을 수 없는 패스입니다", "앱을 업데이트한 뒤 다시 보여 주세요."),
                Self::UnknownKey => message("이 스캐너에 없는 서명 키입니다", "이 스캐너를 업데이트해 주세요."),
                Self::Specimen => message("연습용 패스입니다", "실제 입장에는 사용할 수 없습니다."),
                Self::ClockSuspect => message("스캐너의 시계가 맞지 않습니다", "이 기기의 날짜와 시각을 맞춰 주세요."),
                Self::NotYetValid { .. } => {
                    message("아직 사용할 수 없는 패스입니다", "유효 시작 시각을 확인해 주세요.")
                }
                Self::HolderProofMissing => {
                    message("실시간 코드가 아닙니다 (캡처 화면 또는 사본)", "앱을 열어 실시간 코드를 보여 주세요.")
                }
                Self::HolderProofStale => {
                    message("시간이 지난 코드입니다", "앱을 다시 열고, 휴대전화의 날짜와 시각을 확인해 주세요.")
                }
                Self::ChallengeMissing => message(
                    "매장 QR을 스캔하지 않은 코드입니다",
                    "앱으로 이 화면의 QR을 먼저 스캔한 뒤 다시 보여 주세요. 종이 패스는 여기서 사용할 수 없습니다.",
                ),
                Self::StatusRequired => {
                    message("취소 목록을 아직 받지 못했습니다", "이 스캐너를 업데이트하고 다시 스캔해 주세요.")
                }
                Self::TrustExpired => {
                    message("스캐너 데이터의 유효 기간이 지났습니다", "이 스캐너를 업데이트해 주세요.")
                }
                Self::RulesMissing => message(
                    "이곳의 방역 기준이 스캐너에 없습니다",
                    "이 스캐너를 업데이트하거나 기준을 다시 선택해 주세요.",
                ),
                Self::RuleFailed { .. } => {
                    message("이 스캐너로는 방역 기준을 판단할 수 없습니다", "이 스캐너를 업데이트해 주세요.")
                }
            },
            Language::English => match self {
                Self::Unreadable => message("No QR code could be read", "Make the screen brighter and try again."),
                Self::UnknownFormat => message("This is not the QR code of a pass", "Show the QR code of the pass."),
                Self::Malformed(_) => message("This pass cannot be read", "Update the app and show it again."),
                Self::UnknownKey => message("This scanner does not know the signing key", "Update this scanner."),
                Self::Specimen => message("This is a training pass", "It cannot be used for real entry."),
                Self::ClockSuspect => message("This scanner's clock is wrong", "Set this device's date and time."),
                Self::NotYetValid { .. } => message("This pass is not valid yet", "Check its start time."),
                Self::HolderProofMissing => {
                    message("Not the live code (a screenshot or copy)", "Open the app and show the live code.")
                }
                Self::HolderProofStale => {
                    message("This code is too old", "Open the app again, and check the phone's clock.")
                }
                Self::ChallengeMissing => message(
                    "This code does not match the QR code on this screen",
                    "Scan it with the app first, then show the pass again. Paper passes cannot be used here.",
                ),
                Self::StatusRequired => {
                    message("The revocation list has not arrived yet", "Update this scanner, then scan again.")
                }
                Self::TrustExpired => message("This scanner's data has expired", "Update this scanner."),
                Self::RulesMissing => message(
                    "This scanner has no rules for this venue",
                    "Update this scanner, or choose the venue's policy again.",
                ),
                Self::RuleFailed { .. } => message("This scanner cannot evaluate the rules", "Update this scanner."),
            },
        }
    }
}

impl Warning {
    /// This warning as people read it.
    pub const fn message(self, language: Language) -> Message {
        match language {
            Language::Korean => match self {
                Self::CheckId => message("종이 패스", "신분증의 이름과 생일을 확인해 주세요."),
                Self::SeenBefore => message("조금 전에 입장한 패스", "같은 사람인지 확인해 주세요."),
                Self::TrustStale => message("오래된 데이터", "이 스캐너를 업데이트해 주세요."),
                Self::StatusMissing => message("취소 여부를 확인하지 못함", "이 스캐너를 업데이트해 주세요."),
                Self::StatusOld => message("취소 목록이 최신이 아님", "이 스캐너를 업데이트해 주세요."),
                Self::ClockSuspect => message("시계가 맞지 않을 수 있음", "이 기기의 날짜와 시각을 확인해 주세요."),
            },
            Language::English => match self {
                Self::CheckId => message("Paper pass", "Compare name and birthday with an identity card."),
                Self::SeenBefore => message("Admitted a moment ago", "Check whether it is the same person."),
                Self::TrustStale => message("Old data", "Update this scanner."),
                Self::StatusMissing => message("Revocation not checked", "Update this scanner."),
                Self::StatusOld => message("Revocation list out of date", "Update this scanner."),
                Self::ClockSuspect => message("Clock may be wrong", "Check this device's date and time."),
            },
        }
    }
}
