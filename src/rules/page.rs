//! A page that needs nothing from elsewhere, in both themes.

/// Text for HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The page with this title and body. A policy of its own keeps it from loading or running anything.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        escaped(title)
    )
}

const STYLE: &str = "\
:root{--ink:#1b1f24;--paper:#fff;--line:#c9d1d9;--soft:#5b6570;--yes:#0b6b3a;--no:#b3261e;--other:#8a5a00}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#12161b;--line:#38414a;--soft:#9aa7b3;--yes:#58c98b;\
--no:#ff8a80;--other:#f0c060}}\
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,'Noto Sans KR',sans-serif}\
main{max-width:64rem;margin:0 auto;padding:1.5rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}\
ul{margin:.2rem 0;padding-left:1.4rem}.messages{color:var(--soft)}\
.tree,.tree ul{list-style:none}.tree li{border-left:1px solid var(--line);padding-left:.6rem}summary{cursor:pointer}\
.yes{color:var(--yes)}.no{color:var(--no)}.failed,.value{color:var(--other)}.skipped{color:var(--soft)}\
table{border-collapse:collapse;margin:.5rem 0}th,td{padding:.25rem .75rem;border-bottom:1px solid var(--line);\
text-align:left}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0}\
.legend i{display:inline-block;width:.9rem;height:.9rem;margin-right:.4rem;vertical-align:-.1rem}\
.plot{display:grid;grid-template-columns:fit-content(45%) 1fr;margin-bottom:.75rem;gap:.35rem .6rem;align-items:center;max-width:46rem;\
font-size:.9rem;line-height:1.2}.plot span{text-align:right}.plot svg{width:100%;height:1.2rem}\
.bar-gain{fill:var(--yes);background:var(--yes)}.bar-lose{fill:var(--no);background:var(--no)}\
.bar-other{fill:var(--other);background:var(--other)}.bar-same{fill:var(--line);background:var(--line)}\
.answer{font-weight:600}@media(max-width:40rem){.tree,.tree ul{padding-left:.5rem}th,td{padding:.25rem .4rem}}\
@media print{i,rect{print-color-adjust:exact}}";
