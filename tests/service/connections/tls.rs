//! A service that speaks TLS by itself.

use std::path::Path;
use std::sync::Arc;

use haetae::http::{Edge, TlsCertificate, TlsError};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

/// A certificate for `localhost` that clients trust as it is, and its files.
struct Certificate {
    folder: TempDir,
    der: CertificateDer<'static>,
}

impl Certificate {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let der = renew(folder.path());
        Self { folder, der }
    }

    fn open(&self) -> Result<TlsCertificate, TlsError> {
        TlsCertificate::open(&self.folder.path().join("cert.pem"), &self.folder.path().join("key.pem"))
    }

    /// What it says about its files when one of them is replaced.
    fn with(&self, name: &str, content: &str, mode: u32) -> String {
        let path = self.folder.path().join(name);
        let before = std::fs::read_to_string(&path).expect("a file");
        write(&path, content, mode);
        let error = self.open().expect_err("it is refused").to_string();
        write(&path, &before, 0o600);
        assert!(error.contains(&path.display().to_string()), "{error}");
        error
    }
}

/// Replaces certificate and key by new ones.
fn renew(folder: &Path) -> CertificateDer<'static> {
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    write(&folder.join("key.pem"), &key.serialize_pem(), 0o600);
    write(&folder.join("cert.pem"), &certificate.pem(), 0o644);
    certificate.der().clone()
}

fn write(path: &Path, content: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, content).expect("a file");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

/// Connects as a client that trusts this certificate alone.
async fn connect(to: SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(to).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    patiently(TlsConnector::from(Arc::new(config)).connect(name, stream)).await
}

async fn answer(stream: &mut TlsStream<TcpStream>, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.expect("it takes what is sent");
    let mut text = String::new();
    // Services that close a connection need not say goodbye in TLS.
    let _ = patiently(stream.read_to_string(&mut text)).await;
    text
}

const CLOSING: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

fn speaking(harness: &Harness, tls: TlsCertificate) -> (Arc<TlsCertificate>, HttpSettings) {
    let tls = Arc::new(tls);
    let edge = Edge { tls: Some(Arc::clone(&tls)), ..Edge::default() };
    (tls, HttpSettings { edge, ..with_large_file(harness, 2, 2) })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_listener_speaks_http_1_under_tls_and_nothing_else() {
    let (harness, certificate) = (Harness::start().await, Certificate::new());
    let (_, settings) = speaking(&harness, certificate.open().expect("a pair"));
    let running = Running::start(&harness, settings).await;
    let mut client = connect(running.public, &certificate.der).await.expect("a handshake");
    assert_eq!(client.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let text = answer(&mut client, CLOSING).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with(ALIVE), "{text}");
    // Large answers come whole.
    let mut client = connect(running.public, &certificate.der).await.expect("a handshake");
    client
        .write_all(LARGE_FILE.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n").as_bytes())
        .await
        .expect("a request");
    let mut bytes = Vec::new();
    let _ = patiently(client.read_to_end(&mut bytes)).await;
    assert!(bytes.len() > LARGE && bytes.ends_with(&[7; 64]), "{}", bytes.len());
    // Without TLS there is no answer, and operators have none of it.
    let plain = ask(address(1), running.public).await;
    assert!(!plain.contains("HTTP/1.1 200"), "{plain}");
    let labels = r#"listener="public",reason="tls""#;
    patiently(async { while metric(&running, "haetae_http_connections_ended_total", labels).await == 0 {} }).await;
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_greets_gives_way_to_one_that_does() {
    let (harness, certificate) = (Harness::start().await, Certificate::new());
    let (_, settings) = speaking(&harness, certificate.open().expect("a pair"));
    let running = Running::start(&harness, settings).await;
    let silent = [Client::connect(running.public).await, Client::connect(running.public).await];
    let mut client = connect(running.public, &certificate.der).await.expect("a handshake");
    assert!(answer(&mut client, CLOSING).await.starts_with("HTTP/1.1 200 OK"));
    drop(silent);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_taken_and_a_bad_one_is_not() {
    let (harness, certificate) = (Harness::start().await, Certificate::new());
    let (tls, mut settings) = speaking(&harness, certificate.open().expect("a pair"));
    // Room for all of them: the first one is idle, and would give way to the others.
    (settings.max_connections, settings.max_connections_per_address) = (16, 16);
    let running = Running::start(&harness, settings).await;
    let mut early = connect(running.public, &certificate.der).await.expect("a handshake");
    assert!(tls.reload_if_changed().is_none());

    // Half of a renewal: the key is another one's.
    let old_key = std::fs::read_to_string(certificate.folder.path().join("key.pem")).expect("a key");
    let renewed = renew(certificate.folder.path());
    let new_key = std::fs::read_to_string(certificate.folder.path().join("key.pem")).expect("a key");
    write(&certificate.folder.path().join("key.pem"), &old_key, 0o600);
    let error = tls.reload_if_changed().expect("a change").expect_err("half a renewal").to_string();
    assert!(error.contains("the key is not the one of the first certificate"), "{error}");
    assert!(connect(running.public, &certificate.der).await.is_ok(), "the one from before stays");

    write(&certificate.folder.path().join("key.pem"), &new_key, 0o600);
    tls.reload_if_changed().expect("a change").expect("a pair");
    assert!(connect(running.public, &renewed).await.is_ok());
    assert!(connect(running.public, &certificate.der).await.is_err());
    // Who was there before has lost nothing.
    assert!(answer(&mut early, CLOSING).await.starts_with("HTTP/1.1 200 OK"));
    running.stopped().await;
}

#[test]
fn what_is_wrong_with_its_files_is_said_without_quoting_a_key() {
    let certificate = Certificate::new();
    let key = std::fs::read_to_string(certificate.folder.path().join("key.pem")).expect("a key");
    let encrypted =
        key.replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE").replace("END PRIVATE", "END ENCRYPTED PRIVATE");
    let cut = key.replace("-----END PRIVATE KEY-----", "");
    let other = KeyPair::generate().expect("a key").serialize_pem();
    for (name, content, mode, words) in [
        ("cert.pem", "", 0o644, "there is no certificate in PEM in it"),
        ("cert.pem", &*key, 0o644, "there is no certificate in PEM in it"),
        (
            "cert.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            0o644,
            "the first certificate cannot be read",
        ),
        ("cert.pem", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", 0o644, "not PEM: "),
        ("key.pem", "", 0o600, "there is no private key in PEM in it"),
        ("key.pem", &encrypted, 0o600, "the private key is encrypted"),
        ("key.pem", &cut, 0o600, "not PEM: a line -----END ...----- is missing"),
        ("key.pem", &key, 0o644, "can be read or written by everyone on this machine (mode 0644)"),
        ("key.pem", &other, 0o640, "the key is not the one of the first certificate"),
    ] {
        let error = certificate.with(name, content, mode);
        assert!(error.contains(words), "{words:?} is not in {error:?}");
        let secret = key.lines().nth(1).expect("a line");
        assert!(!error.contains(secret), "{error}");
    }
    std::fs::remove_file(certificate.folder.path().join("key.pem")).expect("a file");
    let error = certificate.open().expect_err("no key").to_string();
    assert!(error.contains("key.pem: No such file"), "{error}");
}
