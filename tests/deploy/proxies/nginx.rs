use super::*;
use crate::text;

pub(super) fn start(site: &Site, nodes: &Nodes) -> Proxy {
    start_with(site, nodes, &text("nginx/haetae.conf"))
}

fn start_with(site: &Site, nodes: &Nodes, sample: &str) -> Proxy {
    site.write(
        "site.conf",
        sample,
        &[
            ("/etc/ssl/haetae/fullchain.pem", site.name("cert.pem")),
            ("/etc/ssl/private/haetae.pem", site.name("key.pem")),
            ("/var/cache/nginx/haetae", site.name("cache")),
            ("listen 443 ", format!("listen {} ", site.public)),
            ("listen 80;", format!("listen {};", site.plain)),
            ("10.0.0.11:8470", nodes.address(0).to_string()),
            ("10.0.0.12:8470", nodes.address(1).to_string()),
        ],
    );
    // What is around it: all in this folder, and as the user of the test.
    let user = if rustix::process::geteuid().is_root() { "user root;\n" } else { "" };
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {};\n", site.name(kind)))
        .concat();
    let around = format!(
        "{user}daemon off;\npid {};\nerror_log {} warn;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}include {};\n}}\n",
        site.name("pid"),
        site.name("error.log"),
        site.name("site.conf"),
    );
    std::fs::write(site.path("nginx.conf"), around).expect("a file");
    let checked = crate::run(Command::new("nginx").arg("-t").arg("-q").arg("-c").arg(site.path("nginx.conf")));
    assert!(checked.status.success(), "{}", crate::said(&checked));
    let mut proxy = Proxy::start(Command::new("nginx").arg("-c").arg(site.path("nginx.conf")));
    proxy.is_up(site.public);
    proxy
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_behind_nginx_restart_one_after_the_other_and_no_request_fails() {
    let nodes = Nodes::start("0").await;
    let site = Site::new();
    let _proxy = start(&site, &nodes);
    let (failed, answered) = Clients::during(&nodes, &site, |clients| {
        let mut restarted = Vec::new();
        for node in [0, 1] {
            clients.go_on(20);
            nodes.terminate(node);
            let again = nodes.start_again(node);
            // nginx tries a node again a second after it was gone. Then the next one may go.
            again.wait_for("\"answered\"");
            restarted.push(again);
            clients.go_on(20);
        }
        restarted
    });
    let log = std::fs::read_to_string(site.path("error.log")).unwrap_or_default();
    assert_eq!(failed, [""; 0], "{log}");
    assert!(answered >= 60, "{answered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_keeps_files_for_scanners_while_no_node_answers_and_ends_long_bodies() {
    let mut nodes = Nodes::start("0").await;
    let site = Site::new();
    let _proxy = start(&site, &nodes);
    let get = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        ask(site.public, &site.tls, &request).expect("an answer")
    };
    // Nothing is published for a moment after the start.
    let manifest = loop {
        let (status, head, body) = get("/v1/trust/manifest");
        if status == 200 {
            break (head, body);
        }
    };
    let files = haetae_core::Manifest::decode_unverified(&manifest.1).expect("a manifest");
    let hash = files.files().first().map(|file| hex::encode(file.sha256)).expect("a file");
    let path = format!("/v1/trust/files/{hash}");
    let first = get(&path);
    assert_eq!((first.0, header(&first.1, "x-cache")), (200, Some("miss")), "{}", first.1);
    let again = get(&path);
    assert_eq!((again.0, header(&again.1, "x-cache")), (200, Some("hit")), "{}", again.1);
    assert_eq!(first.2, again.2);
    let part = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-3\r\nConnection: close\r\n\r\n");
    let part = ask(site.public, &site.tls, &part).expect("an answer");
    assert_eq!((part.0, part.2.as_slice()), (206, &first.2[..4]), "{}", part.1);

    let long = "POST /v1/passes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(site.public, &site.tls, long).expect("an answer").0, 413);
    assert_eq!(header(&first.1, "strict-transport-security"), Some("max-age=31536000"));

    for node in &mut nodes.running {
        node.kill();
    }
    for path in [path.as_str(), "/v1/trust/manifest"] {
        assert_eq!(get(path).0, 200, "{path}");
    }
    assert_eq!(get("/readyz").0, 502);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_can_be_posted_is_answered_by_another_node_while_one_hangs() {
    let nodes = Nodes::start("0").await;
    let site = Site::new();
    let sample = text("nginx/haetae.conf");
    let usual = "proxy_read_timeout 12s;";
    assert!(sample.contains(usual));
    let _proxy = start_with(&site, &nodes, &sample.replace(usual, "proxy_read_timeout 1s;"));
    nodes.hang(0);
    let answered = |line: &str, request: fn(&Nodes) -> String, expected: u16| {
        // Until one of them has gone to the node that hangs: nginx leaves it alone for a second after each time-out.
        let has_timed_out = (0..3_000).any(|_| {
            let (status, head, body) = ask(site.public, &site.tls, &request(&nodes)).expect("an answer");
            assert_eq!(status, expected, "{line}: {head} {}", String::from_utf8_lossy(&body));
            let log = std::fs::read_to_string(site.path("error.log")).expect("a log");
            log.lines().any(|entry| entry.contains("timed out") && entry.contains(&format!("\"{line}")))
        });
        assert!(has_timed_out, "{line}: none of them went to the node that hangs");
    };
    answered("POST /v1/passes ", Nodes::request, 200);
    answered("POST /v1/passes/paper ", Nodes::paper_request, 200);
    answered("POST /demo/assertion ", Nodes::demo_request, 404);
    nodes.go_on(0);
}
