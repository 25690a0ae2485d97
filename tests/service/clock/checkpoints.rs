use std::fs;

use haetae::clock::Clock as _;
use haetae::journal::{Checkpoints, Folder};
use haetae_core::SECONDS_PER_DAY;
use haetae_testkit::service::now;
use serde_json::Value;

use super::Machine;

fn folder(machine: &Machine) -> Folder {
    Folder::new(machine.data.path("journal"))
}

fn checkpoints(machine: &Machine) -> usize {
    Checkpoints::read(&folder(machine)).expect("checkpoints").all.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_node_attests_each_day_and_erasing_old_ones_leaves_the_journal_whole() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    for day in 1..=9 {
        machine.issue().await.good();
        assert_eq!(machine.command(&["journal", "verify"]).await, 0, "{day}");
        assert_eq!(checkpoints(&machine), day);
        machine.poll_after(SECONDS_PER_DAY).await;
        machine.poll().await;
    }
    let names = folder(&machine).segments().expect("files");
    assert!(names.len() < 9, "files of old days were erased: {names:?}");
    let end = (machine.clock.now().seconds() / SECONDS_PER_DAY * SECONDS_PER_DAY).to_string();
    let metrics = machine.metrics().await;
    assert!(metrics.contains(&format!("haetae_journal_attested_until_timestamp_seconds {end}")), "{metrics}");
    // Two days cut out at the beginning, in between, and at the end.
    for first in 0..names.len() - 1 {
        let paths: Vec<_> = names[first..first + 2].iter().map(|name| folder(&machine).segment(*name)).collect();
        let bytes: Vec<_> = paths.iter().map(|path| fs::read(path).expect("a file")).collect();
        paths.iter().for_each(|path| fs::remove_file(path).expect("a file"));
        assert_eq!(machine.command(&["journal", "verify"]).await, 1, "{first}");
        paths.iter().zip(&bytes).for_each(|(path, bytes)| fs::write(path, bytes).expect("a file"));
    }
    assert_eq!(machine.command(&["journal", "verify"]).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_ahead_attests_nothing() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    machine.issue().await.good();
    machine.set_ahead(10 * SECONDS_PER_DAY);
    for _ in 0..5 {
        machine.poll().await;
    }
    assert_eq!(checkpoints(&machine), 1);
    machine.set_back(10 * SECONDS_PER_DAY);
    for _ in 0..3 {
        machine.poll().await;
    }
    assert_eq!(checkpoints(&machine), 1);
    machine.poll_after(SECONDS_PER_DAY).await;
    machine.poll().await;
    assert_eq!((checkpoints(&machine), machine.command(&["journal", "verify"]).await), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_does_not_attest_a_journal_that_is_not_its_own_any_more_and_says_so() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    machine.issue().await.good();
    machine.poll_after(SECONDS_PER_DAY).await;
    assert_eq!((checkpoints(&machine), machine.ready().await.1["journal_problem"].clone()), (2, Value::Null));
    let first = folder(&machine).segments().expect("files")[0];
    fs::remove_file(folder(&machine).segment(first)).expect("a file");
    machine.poll_after(SECONDS_PER_DAY).await;
    let (status, checks) = machine.ready().await;
    let problem = checks["journal_problem"].to_string();
    assert!(status == 200 && problem.contains("the journal is not the one that was attested"), "{checks}");
    assert_eq!(checkpoints(&machine), 2);
    machine.issue().await.good();
}
