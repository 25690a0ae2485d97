//! The texts of the page, in both languages.

use super::links::Link;
use crate::http::language::Language;
use crate::http::routes::health::Missing;

/// The texts that are on every page.
pub(super) struct Messages {
    pub(super) name: &'static str,
    pub(super) purpose: &'static str,
    /// The name of the other language, in it.
    pub(super) other_language: &'static str,
    pub(super) ready: &'static str,
    pub(super) not_ready: &'static str,
    /// What continues without the service.
    pub(super) goes_on: &'static str,
    pub(super) apps: &'static str,
    /// The text if no app is served.
    pub(super) no_apps: &'static str,
    pub(super) documents: &'static str,
    pub(super) version: &'static str,
}

const KOREAN: Messages = Messages {
    name: "해태",
    purpose: "인터넷 없이도 바로 보여 주는 접종·검사 패스",
    other_language: "English",
    ready: "정상 운영 중입니다",
    not_ready: "지금은 서비스를 정상적으로 이용할 수 없습니다",
    goes_on: "이미 받은 패스는 휴대전화에서 계속 사용할 수 있습니다.",
    apps: "앱",
    no_apps: "이 서비스에서는 웹 앱을 제공하지 않습니다.",
    documents: "개발자와 운영자",
    version: "버전",
};

const ENGLISH: Messages = Messages {
    name: "Haetae",
    purpose: "Vaccination and test passes that work without a network",
    other_language: "한국어",
    ready: "The service is working",
    not_ready: "The service is not fully available at the moment",
    goes_on: "Phones can still show the passes that they already have.",
    apps: "Apps",
    no_apps: "This service does not offer the web apps.",
    documents: "For developers and operators",
    version: "Version",
};

impl Language {
    pub(super) const fn messages(self) -> &'static Messages {
        match self {
            Self::Korean => &KOREAN,
            Self::English => &ENGLISH,
        }
    }
}

impl Link {
    /// Its name, and what it is for.
    pub(super) const fn message(self, language: Language) -> (&'static str, &'static str) {
        match (self, language) {
            (Self::Wallet, Language::Korean) => ("지갑", "내 패스를 휴대전화에 받아 두고 보여 줍니다."),
            (Self::Wallet, Language::English) => ("Wallet", "Keeps your passes on your phone and shows them."),
            (Self::Scanner, Language::Korean) => ("스캐너", "입구에 둔 태블릿으로 방문자의 패스를 확인합니다."),
            (Self::Scanner, Language::English) => ("Scanner", "Checks visitors' passes with a tablet at the door."),
            (Self::DemoSignIn, Language::Korean) => {
                ("체험용 로그인", "가상 인물로 로그인해 패스를 받아 봅니다. 실제 용도로는 쓸 수 없습니다.")
            }
            (Self::DemoSignIn, Language::English) => {
                ("Demo sign-in", "Sign in as a synthetic citizen to try it out. Not for real use.")
            }
            (Self::Docs, Language::Korean) => ("API 문서", "요청과 응답을 설명하고 바로 시험해 볼 수 있습니다."),
            (Self::Docs, Language::English) => ("API documentation", "Describes every request and response."),
            (Self::OpenApi, Language::Korean) => ("OpenAPI 문서", "같은 내용을 프로그램이 읽는 형식으로 제공합니다."),
            (Self::OpenApi, Language::English) => {
                ("OpenAPI document", "The same information, in a format for programs.")
            }
            (Self::Readiness, Language::Korean) => ("서비스 상태", "모니터링 시스템용 주소입니다."),
            (Self::Readiness, Language::English) => ("Readiness", "The address for monitoring systems."),
            (Self::Bundle, Language::Korean) => {
                ("오프라인 검증 데이터", "스캐너가 받는 서명된 키와 취소 목록 파일입니다.")
            }
            (Self::Bundle, Language::English) => {
                ("Trust bundle", "The signed keys and revocation lists that scanners fetch, in one file.")
            }
        }
    }
}

impl Missing {
    /// The consequence for users of the service.
    pub(super) const fn message(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Stopping, Language::Korean) => "서비스를 다시 시작하고 있습니다. 잠시 후 다시 시도해 주세요.",
            (Self::Stopping, Language::English) => "The service is about to stop or restart. Try again in a moment.",
            (Self::Store, Language::Korean) => "기록 저장소가 응답하지 않아 새 패스를 발급할 수 없습니다.",
            (Self::Store, Language::English) => "The records cannot be read, so new passes cannot be issued.",
            (Self::Reconcile, Language::Korean) => {
                "기록을 백업에서 복원하는 중이라 새 검증 데이터를 배포하지 않습니다."
            }
            (Self::Reconcile, Language::English) => {
                "The records were restored from a backup and are not complete yet, so no new data for scanners is published."
            }
            (Self::Published, Language::Korean) => "스캐너가 받을 최신 검증 데이터가 없습니다.",
            (Self::Published, Language::English) => "There is no up-to-date data for scanners to fetch.",
            (Self::Keys, Language::Korean) => "오늘과 내일의 패스에 서명할 키가 없어 새 패스를 발급할 수 없습니다.",
            (Self::Keys, Language::English) => {
                "The keys that sign passes for today and tomorrow are missing, so new passes cannot be issued."
            }
            (Self::Clock, Language::Korean) => "서버 시계가 맞지 않아 새 검증 데이터를 만들지 않고 있습니다.",
            (Self::Clock, Language::English) => "The server's clock is wrong, so no new data for scanners is made.",
            (Self::Signing, Language::Korean) => "서명에 문제가 있어 새 패스를 발급할 수 없습니다.",
            (Self::Signing, Language::English) => "Signing does not work, so new passes cannot be issued.",
        }
    }
}
