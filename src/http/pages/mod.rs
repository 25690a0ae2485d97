//! The web apps of wallet and scanner: files that are part of this program, under a strict content security policy.

mod deployment;
mod embedded;
mod headers;
mod page;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bytes::Bytes;

pub use deployment::Deployment;
use page::Page;

use super::app_state::AppState;
use super::problem::{Problem, ProblemCode};
use crate::specimens::Training;

/// The web apps, by their folder on the public listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum App {
    /// `/scanner/`, for a tablet at an entrance.
    Scanner,
    /// `/wallet/`, for a citizen's phone.
    Wallet,
}

impl App {
    const ALL: [Self; 2] = [Self::Scanner, Self::Wallet];

    const fn folder(self) -> &'static str {
        match self {
            Self::Scanner => "/scanner/",
            Self::Wallet => "/wallet/",
        }
    }
}

/// The web apps that are served. None by default.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The files by app and path in its folder; `None` if the apps are turned off.
    files: Option<Arc<BTreeMap<(App, String), Page>>>,
}

/// The page of an app.
const INDEX: &str = "index.html";

/// The path at which the scanner's app finds its specimen codes.
const TRAINING: &str = "training.json";

const NOT_BUILT_IN: &str = "The web apps are not part of this program. Run `make web` before `cargo build` to include them.\n\
                            이 프로그램에는 웹 앱이 포함되어 있지 않습니다. `cargo build` 전에 `make web`을 실행해 주세요.\n";

impl Pages {
    /// The apps that were built into this program, for this deployment.
    pub fn embedded(deployment: &Deployment) -> Self {
        Self::new(embedded::files(), deployment)
    }

    /// Explicit files: the app, the path in its folder, the bytes. A path that ends in `.br` or `.gz` is that file
    /// compressed.
    pub fn new(files: impl IntoIterator<Item = (App, String, Bytes)>, deployment: &Deployment) -> Self {
        let given: BTreeMap<(App, String), Bytes> =
            files.into_iter().map(|(app, path, bytes)| ((app, path), bytes)).collect();
        let mut pages = BTreeMap::new();
        for ((app, path), bytes) in &given {
            let compressed = |ending: &str| given.get(&(*app, format!("{path}{ending}"))).cloned();
            if !path.ends_with(page::BROTLI) && !path.ends_with(page::GZIP) {
                let page = Page::new(path, bytes.clone(), compressed(page::BROTLI), compressed(page::GZIP));
                pages.insert((*app, path.clone()), page);
            }
        }
        // The specimens follow from the code of this program, so they fit the core that the app was built with.
        if let Ok(training) = Training::new() {
            let bytes = Bytes::from(training.to_json().to_string());
            pages.insert((App::Scanner, TRAINING.to_owned()), Page::new(TRAINING, bytes, None, None));
        }
        for app in App::ALL {
            pages.insert(
                (app, deployment::PATH.to_owned()),
                Page::new(deployment::PATH, deployment.to_json(), None, None),
            );
        }
        Self { files: Some(Arc::new(pages)) }
    }

    /// Whether this app is served.
    pub(super) fn have(&self, app: App) -> bool {
        self.files.as_ref().is_some_and(|files| files.contains_key(&(app, INDEX.to_owned())))
    }

    fn answer(&self, app: App, path: &str, headers: &HeaderMap) -> Response {
        let nothing = || Problem::new(ProblemCode::NotFound, "There is nothing at this address.").into_response();
        let Some(files) = &self.files else { return nothing() };
        let is_index = path.is_empty();
        let path = if is_index { INDEX } else { path };
        match files.get(&(app, path.to_owned())) {
            Some(page) => headers::of_app(app, page.answer(headers)),
            None if is_index => {
                let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
                (StatusCode::SERVICE_UNAVAILABLE, plain, NOT_BUILT_IN).into_response()
            }
            None => nothing(),
        }
    }
}

/// `/scanner/` and `/wallet/`.
pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().merge(of(App::Scanner)).merge(of(App::Wallet))
}

fn of(app: App) -> Router<Arc<AppState>> {
    let index = move |State(service): State<Arc<AppState>>, headers: HeaderMap| async move {
        service.settings.pages.answer(app, "", &headers)
    };
    let file = move |State(service): State<Arc<AppState>>, Path(path): Path<String>, headers: HeaderMap| async move {
        service.settings.pages.answer(app, &path, &headers)
    };
    let folder = app.folder();
    Router::new()
        .route(folder.trim_end_matches('/'), get(move || async move { Redirect::permanent(folder) }))
        .route(folder, get(index))
        .route(&format!("{folder}{{*path}}"), get(file))
}
