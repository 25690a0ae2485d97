use haetae_core::UnixTime;

use super::*;
use crate::store::PeopleQuery;

#[tokio::test]
async fn too_much_evidence_on_record_is_read_in_part_until_an_import_replaces_it() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    store.import(&[person("a")]).await.expect("import");
    // What releases without a limit kept: 300,000 tests, and a vaccination that sorts behind them.
    folder
        .tamper(
            "UPDATE person SET evidence = (WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 300000) \
            SELECT '[' || group_concat(json_object('kind', 'test', 'sampled_at', \
                strftime('%Y-%m-%dT%H:%M:%SZ', 1600000000 + 60 * i, 'unixepoch'), 'method', 'naat')) FROM n) \
            || ',{\"kind\":\"vaccination\",\"doses\":2,\"date\":\"2021-07-06\",\"product\":\"BNT162B2\"}]'",
        )
        .await;
    let evidence = store.record(&person("a").subject).await.expect("read").expect("a record").person.evidence;
    assert!((400..600).contains(&evidence.len()), "{} pieces", evidence.len());
    let texts: Vec<String> = evidence.iter().map(|piece| serde_json::to_string(piece).expect("JSON")).collect();
    let last = UnixTime::new(1_600_000_000 + 60 * 299_999).expect("a time").to_rfc3339();
    assert!(
        texts[texts.len() - 2].contains(&last) && texts[texts.len() - 1].contains("BNT162B2"),
        "the latest are read"
    );
    let people = store.find_people(&PeopleQuery::default(), 9).await.expect("a list");
    assert_eq!(people[0].person.evidence, evidence);

    assert_eq!(store.import(&[person("a")]).await.expect("import").changed, 1);
    let evidence = store.record(&person("a").subject).await.expect("read").expect("a record").person.evidence;
    assert_eq!(evidence, person("a").evidence);
}
