//! One client that takes all connections.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_keeps_all_connections_loses_some_to_others() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, HttpSettings { max_connections: 8, ..settings() }).await;
    let mut greedy = Vec::new();
    for _ in 0..8 {
        greedy.push(idle(address(1), running.public).await);
    }
    let mut others = Vec::new();
    for number in 2..=4 {
        others.push(idle(address(number), running.public).await);
    }
    for kept in &mut others {
        assert!(kept.is_answered(HEALTH).await);
    }
    let mut kept = 0;
    for client in &mut greedy {
        kept += usize::from(client.is_answered(HEALTH).await);
    }
    assert_eq!(kept, 5);
    patiently(async { while ended(&running, "shed").await != 3 {} }).await;
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_ask_for_nothing_keep_nobody_out() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, HttpSettings { max_connections: 8, ..settings() }).await;
    let mut silent = Vec::new();
    for number in 0..8 {
        let mut client = Client::connect_from(address(10 + number), running.public).await;
        if number % 2 == 0 {
            client.send("GET /healthz HTTP/1.1\r\nhost:").await;
        }
        silent.push(client);
    }
    for number in 1..=8 {
        assert!(ask(address(number), running.public).await.starts_with("HTTP/1.1 200 OK"));
    }
    drop(silent);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_its_limit_and_hears_of_it() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, with_large_file(&harness, 64, 2)).await;
    let first = idle(address(1), running.public).await;
    let reading = [busy(address(1), running.public).await, busy(address(1), running.public).await];
    let answer = ask(address(1), running.public).await;
    assert!(is_refused(&answer), "{answer}");
    assert!(ask(address(2), running.public).await.starts_with("HTTP/1.1 200 OK"));
    assert_eq!(refused(&running, "client").await, 1);
    // Its own idle connection gave way first, which is counted when it is closed.
    patiently(async { while ended(&running, "shed").await != 1 {} }).await;
    drop((first, reading));
    get_in(address(1), running.public).await;
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_get_in_while_the_public_listener_is_full() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, with_large_file(&harness, 4, 4)).await;
    let mut reading = Vec::new();
    for number in 1..=4 {
        reading.push(busy(address(number), running.public).await);
    }
    let answer = ask(address(9), running.public).await;
    assert!(is_refused(&answer), "{answer}");
    assert_eq!(refused(&running, "full").await, 1, "operators see it");
    assert!(ask(address(9), running.operator).await.starts_with("HTTP/1.1 200 OK"));
    drop(reading);
    get_in(address(9), running.public).await;
    running.stopped().await;
}
