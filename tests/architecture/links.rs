//! The documents lead where they say: files, headings and metrics that they name exist.

use std::path::{Component, Path, PathBuf};

use crate::require_none;
use crate::sources::{all, entries, root};

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let pages = pages();
    assert!(pages.len() > 15, "{pages:?}");
    let read = |path: &Path| std::fs::read_to_string(root().join(path)).ok();
    let is_there = |path: &Path| root().join(path).exists();
    for page in pages {
        require_none(&broken(&page, &read(&page).expect("a document"), read, is_there));
    }
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let read = |path: &Path| (path == Path::new("docs/other.md")).then(|| "# One, *two*: `three`\n".to_owned());
    let is_there = |path: &Path| path == Path::new("docs/other.md") || path == Path::new("LICENSE");
    let broken = |text: &str| broken(Path::new("docs/page.md"), text, read, is_there);
    let good =
        "# Here\n[a](other.md) [b](other.md#one-two-three) [c](../LICENSE) [d](#here) [e](https://pass.example/x)";
    assert_eq!(broken(good), [""; 0]);
    for text in ["[a](gone.md)", "[a](other.md#one)", "[a](#gone)", "[a](LICENSE)"] {
        assert_eq!(broken(text).len(), 1, "{text}");
    }
}

#[test]
fn metrics_that_documents_name_are_reported() {
    let sources = all();
    let mut named = 0;
    for page in ["docs/operations.md", "docs/cluster.md", "docs/threat-model.md", "docs/journal.md"] {
        let text = std::fs::read_to_string(root().join(page)).expect("a document");
        let is_part = |character: char| character.is_ascii_lowercase() || character == '_';
        let words = text.split(|character| !is_part(character));
        // Names of files have their version there.
        for metric in words.filter(|word| word.starts_with("haetae_") && *word != "haetae_") {
            let quoted = format!("\"{metric}\"");
            let is_reported = sources.iter().any(|source| source.ships() && source.text.contains(&quoted));
            assert!(is_reported, "{page} names {metric}, which no part of the service reports");
            named += 1;
        }
    }
    assert!(named > 10, "{named}");
}

fn broken(
    page: &Path,
    text: &str,
    read: impl Fn(&Path) -> Option<String>,
    is_there: impl Fn(&Path) -> bool,
) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '\n']).next());
    let leads = |target: &&str| {
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let file = if path.is_empty() { page.to_owned() } else { beside(page, path) };
        let has_heading =
            |text: &str| text.lines().filter_map(anchor).any(|anchor| anchor == heading || anchor == first(heading));
        let text = if path.is_empty() { Some(text.to_owned()) } else { read(&file) };
        (path.is_empty() || is_there(&file)) && (heading.is_empty() || text.is_some_and(|text| has_heading(&text)))
    };
    let inside = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    let missing = inside.filter(|target| !leads(target));
    missing.map(|target| format!("{}: the link {target} leads nowhere", page.display())).collect()
}

/// The address of a heading on its page, as GitHub makes it.
pub(crate) fn anchor(line: &str) -> Option<String> {
    let heading = line.trim_start_matches('#');
    let title = heading.strip_prefix(' ').filter(|_| heading.len() < line.len())?;
    let kept = title.trim().chars().filter(|&character| character.is_alphanumeric() || " -_".contains(character));
    Some(kept.flat_map(char::to_lowercase).map(|character| if character == ' ' { '-' } else { character }).collect())
}

/// The second heading of the same words has a number behind them: what the first one is called.
fn first(heading: &str) -> &str {
    heading.strip_suffix("-1").unwrap_or(heading)
}

/// The path from the root of what `page` names `path`.
fn beside(page: &Path, path: &str) -> PathBuf {
    let mut from_root = page.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(path).components() {
        match component {
            Component::ParentDir => {
                from_root.pop();
            }
            Component::CurDir => {}
            other => from_root.push(other),
        }
    }
    from_root
}

/// The documents, from the root.
fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "keys", "mobile-sdk", "mobile-sdk/web/sdk", "tests/vectors"];
    let files = folders.iter().flat_map(|folder| entries(&root().join(folder)));
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.map(|path| path.strip_prefix(root()).expect("below the root").to_owned()).collect()
}
