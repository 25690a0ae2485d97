use std::io;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::{SECONDS_PER_DAY, UnixTime};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime as TlsTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::finding::Finding;
use crate::render::text::plural;

const CHECK: &str = "certificate";

/// The time for a connection, and for each answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// With fewer days left, automatic renewal has failed.
const WARNING_DAYS: u64 = 14;
const PROBLEM_DAYS: u64 = 4;
/// Validity is not checked further ahead than this.
const HORIZON: u64 = 10 * 365 * SECONDS_PER_DAY;

/// Until when the certificates of a TLS server are valid, for clients that trust `roots` (PEM), or the public web's
/// roots. The chain is verified as clients do, for later and later times, instead of reading dates, so that the
/// intermediates count too.
pub(super) fn check(server: &str, roots: Option<&Path>, now: UnixTime) -> Finding {
    let remedy =
        format!("renew the certificate of {server} and make sure that the proxy in front of the service has loaded it");
    let chain = match Chain::fetch(server, roots) {
        Ok(chain) => chain,
        Err(reason) => {
            let finding = format!("The certificate of {server} cannot be checked: {reason}.");
            return Finding::problem(
                CHECK,
                finding,
                "make sure that the proxy in front of the service runs, at this address",
            );
        }
    };
    if let Err(error) = chain.verify(now) {
        return Finding::problem(
            CHECK,
            format!("Phones and scanners do not accept the certificate of {server}: {error}."),
            remedy,
        );
    }
    let days = chain.good_for(now) / SECONDS_PER_DAY;
    let unit = plural(days, "day", "days");
    let finding = format!("The certificate of {server} is valid for {days} more {unit}.");
    match days {
        0..PROBLEM_DAYS => Finding::problem(CHECK, finding, remedy),
        PROBLEM_DAYS..WARNING_DAYS => Finding::warning(CHECK, finding, remedy),
        _ => Finding::ok(CHECK, finding),
    }
}

/// The certificates that a server presents, and what its clients verify them with.
struct Chain {
    name: ServerName<'static>,
    certificates: Vec<CertificateDer<'static>>,
    verifier: Arc<WebPkiServerVerifier>,
}

impl Chain {
    fn fetch(server: &str, roots: Option<&Path>) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let (host, address) = match server.rsplit_once(':') {
            Some((host, _)) => (host, server.to_owned()),
            None => (server, format!("{server}:443")),
        };
        let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
        let roots = trusted(roots)?;
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
        let verifier = verifier.map_err(|error| error.to_string())?;
        let certificates = shown(&address, name.clone(), provider).map_err(|error| error.to_string())?;
        Ok(Self { name, certificates, verifier })
    }

    fn verify(&self, at: UnixTime) -> Result<(), String> {
        let (own, others) = self.certificates.split_first().ok_or("it shows none")?;
        let at = TlsTime::since_unix_epoch(Duration::from_secs(at.seconds()));
        let verified = self.verifier.verify_server_cert(own, others, &self.name, &[], at);
        verified.map(|_| ()).map_err(|error| error.to_string())
    }

    /// The seconds from `now`, when it is valid, to its end.
    fn good_for(&self, now: UnixTime) -> u64 {
        let (mut good, mut bad) = (0, HORIZON);
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            *(if self.verify(now.saturating_add(middle)).is_ok() { &mut good } else { &mut bad }) = middle;
        }
        good
    }
}

fn trusted(pem: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(path) = pem else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let unreadable = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unreadable(&error))? {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    Ok(roots)
}

/// The certificates that a server presents. Only the TLS handshake is made.
fn shown(
    address: &str,
    name: ServerName<'static>,
    provider: Arc<CryptoProvider>,
) -> io::Result<Vec<CertificateDer<'static>>> {
    let witness = Arc::new(Witness { provider: Arc::clone(&provider), seen: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(io::Error::other)?.dangerous();
    let config = config.with_custom_certificate_verifier(Arc::<Witness>::clone(&witness)).with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let address = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
    let mut socket = TcpStream::connect_timeout(&address, PATIENCE)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket)?;
    }
    Ok(witness.seen.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Accepts any certificate of the server: it is verified later, for many times.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    seen: Mutex<Vec<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: TlsTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let all = std::iter::once(own).chain(others).map(|certificate| certificate.clone().into_owned());
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = all.collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, own, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, own, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
