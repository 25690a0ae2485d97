//! Drills: keys are stolen, and the real service, scanners and phones react, in simulated time.

mod fleet;
mod long_publishing;
mod partner_key;
mod status_key;

use std::fmt::Write as _;

use haetae::clock::Clock as _;
use haetae::model::{Person, Reason, SubjectId, WithdrawnKey};
use haetae_core::{Kid, Standing, UnixTime};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, Harness, person, vaccination};

use fleet::{Phone, Scanner, forged};

const HOUR: u64 = 3_600;
const PHONES: u64 = 200;
const SCANNERS: u64 = 6;
/// How often a service polls, and the shortest time between two sets, as `docs/configuration.md` has them.
const POLL: u64 = 1;
const INTERVAL: u64 = 10;
/// A scanner's longest time between two fetches.
const SCANNER_LOOK: u64 = 375;
/// How long after the command the custodians have signed the list without the key.
const CEREMONY: u64 = 28 * HOUR;
/// The drill's last second.
const END: u64 = 29 * HOUR;

fn citizen(number: u64) -> Person {
    person(&format!("drill-{number}"), "김*수", vec![vaccination()])
}

/// The measurements, in seconds after the command.
#[derive(Debug, Default)]
struct Report {
    stopped: Option<u64>,
    published: Option<u64>,
    /// When each online scanner began to refuse the thief.
    refused: Vec<u64>,
    /// When the scanner without a network did.
    late_scanner: Option<u64>,
    /// When each phone had other passes.
    renewed: Vec<u64>,
    /// The most phones that asked in the same minute.
    rush: usize,
    /// When the last online scanner held a list without the key.
    list_everywhere: Option<u64>,
}

impl Report {
    fn table(&self, title: &str) -> String {
        let mut table = format!("\n{title}\n");
        let mut row = |what: &str, seconds: Option<u64>| {
            let at = seconds
                .map_or("-".to_owned(), |at| format!("{:>2} h {:02} min {:02} s", at / HOUR, at % HOUR / 60, at % 60));
            writeln!(table, "  {what:<58} {at}").expect("a text");
        };
        row("the node signs nothing more with the key", self.stopped);
        row("the manifest withdraws it", self.published);
        row("the first scanner refuses the thief", self.refused.iter().min().copied());
        row("the last scanner with a network does", self.refused.iter().max().copied());
        row("a scanner does that was two hours without a network", self.late_scanner);
        row("the first phone has other passes", self.renewed.first().copied());
        row("half of the phones", self.renewed.get(self.renewed.len() / 2).copied());
        row("the last phone", self.renewed.last().copied());
        row("the last scanner holds a list without the key", self.list_everywhere);
        writeln!(table, "  at most {} of {} phones asked in one minute", self.rush, self.renewed.len())
            .expect("a text");
        table
    }
}

/// An issuing key is stolen and withdrawn, with refusal beginning this many seconds after the command.
async fn drill(refused_after: u64) -> Report {
    let people: Vec<Person> = (0..PHONES).map(citizen).collect();
    let harness = Harness::with_spares(INTERVAL, &people).await;
    let mut phones = Vec::new();
    for number in 0..PHONES {
        phones.push(Phone::new(&harness, &format!("drill-{number}"), number).await);
    }
    let roots = harness.ceremony.roots();
    let mut scanners: Vec<Scanner> = (0..SCANNERS).map(|seed| Scanner::new(roots.clone(), seed)).collect();
    // Four hours later, when the passes of tomorrow are valid, everybody is up to date.
    harness.clock.advance(4 * HOUR);
    harness.publish().await;
    for scanner in &mut scanners {
        scanner.act(&harness).await;
    }
    harness.clock.advance(SCANNER_LOOK);
    for phone in &mut phones {
        phone.act(&harness).await;
    }

    // A set has just been published: the next has to wait.
    let start = harness.clock.now();
    harness.node.store.revoke(&SubjectId::new(CITIZEN).expect("an id"), start, None).await.expect("the store answers");
    assert!(harness.publish().await);
    let thief = Ceremony::stolen_phone_key();
    let (kid, holder) = (thief.kid(), HolderPair::ed25519(99));
    let forged = forged(&thief, &holder, &harness);
    for scanner in &mut scanners {
        scanner.act(&harness).await;
        assert_eq!(
            scanner.verdict(&holder.present(&forged, start, None), start),
            "admit",
            "that is what the theft means"
        );
    }
    scanners[0].go_offline(start.saturating_add(2 * HOUR));

    // The command: it enters the withdrawal and moves the spare into the node's folder.
    let key = WithdrawnKey {
        kid,
        refused_from: start.saturating_add(refused_after),
        reason: Reason::new("a drill").expect("a reason"),
        entered: start,
    };
    harness.node.store.withdraw_key(&key).await.expect("the store answers");
    let mut report = Report::default();
    let mut refuses = vec![false; scanners.len()];
    let mut asked = std::collections::BTreeMap::<u64, usize>::new();
    for second in (1..=600).chain((630..=END).step_by(30)) {
        harness.clock.set(start.saturating_add(second));
        let now = harness.clock.now();
        if second == POLL {
            harness.sign_with(&harness.ceremony.holding_spares());
        }
        if second == CEREMONY {
            harness.sign_with(&harness.ceremony.holding_spares().without(kid, now));
        }
        harness.publish().await;
        look_at_node(&harness, kid, second, &mut report);
        for (place, scanner) in scanners.iter_mut().enumerate() {
            scanner.act(&harness).await;
            if !refuses[place] && scanner.verdict(&holder.present(&forged, now, None), now) == "key_withdrawn" {
                refuses[place] = true;
                if place == 0 { report.late_scanner = Some(second) } else { report.refused.push(second) }
            }
        }
        for phone in &mut phones {
            let before = phone.renewed.get();
            phone.act(&harness).await;
            if phone.renewed.get() != before {
                report.renewed.push(second);
                *asked.entry(second / 60).or_default() += 1;
            }
        }
        let knows = |scanner: &Scanner| {
            scanner.store().trust_list().is_some_and(|list| list.keys().any(|(known, _)| *known == kid))
        };
        if report.list_everywhere.is_none() && !scanners.iter().any(knows) {
            report.list_everywhere = Some(second);
        }
    }
    report.rush = asked.into_values().max().unwrap_or_default();
    require_good_ends(&harness, &phones, &scanners[1], &holder.present(&forged, harness.clock.now(), None));
    report
}

