use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;

use super::free;

/// Where a proxy is, and its certificate, which clients trust.
pub(super) struct Site {
    pub(super) folder: TempDir,
    pub(super) public: SocketAddr,
    pub(super) plain: SocketAddr,
    pub(super) tls: Arc<ClientConfig>,
}

impl Site {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        let certificate = params.self_signed(&key).expect("a certificate");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        write("cert.pem", &certificate.pem());
        write("key.pem", &key.serialize_pem());
        write("both.pem", &format!("{}{}", certificate.pem(), key.serialize_pem()));
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).expect("a certificate");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
        Self { folder, public: free(), plain: free(), tls: Arc::new(config) }
    }

    /// A file in its folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a sample with what an operator changes in it. Each of these must be in it.
    pub(super) fn write(&self, name: &str, sample: &str, changes: &[(&str, String)]) {
        let mut text = sample.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from} is not in the sample");
            text = text.replace(from, to);
        }
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// A path in its folder, as text.
    pub(super) fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
}
