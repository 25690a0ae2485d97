//! Those who wait, behind the proxies: nodes are asked how far the room has come a few times only.

use super::*;

/// How many times it is read, on how many connections, each from another site.
const READS: usize = 100;
const CONNECTIONS: usize = 10;
/// How many of all these reads may reach nodes: a proxy asks once in two seconds, and this is a long time.
const MOST: usize = 20;

fn read(origin: &str, connection: &str) -> String {
    format!("GET /v1/queue HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nConnection: {connection}\r\n\r\n")
}

impl Nodes {
    /// Opens a room, and waits until the proxy shows it.
    fn open_a_room(&self, site: &Site) {
        let opened = self.folders[0].haetae(&["queue", "open", "--yes"]);
        assert!(opened.status.success(), "{opened:?}");
        let request = read("https://a.example", "close");
        let shows = || {
            let (status, _, body) = ask(site.public, &site.tls, &request).expect("an answer");
            let notice: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            status == 200 && notice["state"] == "open"
        };
        while !shows() {
            std::thread::yield_now();
        }
    }
}

/// What all the reads got: heads and bodies, one after the other.
fn many_reads(site: &Site) -> String {
    let one = |connection: usize| {
        let origin = format!("https://{connection}.example");
        let requests = read(&origin, "keep-alive").repeat(READS - 1) + &read(&origin, "close");
        let (status, head, rest) = ask(site.public, &site.tls, &requests).expect("answers");
        assert_eq!(status, 200, "{head}");
        format!("{head}\r\n\r\n{}", String::from_utf8_lossy(&rest).to_lowercase())
    };
    (0..CONNECTIONS).map(one).collect()
}

fn joins(site: &Site) -> Result<u16, String> {
    let keys = haetae_core::keys_digest(&[HolderPair::p256().public()]);
    let request = post("/v1/queue", "", &json!({ "room": 1, "keys": keys }));
    ask(site.public, &site.tls, &request).map(|(status, ..)| status)
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_asks_a_node_how_far_the_room_has_come_once_for_all_and_knows_it_while_none_answers() {
    let mut nodes = Nodes::start("0").await;
    let site = Site::new();
    let _proxy = nginx::start(&site, &nodes);
    nodes.open_a_room(&site);
    assert_eq!(joins(&site), Ok(200));

    let answers = many_reads(&site);
    let got = |cache: &str| answers.matches(&format!("x-cache: {cache}")).count();
    assert_eq!(answers.matches("http/1.1 200 ").count(), READS * CONNECTIONS);
    let asked = READS * CONNECTIONS - got("hit") - got("updating");
    assert!(asked <= MOST, "{asked} reads reached a node");
    assert!(answers.contains("access-control-allow-origin: *"), "every site may read it");

    for node in &mut nodes.running {
        node.kill();
    }
    // What nginx has is over two seconds later: then it asks, and gets no answer.
    let stale = loop {
        let (status, head, body) = ask(site.public, &site.tls, &read("https://a.example", "close")).expect("an answer");
        assert_eq!(status, 200, "{head}");
        if header(&head, "x-cache") == Some("stale") {
            break body;
        }
    };
    let notice: serde_json::Value = serde_json::from_slice(&stale).expect("JSON");
    assert_eq!(notice["state"], "open", "{notice}");
    assert_eq!(joins(&site), Ok(502), "nobody joins meanwhile");
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_asks_a_node_how_far_the_room_has_come_a_few_times_for_all() {
    let nodes = Nodes::start("0").await;
    let site = Site::new();
    let _proxy = haproxy::start(&site, &nodes);
    haproxy::wait_until(&site, 0, true);
    nodes.open_a_room(&site);
    assert_eq!(joins(&site), Ok(200));

    let before = haproxy::sent(&site);
    let answers = many_reads(&site);
    assert_eq!(answers.matches("http/1.1 200 ").count(), READS * CONNECTIONS);
    let asked = haproxy::sent(&site) - before;
    assert!(asked <= MOST, "{asked} reads reached a node");
}
