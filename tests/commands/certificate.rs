//! Until when the certificate of the proxy in front of the service is valid.

use std::net::TcpListener;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::doctor::healthy;
use crate::place::Place;

/// An authority of this test, whose certificate is `ca.pem`.
struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    fn new(place: &Place) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        place.write("ca.pem", params.self_signed(&key).expect("a certificate").pem());
        Self(Issuer::new(params, key))
    }

    /// Greets one client with a certificate for `localhost` that ends after this many hours, and returns its address.
    fn serve(&self, now: Timestamp, hours: i64) -> (String, std::thread::JoinHandle<()>) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        let at = |hours: i64| {
            let time = now.checked_add(SignedDuration::from_hours(hours)).expect("a time");
            let time = time.to_zoned(jiff::tz::TimeZone::UTC);
            let date = rcgen::date_time_ymd(time.year().into(), time.month().unsigned_abs(), time.day().unsigned_abs());
            date + std::time::Duration::from_secs(u64::from(time.hour().unsigned_abs()) * 3_600)
        };
        (params.not_before, params.not_after) = (at(-10_000), at(hours));
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let chain = vec![CertificateDer::from(certificate)];
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("versions").with_no_client_auth().with_single_cert(chain, key).expect("a pair");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().expect("a connection");
            let mut connection = ServerConnection::new(Arc::new(config)).expect("a connection");
            while connection.is_handshaking() {
                connection.complete_io(&mut socket).expect("a greeting");
            }
        });
        (format!("localhost:{port}"), server)
    }
}

#[test]
fn a_certificate_is_reported_before_it_ends() {
    let place = healthy();
    let authority = Authority::new(&place);
    let now = std::fs::metadata(place.path("ca.pem")).and_then(|file| file.modified()).expect("a time");
    let now = Timestamp::try_from(now).expect("a time");
    for (hours, status, words) in [
        (24 * 90, 0, "is valid for 8"),
        (24 * 10, 1, "more days."),
        (24 * 3, 2, "is valid for 2 more days."),
        (-5, 2, "do not accept the certificate"),
    ] {
        let (address, server) = authority.serve(now, hours);
        let arguments = ["doctor", "--data", "data", "--tls", &address, "--tls-roots", "ca.pem"];
        let ran = place.run(&arguments).ends(status);
        server.join().expect("no panic");
        let line = ran.stdout.lines().find(|line| line.contains(" certificate ")).expect("a finding");
        assert!(line.contains(words), "{hours}: {line}");
    }
    // An authority that clients do not know.
    let (address, server) = authority.serve(now, 24 * 90);
    let ran = place.run(&["doctor", "--data", "data", "--tls", &address]).ends(2).says("do not accept");
    server.join().expect("no panic");
    assert!(ran.stdout.contains("renew the certificate of localhost"), "{ran:?}");
    // No server listens there, or the address is not valid.
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    place.run(&["doctor", "--data", "data", "--tls", &gone.to_string()]).ends(2).says("cannot be checked");
    place.run(&["doctor", "--data", "data", "--tls", "no host"]).ends(2).says("cannot be checked");
}
