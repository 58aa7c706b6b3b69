//! Who signs, and what is signed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;

/// An authority whose certificate is in a file.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
    _folder: TempDir,
}

/// A certificate with its key, as a server shows it.
pub struct Identity(pub(crate) Arc<ServerConfig>);

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new one, which nobody trusts yet.
    pub fn new() -> Self {
        Self::named("authority of a test")
    }

    /// One with a name, which others may have too.
    pub fn named(name: &str) -> Self {
        let mut about = CertificateParams::default();
        about.distinguished_name.push(DnType::CommonName, name);
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(about, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authority.pem");
        std::fs::write(&file, issuer.pem()).unwrap();
        Self { issuer, file, _folder: folder }
    }

    /// Its certificate, in PEM.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A certificate for these names and addresses.
    pub fn certify(&self, names: &[&str]) -> Identity {
        self.certify_between(names, 2020, 2100)
    }

    /// One that holds from the beginning of one year to that of another.
    pub fn certify_between(&self, names: &[&str], from: i32, until: i32) -> Identity {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut about = CertificateParams::new(names).unwrap();
        about.not_before = rcgen::date_time_ymd(from, 1, 1);
        about.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = about.signed_by(&key, &self.issuer).unwrap();
        Identity::new(certificate.der().to_vec(), key.serialize_der())
    }

    /// The authority's own certificate, shown as a server's.
    pub fn itself(&self) -> Identity {
        Identity::new(self.issuer.der().to_vec(), self.issuer.key().serialize_der())
    }
}

impl Identity {
    fn new(certificate: Vec<u8>, key: Vec<u8>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], PrivateKeyDer::Pkcs8(key.into()))
            .unwrap();
        Self(Arc::new(config))
    }
}
