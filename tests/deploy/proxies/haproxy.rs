use std::os::unix::net::UnixStream;

use super::*;
use crate::text;

pub(super) fn start(site: &Site, nodes: &Nodes) -> Proxy {
    // Only so that the test waits less.
    start_with(site, nodes, &text("haproxy/haetae.cfg").replace("inter 1s", "inter 100ms"))
}

fn start_with(site: &Site, nodes: &Nodes, sample: &str) -> Proxy {
    site.write(
        "haproxy.cfg",
        sample,
        &[
            ("/run/haproxy/admin.sock", site.name("admin.sock")),
            ("/etc/haproxy/haetae.pem", site.name("both.pem")),
            ("bind :443 ", format!("bind {} ", site.public)),
            ("bind :80\n", format!("bind {}\n", site.plain)),
            ("10.0.0.11:8470", nodes.address(0).to_string()),
            ("10.0.0.12:8470", nodes.address(1).to_string()),
        ],
    );
    let mut proxy = Proxy::start(Command::new("haproxy").arg("-q").arg("-f").arg(site.path("haproxy.cfg")));
    proxy.is_up(site.public);
    proxy
}

/// The line of each server in HAProxy's table. It opens this socket after its ports, so there may be none yet.
fn servers(site: &Site) -> Option<Vec<Vec<String>>> {
    let mut socket = UnixStream::connect(site.path("admin.sock")).ok()?;
    socket.write_all(b"show stat\n").expect("a command");
    let mut table = String::new();
    socket.read_to_string(&mut table).expect("a table");
    let lines = table.lines().filter(|line| line.starts_with("nodes,node"));
    Some(lines.map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

/// How many requests it has sent to another node, because this one did not answer.
fn sent_again(site: &Site, node: usize) -> usize {
    servers(site).expect("a table")[node][16].parse().expect("a number")
}

/// Whether HAProxy sends requests to a node.
fn sends_to(site: &Site, node: usize) -> bool {
    servers(site).is_some_and(|servers| servers[node][17].starts_with("UP"))
}

/// How many requests it has sent to nodes: their answers (codes 1xx to 5xx, and others).
pub(super) fn sent(site: &Site) -> usize {
    let answers =
        |server: &Vec<String>| -> usize { server[39..45].iter().filter_map(|n| n.parse::<usize>().ok()).sum() };
    servers(site).expect("a table").iter().map(answers).sum()
}

pub(super) fn wait_until(site: &Site, node: usize, sends: bool) {
    while sends_to(site, node) != sends {
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_behind_haproxy_restart_one_after_the_other_and_no_request_fails() {
    // They drain until the test says that HAProxy has noticed.
    let nodes = Nodes::start("600").await;
    let site = Site::new();
    let _proxy = start(&site, &nodes);
    for node in [0, 1] {
        wait_until(&site, node, true);
    }
    let (failed, answered) = Clients::during(&nodes, &site, |clients| {
        let mut restarted = Vec::new();
        for node in [0, 1] {
            clients.go_on(20);
            nodes.terminate(node);
            wait_until(&site, node, false);
            // The second signal ends the draining.
            nodes.terminate(node);
            restarted.push(nodes.start_again(node));
            wait_until(&site, node, true);
        }
        clients.go_on(20);
        restarted
    });
    assert_eq!(failed, [""; 0]);
    assert!(answered >= 60, "{answered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_has_all_that_can_be_posted_answered_by_another_node_while_one_hangs() {
    let nodes = Nodes::start("0").await;
    let site = Site::new();
    let mut sample = text("haproxy/haetae.cfg");
    // Health checks would take the node out before a request comes to it.
    for (usual, here) in [("timeout server 12s", "timeout server 1s"), ("inter 1s", "inter 600s fastinter 100ms")] {
        assert!(sample.contains(usual), "{usual}");
        sample = sample.replace(usual, here);
    }
    let _proxy = start_with(&site, &nodes, &sample);
    for node in [0, 1] {
        wait_until(&site, node, true);
    }
    nodes.hang(0);
    for (request, expected) in
        [(Nodes::request as fn(&Nodes) -> String, 200), (Nodes::paper_request, 200), (Nodes::demo_request, 404)]
    {
        let before = sent_again(&site, 0);
        let was_sent_again = (0..100).any(|_| {
            let (status, head, body) = ask(site.public, &site.tls, &request(&nodes)).expect("an answer");
            assert_eq!(status, expected, "{head} {}", String::from_utf8_lossy(&body));
            sent_again(&site, 0) > before
        });
        assert!(was_sent_again, "none of them went to the node that hangs");
    }
    nodes.go_on(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_ends_long_bodies_and_redirects_plain_http() {
    let nodes = Nodes::start("0").await;
    let site = Site::new();
    let _proxy = start(&site, &nodes);
    wait_until(&site, 0, true);
    let long = "POST /v1/passes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(site.public, &site.tls, long).expect("an answer").0, 413);
    let (status, head, _) = ask(site.public, &site.tls, MANIFEST).expect("an answer");
    assert_eq!(status, 200);
    assert_eq!(header(&head, "strict-transport-security"), Some("max-age=31536000"));

    let mut plain = TcpStream::connect(site.plain).expect("a connection");
    plain.write_all(b"GET /wallet/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = String::new();
    plain.read_to_string(&mut answer).expect("an answer");
    let answer = answer.to_lowercase();
    assert!(answer.starts_with("http/1.1 308 ") && answer.contains("location: https://localhost/wallet/"), "{answer}");
}
