//! Clients that ask for much and read nothing, and bodies that trickle.

use std::time::Duration;

use haetae::http::Pace;

use super::*;

/// Short, but long enough for a loopback connection.
const SHORT: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_read_are_ended_and_others_get_in() {
    let harness = Harness::start().await;
    let settings = HttpSettings { write_timeout: SHORT, ..with_large_file(&harness, 4, 4) };
    let running = Running::start(&harness, settings).await;
    let mut never_reading = Vec::new();
    for number in 1..=4 {
        never_reading.push(busy(address(number), running.public).await);
    }
    get_in(address(9), running.public).await;
    patiently(async { while ended(&running, "stalled").await < 4 {} }).await;
    for client in &mut never_reading {
        assert!(client.read_all().await.len() < LARGE);
    }
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hold_many_unread_answers_give_way_at_once() {
    let harness = Harness::start().await;
    // Two addresses together take all connections, and nothing times out.
    let running = Running::start(&harness, with_large_file(&harness, 4, 2)).await;
    let mut never_reading = Vec::new();
    for number in [1, 1, 2, 2] {
        never_reading.push(busy(address(number), running.public).await);
    }
    get_in(address(9), running.public).await;
    patiently(async { while ended(&running, "shed").await != 1 {} }).await;
    assert_eq!(ended(&running, "stalled").await, 0);
    drop(never_reading);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_taken_too_slowly_is_broken_off() {
    let harness = Harness::start().await;
    let answer_pace = Pace { grace: SHORT, bytes_per_second: 1 << 30 };
    let settings = HttpSettings { answer_pace, ..with_large_file(&harness, 4, 4) };
    let running = Running::start(&harness, settings).await;
    let slow = busy(address(1), running.public).await;
    patiently(async { while ended(&running, "slow").await < 1 {} }).await;
    assert_eq!(ended(&running, "stalled").await, 0);
    drop(slow);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_gets_everything() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, with_large_file(&harness, 4, 4)).await;
    let mut client = busy(address(1), running.public).await;
    client.read_exactly(LARGE).await;
    client.send(HEALTH).await;
    client.read_to(ALIVE).await;
    let settled = (ended(&running, "stalled").await, ended(&running, "slow").await);
    assert_eq!(settled, (0, 0));
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_not_waited_for() {
    let harness = Harness::start().await;
    let body_pace = Pace { grace: SHORT, bytes_per_second: 1_000_000 };
    let running = Running::start(&harness, HttpSettings { body_pace, ..settings() }).await;
    let mut client = Client::connect(running.operator).await;
    let head = format!(
        "POST /v1/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: 60000\r\n\r\n{{"
    );
    client.send(&head).await;
    let answer = client.read_to("}").await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains(r#""code":"body_too_slow""#), "{answer}");
    assert!(answer.contains("The body came with fewer than 1000000 bytes a second."), "{answer}");
    running.stopped().await;
}
