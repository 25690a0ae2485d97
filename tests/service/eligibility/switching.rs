use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, NEWCOMER};

use super::{at, file, for_others, paper, phone, put};

#[tokio::test(flavor = "multi_thread")]
async fn people_are_eligible_from_the_same_second_on_at_every_node() {
    let first = Harness::start().await;
    let second = first.second_node().await;
    put(&first, &file(1, at(0), at(60), at(60))).await;
    second.clock.advance(20);
    second.node.eligibility.refresh().await.expect("the store answers");
    for node in [&first, &second] {
        node.clock.set(at(59));
        for answer in [phone(node, CITIZEN).await, paper(node, CITIZEN).await] {
            answer.problem(403, "not_yet_eligible");
            let body = answer.json();
            assert_eq!(body["eligible_from"], at(60).to_rfc3339());
            assert_eq!(body["message"], serde_json::json!({"ko": "born-to-1999 안내", "en": "About born-to-1999"}));
        }
    }
    let mut passes = Vec::new();
    for node in [&first, &second] {
        node.clock.set(at(60));
        passes.push(phone(node, CITIZEN).await.good()["passes"].clone());
        paper(node, NEIGHBOUR).await.good();
    }
    assert_eq!(passes[0], passes[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_passes_keeps_getting_them_and_nobody_else_does() {
    let harness = Harness::start().await;
    // Before the first file whoever is on record gets passes.
    phone(&harness, CITIZEN).await.good();
    put(&harness, &for_others(1, at(0))).await;
    phone(&harness, CITIZEN).await.good();
    for answer in [phone(&harness, NEIGHBOUR).await, paper(&harness, CITIZEN).await] {
        answer.problem(403, "not_eligible");
        assert_eq!(answer.json()["message"]["en"], "Not you");
    }
    // Who is eligible and has nothing on record for a pass reads that, and not about eligibility.
    put(&harness, &file(2, at(0), at(0), at(0))).await;
    phone(&harness, NEWCOMER).await.problem(409, "no_evidence");
    phone(&harness, NEIGHBOUR).await.good();
}
