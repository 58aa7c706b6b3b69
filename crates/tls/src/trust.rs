//! Which authorities are trusted to vouch for others.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Of the AWS CLI and its kin; like theirs it takes the place of the system's authorities.
const BUNDLE_VARIABLE: &str = "AWS_CA_BUNDLE";

/// Largest file of certificates that is read. The system's own has a quarter of a megabyte.
const MOST_BYTES: u64 = 16 << 20;

/// Whose certificates are taken: those that an authority of the system has signed, unless another file is named.
///
/// `AWS_CA_BUNDLE`, or else `SSL_CERT_FILE` and `SSL_CERT_DIR`, take the place of the system's authorities.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Where a further authority is named, for who has to be told.
    setting: &'static str,
    instead: Option<PathBuf>,
    besides: Option<PathBuf>,
}

/// Authorities that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file that was named.
    #[error("could not read the certificates in \"{}\"", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file with something else in it.
    #[error("\"{}\" is no file of certificates in PEM: {problem}", path.display())]
    NoCertificates {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A machine without authorities.
    #[error(
        "no authority is trusted on this machine{problem}: install its ca-certificates, or set SSL_CERT_FILE or {setting}"
    )]
    Nobody {
        /// What was found instead, if that says something.
        problem: String,
        /// Where one can be named.
        setting: &'static str,
    },
    /// It is not settled how to speak.
    #[error("TLS could not be set up")]
    Setup(#[source] rustls::Error),
}

impl Default for Trust {
    fn default() -> Self {
        Self::new(BUNDLE_VARIABLE)
    }
}

impl Trust {
    /// What the environment says. `setting` is where a user can name an authority: errors tell of it.
    pub fn new(setting: &'static str) -> Self {
        let named = std::env::var_os(BUNDLE_VARIABLE).filter(|path| !path.is_empty());
        Self { setting, instead: named.map(PathBuf::from), besides: None }
    }

    /// Only the authorities in this file.
    #[must_use]
    pub fn instead(self, file: &Path) -> Self {
        Self { instead: Some(file.to_owned()), ..self }
    }

    /// Those in this file as well.
    #[must_use]
    pub fn and(self, file: &Path) -> Self {
        Self { besides: Some(file.to_owned()), ..self }
    }

    pub(crate) fn setting(&self) -> &'static str {
        self.setting
    }

    /// Reads all authorities.
    ///
    /// # Errors
    /// [`TrustError`] when a file that was named is not one of certificates, or nobody is trusted.
    pub fn check(&self) -> Result<(), TrustError> {
        self.roots().map(drop)
    }

    /// What takes the place of the system's authorities, in PEM, for a TLS of somebody else's. It has been checked.
    ///
    /// # Errors
    /// [`TrustError`] when the file that was named is not one of certificates.
    pub fn bundle(&self) -> Result<Option<Vec<u8>>, TrustError> {
        let Some(file) = &self.instead else { return Ok(None) };
        let text = read(file)?;
        add(&mut RootCertStore::empty(), file, &text)?;
        Ok(Some(text))
    }

    pub(crate) fn config(&self) -> Result<ClientConfig, TrustError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TrustError::Setup)?;
        let mut config = config.with_root_certificates(self.roots()?).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn roots(&self) -> Result<RootCertStore, TrustError> {
        let mut roots = RootCertStore::empty();
        let mut problem = String::new();
        match &self.instead {
            Some(file) => add(&mut roots, file, &read(file)?)?,
            None => {
                let found = rustls_native_certs::load_native_certs();
                // A bundle may have certificates of a kind that nothing here reads.
                roots.add_parsable_certificates(found.certs);
                if let Some(error) = found.errors.first() {
                    problem = format!(" ({error})");
                }
            }
        }
        if let Some(file) = &self.besides {
            add(&mut roots, file, &read(file)?)?;
        }
        if roots.is_empty() {
            return Err(TrustError::Nobody { problem, setting: self.setting });
        }
        Ok(roots)
    }
}

fn read(file: &Path) -> Result<Vec<u8>, TrustError> {
    let read = || {
        // A device or a pipe has no length, and none is a file of certificates.
        let about = std::fs::metadata(file)?;
        if !about.is_file() || about.len() > MOST_BYTES {
            return Err(io::Error::other(format!("it is no file of {MOST_BYTES} bytes at most")));
        }
        std::fs::read(file)
    };
    read().map_err(|source| TrustError::Read { path: file.to_owned(), source })
}

/// All certificates of a file.
fn add(roots: &mut RootCertStore, file: &Path, text: &[u8]) -> Result<(), TrustError> {
    let wrong = |problem: String| TrustError::NoCertificates { path: file.to_owned(), problem };
    let before = roots.len();
    for certificate in CertificateDer::pem_slice_iter(text) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.len() == before {
        return Err(wrong("there is no BEGIN CERTIFICATE in it".to_owned()));
    }
    Ok(())
}
