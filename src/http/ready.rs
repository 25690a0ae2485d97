//! Answers that are the same for everybody until something changes: the waiting room, the manifest, the published
//! files. Crowds ask for them, so what a route has answered is kept, and given again without the routes as long as what
//! it was made from is the present.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use arc_swap::ArcSwapOption;
use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use hyper::Request;

use super::app_state::AppState;
use super::conditional::is_known;
use super::request_id::X_REQUEST_ID;
use crate::publishing::ServedSet;
use crate::queue::View;

/// What an answer was made from.
#[derive(Clone, Debug)]
pub(super) enum MadeFrom {
    /// The waiting room.
    Queue(Arc<View>),
    /// What is published.
    Trust(Arc<ServedSet>),
}

/// In the extensions of an answer: that everybody gets the same who asks the same, and its body.
#[derive(Clone, Debug)]
pub(super) struct SameForAll {
    pub(super) made_from: MadeFrom,
    /// The template of its route.
    pub(super) route: &'static str,
    pub(super) body: Bytes,
}

/// An answer that was kept, for one more request.
pub(super) struct ReadyAnswer {
    pub(super) route: &'static str,
    pub(super) response: Response,
}

/// The answers that are kept.
#[derive(Default)]
pub(super) struct ReadyAnswers {
    queue: Kept<View>,
    trust: Kept<ServedSet>,
}

impl ReadyAnswers {
    /// The answer to a request, except for its id; `None` if the routes must make it.
    pub(super) fn find<B>(&self, service: &AppState, request: &Request<B>) -> Option<ReadyAnswer> {
        let (path, headers) = (request.uri().path(), request.headers());
        if *request.method() != Method::GET || headers.contains_key(header::RANGE) {
            return None;
        }
        let queue = || self.queue.find(&service.node.queue.shown()?, path, headers);
        let trust = || self.trust.find(&service.node.publisher.served()?, path, headers);
        queue().or_else(trust)
    }

    /// Keeps an answer to GET, if it is the same for everybody.
    pub(super) fn keep(&self, service: &AppState, path: &str, response: &mut Response) {
        let Some(same) = response.extensions_mut().remove::<SameForAll>() else { return };
        // A path with escapes has any number of spellings.
        if path.contains('%') {
            return;
        }
        let status = response.status();
        let mut headers = response.headers().clone();
        headers.remove(X_REQUEST_ID);
        let answer = Answer { status, route: same.route, headers, body: same.body };
        match same.made_from {
            MadeFrom::Queue(view) => self.queue.keep(view, service.node.queue.shown(), path, answer),
            MadeFrom::Trust(set) => self.trust.keep(set, service.node.publisher.served(), path, answer),
        }
    }
}

/// The answers that were made from the present `T`.
struct Kept<T>(ArcSwapOption<Generation<T>>);

struct Generation<T> {
    made_from: Arc<T>,
    answers: RwLock<HashMap<String, Answers>>,
}

/// The answers at one path.
#[derive(Default)]
struct Answers {
    whole: Option<Answer>,
    /// For those who have the content.
    not_modified: Option<Answer>,
}

struct Answer {
    status: StatusCode,
    route: &'static str,
    headers: HeaderMap,
    body: Bytes,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(ArcSwapOption::empty())
    }
}

impl<T> Kept<T> {
    fn find(&self, present: &Arc<T>, path: &str, headers: &HeaderMap) -> Option<ReadyAnswer> {
        let generation = self.0.load();
        let generation = generation.as_ref().filter(|generation| Arc::ptr_eq(&generation.made_from, present))?;
        let answers = generation.answers.read().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.get(path)?;
        // Only the whole answer says which content it is.
        let whole = answers.whole.as_ref()?;
        let etag = whole.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok())?;
        let answer = if is_known(headers, etag) { answers.not_modified.as_ref()? } else { whole };
        Some(ReadyAnswer { route: answer.route, response: answer.give() })
    }

    fn keep(&self, made_from: Arc<T>, present: Option<Arc<T>>, path: &str, answer: Answer) {
        if !present.is_some_and(|present| Arc::ptr_eq(&present, &made_from)) {
            return;
        }
        let generation = self.0.load_full().filter(|generation| Arc::ptr_eq(&generation.made_from, &made_from));
        let generation = generation.unwrap_or_else(|| {
            let begun = Arc::new(Generation { made_from, answers: RwLock::default() });
            self.0.store(Some(Arc::clone(&begun)));
            begun
        });
        let mut answers = generation.answers.write().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.entry(path.to_owned()).or_default();
        match answer.status {
            StatusCode::OK => answers.whole = Some(answer),
            StatusCode::NOT_MODIFIED => answers.not_modified = Some(answer),
            // A part of a content, for instance.
            _ => {}
        }
    }
}

impl Answer {
    fn give(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PATH: &str = "/v1/queue";

    fn answer(status: StatusCode, etag: &'static str) -> Answer {
        let headers = HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static(etag))]);
        Answer { status, route: "/v1/queue", headers, body: Bytes::new() }
    }

    fn asking(etag: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(etag))])
    }

    fn found(kept: &Kept<u8>, present: &Arc<u8>, headers: &HeaderMap) -> Option<u16> {
        kept.find(present, PATH, headers).map(|found| found.response.status().as_u16())
    }

    #[test]
    fn an_answer_is_found_until_something_else_is_the_present() {
        let (kept, first, second) = (Kept::default(), Arc::new(1), Arc::new(1));
        assert_eq!(found(&kept, &first, &HeaderMap::new()), None);
        kept.keep(Arc::clone(&first), Some(Arc::clone(&first)), PATH, answer(StatusCode::OK, "\"a\""));
        assert_eq!(found(&kept, &first, &HeaderMap::new()), Some(200));
        assert_eq!(found(&kept, &second, &HeaderMap::new()), None, "the same value, and not the same state");
        kept.keep(Arc::clone(&second), Some(Arc::clone(&second)), PATH, answer(StatusCode::OK, "\"b\""));
        assert_eq!(found(&kept, &second, &HeaderMap::new()), Some(200));
        assert_eq!(found(&kept, &first, &HeaderMap::new()), None);
    }

    #[test]
    fn an_answer_that_comes_late_is_not_kept() {
        let (kept, first, second) = (Kept::default(), Arc::new(1), Arc::new(2));
        kept.keep(Arc::clone(&first), Some(Arc::clone(&second)), PATH, answer(StatusCode::OK, "\"a\""));
        kept.keep(Arc::clone(&first), None, PATH, answer(StatusCode::OK, "\"a\""));
        assert_eq!(found(&kept, &first, &HeaderMap::new()), None);
    }

    #[test]
    fn who_has_the_content_gets_no_other_answer_than_that() {
        let (kept, present) = (Kept::default(), Arc::new(1));
        let keep = |status| kept.keep(Arc::clone(&present), Some(Arc::clone(&present)), PATH, answer(status, "\"a\""));
        keep(StatusCode::NOT_MODIFIED);
        assert_eq!(found(&kept, &present, &asking("\"a\"")), None, "it is not known yet whose content that is");
        keep(StatusCode::OK);
        keep(StatusCode::PARTIAL_CONTENT);
        assert_eq!(found(&kept, &present, &asking("\"a\"")), Some(304));
        assert_eq!(found(&kept, &present, &asking("\"b\"")), Some(200));
        assert_eq!(found(&kept, &present, &HeaderMap::new()), Some(200));
    }
}
