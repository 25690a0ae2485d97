use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

use super::links::Link;
use crate::http::language::Language;
use crate::http::routes::health::Missing;

const STYLE: &str = include_str!("style.css");

/// The page loads nothing but its icon, runs nothing, and may have this one style.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = Base64::encode_string(&Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The mark of the wallet's icon.
const MARK: &str = r##"<svg viewBox="0 0 512 512" aria-hidden="true"><rect width="512" height="512" rx="112" fill="#12161c"/><rect x="112" y="112" width="288" height="288" rx="40" fill="#fff"/><path fill="#12161c" d="M152 152h88v88h-88zM272 152h88v88h-88zM152 272h88v88h-88z"/><path fill="#fff" d="M178 178h36v36h-36zM298 178h36v36h-36zM178 298h36v36h-36z"/><path fill="#1d3f8f" d="M316 260a56 56 0 1 1 0 112 56 56 0 0 1 0-112m-10 24v38l30 18 10-16-20-12v-28z" fill-rule="evenodd"/></svg>"##;
const TICK: &str = r#"<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/></svg>"#;
const WARNING: &str = r#"<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="M12 3 1.8 21h20.4zM12 10v5M12 18v.1"/></svg>"#;
const ARROW: &str = r#"<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="m8 4 8 8-8 8"/></svg>"#;

/// The page, for people. All its texts are part of this program: there is nothing in it to escape.
/// `prefix` is the path of the service, which needs no escaping either.
pub(super) fn answer(language: Language, missing: &[Missing], apps: &[Link], prefix: &str) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY.clone())];
    (headers, Html(html(language, missing, apps, prefix))).into_response()
}

fn html(language: Language, missing: &[Missing], apps: &[Link], prefix: &str) -> String {
    let messages = language.messages();
    let (tag, other) = (language.tag(), language.other().tag());
    let icon = format!("<link rel=\"icon\" href=\"{prefix}/wallet/icons/icon.svg\">\n");
    let icon = if apps.contains(&Link::Wallet) { &*icon } else { "" };
    format!(
        r#"<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<title>{name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{icon}<style>{STYLE}</style>
</head>
<body>
<header>{MARK}<div><h1>{name}</h1><p>{purpose}</p></div><a href="{prefix}/?lang={other}" lang="{other}" hreflang="{other}">{other_language}</a></header>
<main>
{state}
<h2>{apps_title}</h2>
{apps}
<h2>{documents_title}</h2>
{documents}
</main>
<footer>{version_title} {version}</footer>
</body>
</html>
"#,
        name = messages.name,
        purpose = messages.purpose,
        other_language = messages.other_language,
        state = state(language, missing),
        apps_title = messages.apps,
        apps = app_list(language, apps, prefix),
        documents_title = messages.documents,
        documents = document_list(language, prefix),
        version_title = messages.version,
        version = env!("CARGO_PKG_VERSION"),
    )
}

/// Whether the service can do its work, why not, and what continues without it.
fn state(language: Language, missing: &[Missing]) -> String {
    let messages = language.messages();
    if missing.is_empty() {
        return format!(r#"<div class="state"><strong>{TICK}{}</strong></div>"#, messages.ready);
    }
    let reasons = items(missing.iter().map(|reason| reason.message(language).to_owned()));
    format!(
        r#"<div class="state bad"><strong>{WARNING}{}</strong><ul>{reasons}</ul><p>{}</p></div>"#,
        messages.not_ready, messages.goes_on
    )
}

fn app_list(language: Language, apps: &[Link], prefix: &str) -> String {
    if apps.is_empty() {
        return format!(r#"<p class="note">{}</p>"#, language.messages().no_apps);
    }
    let items = items(apps.iter().map(|app| {
        let (name, what) = app.message(language);
        let path = app.path();
        format!(r#"<a href="{prefix}{path}"><span><b>{name}</b><span class="what">{what}</span></span>{ARROW}</a>"#)
    }));
    format!(r#"<ul class="apps">{items}</ul>"#)
}

fn document_list(language: Language, prefix: &str) -> String {
    let items = items(Link::DOCUMENTS.iter().map(|link| {
        let (name, what) = link.message(language);
        format!(r#"<a href="{prefix}{}">{name}</a><span class="what">{what}</span>"#, link.path())
    }));
    format!(r#"<ul class="links">{items}</ul>"#)
}

fn items(texts: impl Iterator<Item = String>) -> String {
    texts.fold(String::new(), |mut list, text| {
        // Writing into a String does not fail.
        let _ = write!(list, "<li>{text}</li>");
        list
    })
}
