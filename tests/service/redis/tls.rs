use std::fs;

use haetae::config::Config;
use haetae::limits::redis::{Servers, State, Trouble, examine};
use haetae_testkit::servers::redis::RedisServer;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::*;

#[tokio::test]
async fn with_tls_the_servers_certificate_must_be_of_a_trusted_root() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let authority = |name: &str| {
        let (mut params, key) = (CertificateParams::new([]).expect("names"), KeyPair::generate().expect("a key"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let certificate = params.self_signed(&key).expect("a certificate");
        fs::write(path(&format!("{name}.pem")), certificate.pem()).expect("a file");
        Issuer::new(params, key)
    };
    let (ours, _other) = (authority("ours"), authority("other"));
    let (params, key) = (CertificateParams::new(["localhost".to_owned()]), KeyPair::generate().expect("a key"));
    let certificate = params.expect("names").signed_by(&key, &ours).expect("a certificate");
    fs::write(path("server.pem"), certificate.pem()).expect("a file");
    fs::write(path("server.key"), key.serialize_pem()).expect("a file");
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let (cert, key, roots) = (path("server.pem"), path("server.key"), path("ours.pem"));
    let redis = RedisServer::start_with(&[
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &cert,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &roots,
        "--tls-auth-clients",
        "no",
    ]);
    let server = at(&format!("localhost:{port}"));
    let secure =
        |roots: &'static str| [("servers", server.clone()), ("tls", "true".to_owned()), ("tls_roots", path(roots))];
    let settings = secure("ours.pem");
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, &**value)).collect();
    let node = node(1, &settings, a_day(10));
    wait_for(&node, State::Up).await;
    assert_eq!(admitted(&node, "app", 0..20).await.0, 10);
    assert_eq!(redis.command(&["EXISTS", "haetae:{app}:d:key"]).text(), "1");

    let settings = secure("other.pem");
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, &**value)).collect();
    let (trouble, words) = examine(&servers(&settings)).await.trouble.expect("trouble");
    assert_eq!(trouble, Trouble::Disconnected);
    assert!(words.contains("certificate"), "{words}");
}

#[test]
fn roots_that_are_missing_or_no_certificates_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("empty.pem"), "no certificate").expect("a file");
    for (file, hint) in [("gone.pem", "gone.pem cannot be read"), ("empty.pem", "empty.pem has no certificate in PEM")]
    {
        let settings = [("servers", "[\"127.0.0.1:1\"]"), ("tls", "true"), ("tls_roots", file)];
        let settings = settings.map(|(key, value)| (format!("redis.{key}"), value.to_owned()));
        let config = Config::load(folder.path(), [], settings).expect("a configuration");
        let error = Servers::of(&config).expect_err("an error").to_string();
        assert!(error.starts_with("redis.tls_roots: ") && error.contains(hint), "{error}");
    }
}