fn look_at_node(harness: &Harness, kid: Kid, second: u64, report: &mut Report) {
    let signing = harness.node.publisher.signing().load();
    let signs = |at: UnixTime| signing.keys.issuing_key_at(haetae_keys::PassKind::Phone, at).map(|key| key.kid);
    if report.stopped.is_none() && signs(harness.clock.now()).is_some_and(|due| due != kid) {
        report.stopped = Some(second);
    }
    let served = harness.node.publisher.served().expect("a set");
    if report.published.is_none() && served.contents.withdrawn_from(kid).is_some() {
        report.published = Some(second);
    }
    if second > CEREMONY + INTERVAL {
        assert_eq!(served.contents.withdrawn(), [], "the list says it now, the manifest need not");
    }
}

/// In the end every phone holds passes that scanners admit, and the thief's key is unknown.
fn require_good_ends(harness: &Harness, phones: &[Phone], scanner: &Scanner, forged: &str) {
    let now = harness.clock.now();
    assert_eq!(scanner.verdict(forged, now), "unknown_key");
    for phone in phones {
        assert!(phone.standings(now).iter().all(|standing| *standing == Standing::Good));
        let last = phone.code(2, now);
        assert_eq!(scanner.verdict(&last, now), "admit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_issuing_key_is_refused_within_minutes_and_every_phone_renews_within_a_day() {
    let report = drill(0).await;
    println!("{}", report.table("An issuing key is withdrawn from now on:"));
    let published = POLL + INTERVAL;
    assert!(report.stopped.is_some_and(|at| at <= POLL), "{report:?}");
    assert!(report.published.is_some_and(|at| at <= published), "{report:?}");
    assert_eq!(report.refused.len() as u64, SCANNERS - 1);
    assert!(report.refused.iter().all(|at| *at <= published + SCANNER_LOOK), "{report:?}");
    assert!(report.late_scanner.is_some_and(|at| (2 * HOUR..2 * HOUR + 60).contains(&at)), "{report:?}");
    // A daily look, a quarter of an hour, and the drill's step.
    assert_eq!(report.renewed.len() as u64, PHONES, "each once");
    assert!(report.renewed.last().is_some_and(|at| *at <= 24 * HOUR + 900 + 30), "{report:?}");
    assert!(report.rush <= 5, "{report:?}");
    assert!(report.list_everywhere.is_some_and(|at| at <= CEREMONY + published + SCANNER_LOOK + 30), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_refused_a_day_later_makes_nobody_come_back() {
    let refused_after = 26 * HOUR;
    let report = drill(refused_after).await;
    println!("{}", report.table("An issuing key is withdrawn from 26 hours later on:"));
    assert!(report.stopped.is_some_and(|at| at <= POLL), "{report:?}");
    assert_eq!(report.renewed.len() as u64, PHONES);
    assert!(report.renewed.iter().all(|at| *at < refused_after), "all had other passes before: {report:?}");
    assert_eq!(report.refused.len() as u64, SCANNERS - 1);
    assert!(report.refused.iter().all(|at| (refused_after..refused_after + 30).contains(at)), "{report:?}");
}
