use super::*;
use crate::records::import::intake::Place;

fn waiting(number: Option<u64>, server: Option<&str>, says: Says) -> Waiting {
    let version = Version { number, updated: None };
    Waiting { version, server: server.map(str::to_owned), ..Waiting::new(Place::default(), String::new(), says) }
}

fn dose(number: Option<u64>) -> Waiting {
    waiting(number, None, Says::Facts(Vec::new()))
}

fn withdrawn(number: Option<u64>) -> Waiting {
    waiting(number, None, Says::PassedOver(PassedOver::Withdrawn))
}

fn deleted(number: Option<u64>) -> Waiting {
    waiting(number, None, Says::Deleted)
}

fn on(server: &str, version: Waiting) -> Waiting {
    Waiting { server: Some(server.to_owned()), ..version }
}

/// How many doses count, whatever the order in which the versions come.
fn counting(versions: Vec<Waiting>) -> usize {
    let count = |versions: Vec<Waiting>| {
        let judged = Deletions::default().judge(Versions { id: "i1".to_owned(), in_a_bundle: false, versions });
        let counts = |(version, outcome): &&(Waiting, VersionOutcome)| {
            *outcome == VersionOutcome::Latest && matches!(version.says, Says::Facts(_))
        };
        judged.iter().filter(counts).count()
    };
    let reversed = versions.iter().rev().cloned().collect();
    let counted = count(versions);
    assert_eq!(counted, count(reversed));
    counted
}

#[test]
fn the_latest_version_counts_in_whatever_order() {
    for (versions, expected) in [
        (vec![dose(Some(1)), dose(Some(2))], 1),
        (vec![dose(Some(1)), withdrawn(Some(2))], 0),
        (vec![withdrawn(Some(1)), dose(Some(2))], 1),
        (vec![dose(None), withdrawn(None)], 0),
        (vec![dose(None), dose(None)], 1),
        (vec![dose(Some(3)), withdrawn(Some(3))], 0),
        (vec![dose(Some(1)), deleted(None)], 0),
        (vec![dose(Some(1)), deleted(Some(2))], 0),
        (vec![dose(Some(4)), deleted(Some(3))], 1),
        (vec![dose(None), deleted(Some(3))], 0),
        (vec![on("a", dose(Some(1))), on("b", withdrawn(Some(2)))], 1),
        (vec![on("a", dose(Some(1))), withdrawn(Some(2))], 0),
        (vec![on("a", dose(Some(1))), on("b", deleted(None))], 1),
        (vec![on("a", dose(Some(1))), deleted(None)], 0),
    ] {
        assert_eq!(counting(versions.clone()), expected, "{versions:?}");
    }
}

#[test]
fn a_deletion_reaches_the_bundles_that_hold_the_resource() {
    let mut deletions = Deletions::default();
    let group = |id: &str, in_a_bundle, versions| Versions { id: id.to_owned(), in_a_bundle, versions };
    deletions.judge(group("i1", false, vec![deleted(None)]));
    let outcome =
        |judged: Vec<(Waiting, VersionOutcome)>| judged.into_iter().map(|(_, outcome)| outcome).collect::<Vec<_>>();
    assert_eq!(outcome(deletions.judge(group("i1", true, vec![dose(Some(1))]))), [VersionOutcome::Deleted]);
    assert_eq!(outcome(deletions.judge(group("i1", true, vec![dose(Some(9))]))), [VersionOutcome::Deleted]);
    assert_eq!(outcome(deletions.judge(group("i2", true, vec![dose(Some(1))]))), [VersionOutcome::Latest]);
}
