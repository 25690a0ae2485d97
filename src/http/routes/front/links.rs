use crate::http::app_state::AppState;
use crate::http::pages::App;

/// The links of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Wallet,
    Scanner,
    DemoSignIn,
    Docs,
    OpenApi,
    Readiness,
    Bundle,
}

impl Link {
    pub(super) const DOCUMENTS: [Self; 4] = [Self::Docs, Self::OpenApi, Self::Readiness, Self::Bundle];

    /// The apps that this service offers.
    pub(super) fn apps(service: &AppState) -> Vec<Self> {
        let there = |link: &Self| match link {
            Self::Wallet => service.settings.pages.have(App::Wallet),
            Self::Scanner => service.settings.pages.have(App::Scanner),
            // Its page is part of the wallet.
            _ => service.settings.demo.is_some() && service.settings.pages.have(App::Wallet),
        };
        [Self::Wallet, Self::Scanner, Self::DemoSignIn].into_iter().filter(there).collect()
    }

    /// Its name in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Wallet => "wallet",
            Self::Scanner => "scanner",
            Self::DemoSignIn => "demo_sign_in",
            Self::Docs => "docs",
            Self::OpenApi => "openapi",
            Self::Readiness => "readiness",
            Self::Bundle => "bundle",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Wallet => "/wallet/",
            Self::Scanner => "/scanner/",
            Self::DemoSignIn => "/demo/",
            Self::Docs => "/docs/",
            Self::OpenApi => "/openapi.json",
            Self::Readiness => "/readyz",
            Self::Bundle => "/v1/trust/bundle",
        }
    }
}
