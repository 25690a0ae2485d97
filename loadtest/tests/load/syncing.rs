//! Scanners that read the manifest and fetch what they lack.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use haetae_core::Bundle;
use haetae_loadtest::load::job::{Job, StreamJob};
use haetae_loadtest::load::worker::Prepared;
use haetae_loadtest::scenario::Act;
use haetae_testkit::authority::{Authority, NOW, Office, Set};
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::stub::readers;

/// What is served, by path. All else is not found.
type Site = Arc<Mutex<BTreeMap<String, Bytes>>>;

fn put(site: &Site, set: &Set) {
    let mut site = site.lock().expect("nothing panics");
    let bundle = Bundle { manifest: &set.manifest, files: set.files.values().map(Vec::as_slice).collect() };
    site.insert("/v1/trust/bundle".to_owned(), bundle.encode().into());
    site.insert("/v1/trust/manifest".to_owned(), set.manifest.clone().into());
    for (hash, bytes) in &set.files {
        site.insert(path(hash), bytes.clone().into());
    }
}

fn path(hash: &[u8]) -> String {
    format!("/v1/trust/files/{}", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

async fn serve(site: &Site) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let site = Arc::clone(site);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let answer = service_fn(|request: Request<Incoming>| {
                    let found = site.lock().expect("nothing panics").get(request.uri().path()).cloned();
                    let mut response = Response::new(Full::new(found.clone().unwrap_or_default()));
                    *response.status_mut() = if found.is_some() { 200 } else { 404 }.try_into().expect("a status");
                    std::future::ready(Ok::<_, Infallible>(response))
                });
                http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await
            });
        }
    });
    address
}

/// Five scanners that are prepared with what the site has now. The folder is that of their root keys.
async fn scanners(address: SocketAddr) -> (Prepared, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("roots.json");
    std::fs::write(&roots, serde_json::to_string(&Authority::default().roots()).expect("JSON")).expect("written");
    let job = readers(address, 5.0, 1, 16);
    let streams = job.streams.iter().map(|stream| StreamJob { act: Act::Sync, ..stream.clone() }).collect();
    // What they fetch is checked whatever part of the other answers is.
    let job = Job { roots: Some(roots), streams, check_every: 1_000, ..job };
    (Prepared::new(job).await.expect("prepared"), folder)
}

/// How many requests were good, refused and wrong, by step.
async fn ends(prepared: Prepared) -> BTreeMap<String, (u64, u64, u64)> {
    let tally = prepared.run(haetae_loadtest::clock::unix_micros(), |_| {}).await;
    let ends = tally.of.iter().map(|(name, counts)| {
        (name.clone(), (counts.sum(|span| span.good), counts.sum(|span| span.refused), counts.sum(|span| span.wrong)))
    });
    ends.collect()
}

#[tokio::test]
async fn scanners_fetch_what_is_new_since_the_beginning_and_nothing_else() {
    let (site, mut office) = (Site::default(), Office::new(NOW));
    put(&site, &office.publish(NOW));
    let address = serve(&site).await;
    let (before, _roots) = scanners(address).await;
    let (after, _roots) = scanners(address).await;
    let manifest = ("readers: manifest".to_owned(), (5, 0, 0));
    assert_eq!(ends(before).await, BTreeMap::from([manifest.clone()]), "nothing is new");
    office.replace_paper_key(NOW + 60);
    put(&site, &office.publish(NOW + 60));
    assert_eq!(ends(after).await, BTreeMap::from([manifest, ("readers: files".to_owned(), (5, 0, 0))]));
}

#[tokio::test]
async fn a_file_that_is_another_one_or_missing_is_not_good() {
    let (site, mut office) = (Site::default(), Office::new(NOW));
    put(&site, &office.publish(NOW));
    let address = serve(&site).await;
    let (getting_another, _roots) = scanners(address).await;
    let (getting_none, _roots) = scanners(address).await;
    office.replace_paper_key(NOW + 60);
    let set = office.publish(NOW + 60);
    put(&site, &set);
    let list = path(&set.hash("trust-list"));
    site.lock().expect("nothing panics").insert(list.clone(), Bytes::from_static(b"another file"));
    assert_eq!(ends(getting_another).await["readers: files"], (0, 0, 5));
    site.lock().expect("nothing panics").remove(&list);
    assert_eq!(ends(getting_none).await["readers: files"], (0, 5, 0));
}

#[tokio::test]
async fn scanners_that_sync_need_the_root_keys() {
    let job = readers(SocketAddr::from(([127, 0, 0, 1], 1)), 5.0, 1, 16);
    let streams = job.streams.iter().map(|stream| StreamJob { act: Act::Sync, ..stream.clone() }).collect();
    let error = Prepared::new(Job { streams, ..job }).await.expect_err("there are none");
    assert!(error.to_string().starts_with("readers needs the root keys"), "{error}");
}
