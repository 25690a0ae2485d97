//! A person with a rejected row keeps the record unchanged.

use super::*;

fn left_alone(outcome: &ImportOutcome) -> Vec<String> {
    outcome.reported.left_alone.iter().map(LeftAlone::to_string).collect()
}

#[tokio::test]
async fn a_row_that_cannot_be_read_leaves_its_person_alone() {
    let dose = |day: &str| format!("A-1,김민수,1990-01-31,vaccination,1,{day},208\n");
    let header = "subject,name,birth_date,kind,doses,date,product\n";
    let good = format!("{header}{}{}A-2,이산,1985-05-05,,,,\n", dose("2021-05-01"), dose("2021-06-01"));
    let bad =
        format!("{header}{}{}A-2,이산,1985-05-05,,,,\nA-3,이산,1985-13,,,,\n", dose("2021-05-01"), dose("2021-6-31"));
    let store = People::default();
    texts(&[("good.csv", &good)], &store).await;
    let before = store.all();
    let outcome = texts(&[("bad.csv", &bad)], &store).await;
    assert_eq!((outcome.counts(), store.all()), ((0, 0, 1, 2), before));
    let reported = [
        "A-1: the record stays as it is, because of bad.csv:3",
        "A-3: the record stays as it is, because of bad.csv:5",
    ];
    assert_eq!(left_alone(&outcome), reported);
    let summary = outcome.summary();
    assert_eq!((summary.people_left_alone, summary.left_alone, summary.used), (2, 1, 1));
    assert_eq!(outcome.reported.rejects[0].subject.as_deref(), Some("A-1"));
}

#[tokio::test]
async fn a_row_torn_or_garbled_leaves_its_person_alone_as_far_as_it_says_whose_it_is() {
    let torn = &MINSU[..60];
    let garbled = [&br#"{"subject": "A-1", "name": ""#[..], b"\xFF\xFE\xFA", b"\"}\n"].concat();
    for row in [torn.as_bytes(), &garbled, MINSU.replace("화이자", "물").as_bytes()] {
        let store = People::default();
        texts(&[("good", MINSU)], &store).await;
        let valid = MINSU.replace("A-1", "A-2") + "\n";
        let file = [valid.as_bytes(), row].concat();
        let outcome = run(vec![Source::from_reader("bad", Cursor::new(file))], &store).await;
        assert_eq!(outcome.counts(), (1, 0, 0, 1));
        assert_eq!(left_alone(&outcome), ["A-1: the record stays as it is, because of bad:2"]);
        assert_eq!(
            shown(&store.all())[0],
            "A-1 김*수 1990-01-31: [{kind:vaccination,doses:2,date:2021-07-06,product:BNT162B2}]"
        );
    }
}

#[tokio::test]
async fn the_last_statement_of_a_person_decides() {
    let bad = MINSU.replace("1990-01-31", "1990-13");
    let store = People::default();
    let corrected = texts(&[("a", &format!("{bad}\n{MINSU}"))], &store).await;
    assert_eq!((corrected.counts(), left_alone(&corrected)), ((1, 0, 0, 1), vec![]));
    let spoilt = texts(&[("a", &format!("{}\n{bad}", MINSU.replace("\"doses\":2", "\"doses\":3")))], &store).await;
    assert_eq!(spoilt.counts(), (0, 0, 0, 1));
    assert_eq!(left_alone(&spoilt), ["A-1: the record stays as it is, because of a:2"]);
    assert_eq!(spoilt.summary().superseded, 1);
    assert!(shown(&store.all())[0].contains("doses:2"));
}

#[tokio::test]
async fn a_dry_run_says_what_would_become_of_people_and_stores_nothing() {
    let store = People::default();
    texts(&[("a", MINSU)], &store).await;
    let before = store.all();
    let rows = [MINSU.replace("\"doses\":2", "\"doses\":3"), MINSU.replace("A-1", "A-2"), "{}".to_owned()].join("\n");
    let mut reported = Observed::default();
    let source = || vec![Source::from_reader("b", Cursor::new(rows.clone().into_bytes()))];
    let dry = ImportOptions { dry_run: true, ..options() };
    let predicted = import(source(), &dry, &store, &mut reported).await.unwrap();
    assert_eq!((store.all(), predicted.rejected), (before, 1));
    assert_eq!(predicted.imported, run(source(), &store).await.summary().imported);
}
