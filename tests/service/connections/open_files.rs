//! Connections take no files from the rest of the service.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;

use haetae_testkit::service::process::{DataFolder, send};
use serde_json::Value;

use super::*;
use crate::PROGRAM;

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_than_files_leave_room_for_operators_and_the_database() {
    let data = DataFolder::new(PROGRAM).await;
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 300; exec \"$@\"", "sh", PROGRAM]);
    let serving = data.serve_by(limited);
    let events = serving.log();
    let mut events = events.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let operator = events.find_map(|event| event["operator"].as_str()?.parse::<SocketAddr>().ok()).expect("an address");
    let mut silent = Vec::new();
    for number in 0..400_u16 {
        let [high, low] = number.to_be_bytes();
        silent.push(Client::connect_from(Ipv4Addr::new(127, 2 + high, low, 1), serving.public).await);
    }
    let alive = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    for listener in [operator, serving.public] {
        let answer = tokio::task::spawn_blocking(move || send(listener, alive)).await.expect("no panic");
        let (status, answer) = answer.expect("an answer");
        assert_eq!((status, answer["status"].as_str()), (200, Some("alive")), "{}", serving.log());
    }
    assert!(serving.log().contains("leaves room for fewer connections"));
    drop(silent);
}
