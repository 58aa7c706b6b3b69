//! Who is connected to, and who is not.

use std::error::Error as _;
use std::net::SocketAddr;

use ebb_tls::{ConnectError, Connector, Trust};
use ebb_tls_fixture::{Authority, Front, Identity};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that says back what it is told.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                let _ = tokio::io::copy(&mut from, &mut to).await;
            });
        }
    });
    address
}

fn trusting(authority: &Authority) -> Connector {
    Connector::new(Trust::new("the setting of a test").instead(authority.file()))
}

/// Says something over a connection, and hears it.
async fn talk(connector: &Connector, url: &str) -> Result<(), ConnectError> {
    let stream = connector.connect(&url.parse().unwrap()).await?;
    let mut stream = TokioIo::new(stream);
    stream.write_all(b"hello").await.unwrap();
    stream.flush().await.unwrap();
    let mut heard = [0; 5];
    stream.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"hello");
    Ok(())
}

/// What is said of a server that shows this, and is called as `host`.
async fn refused(connector: &Connector, identity: &Identity, host: &str) -> String {
    let front = Front::start(identity, echo().await);
    let url = format!("https://{host}:{}/", front.address().port());
    let error = talk(connector, &url).await.unwrap_err();
    assert_eq!(front.seen(), "", "nothing was said to {host}");
    error.to_string()
}

#[tokio::test]
async fn whoever_is_vouched_for_is_spoken_to() {
    let authority = Authority::new();
    let connector = trusting(&authority);
    let server = echo().await;
    talk(&connector, &format!("http://{server}/")).await.unwrap();
    let front = Front::start(&authority.certify(&["localhost", "127.0.0.1"]), server);
    let port = front.address().port();
    for host in ["127.0.0.1", "localhost"] {
        talk(&connector, &format!("https://{host}:{port}/x?y")).await.unwrap();
    }
    assert_eq!(front.seen(), "hellohello", "it went through TLS");
}

#[tokio::test]
async fn whoever_is_not_is_told_of_and_nothing_is_said_to_them() {
    let (authority, stranger) = (Authority::new(), Authority::named("stranger"));
    let untrusted = "the certificate of 127.0.0.1 is not signed by an authority that is trusted here: if it should be, name the file of its certificate in the setting of a test";
    let connector = trusting(&authority);
    let own = ["127.0.0.1"];
    for (identity, host, want) in [
        (stranger.certify(&own), "127.0.0.1", untrusted),
        // One that calls itself the same.
        (Authority::new().certify(&own), "127.0.0.1", untrusted),
        (
            authority.certify(&["other.example", "*.elsewhere.example", "192.0.2.1"]),
            "127.0.0.1",
            "the certificate there is not for 127.0.0.1, but for other.example, *.elsewhere.example, 192.0.2.1",
        ),
        (
            authority.certify(&own),
            "localhost",
            "the certificate there is not for localhost, but for 127.0.0.1",
        ),
        (
            authority.certify_between(&own, 2001, 2002),
            "127.0.0.1",
            "the certificate of 127.0.0.1 has expired on 2002-01-01T00:00:00Z: it has to be renewed there",
        ),
        (
            authority.certify_between(&own, 2090, 2091),
            "127.0.0.1",
            "the certificate of 127.0.0.1 is not valid yet, before 2090-01-01T00:00:00Z: is the clock of this machine right?",
        ),
        (
            authority.itself(),
            "127.0.0.1",
            "127.0.0.1 shows the certificate of an authority as its own: it needs one that the authority has signed for it",
        ),
    ] {
        assert_eq!(refused(&connector, &identity, host).await, want);
    }
}

#[tokio::test]
async fn what_a_machine_trusts_knows_no_authority_of_a_test() {
    let authority = Authority::new();
    let identity = authority.certify(&["127.0.0.1"]);
    let told = refused(&Connector::new(Trust::new("S")), &identity, "127.0.0.1").await;
    assert!(
        told.contains("not signed by an authority that is trusted here")
            || told.contains("no authority is trusted on this machine"),
        "{told}"
    );
    // Beside the machine's it is one more.
    let front = Front::start(&identity, echo().await);
    let connector = Connector::new(Trust::new("S").and(authority.file()));
    talk(&connector, &format!("https://{}/", front.address())).await.unwrap();
}

#[tokio::test]
async fn a_server_that_speaks_plainly_is_told_of() {
    let authority = Authority::new();
    let connector = trusting(&authority);
    // One that answers, as many do, and one that hangs up.
    for answer in ["HTTP/1.1 400 Bad Request\r\n\r\n", ""] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        let told = talk(&connector, &url).await.unwrap_err().to_string();
        let want =
            "127.0.0.1 does not speak TLS there: is it meant to be http:// in place of https://?";
        assert_eq!(told, want, "{answer:?}");
        server.await.unwrap();
    }
}

#[tokio::test]
async fn nobody_and_nowhere_are_told_of() {
    let authority = Authority::new();
    let connector = trusting(&authority);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for scheme in ["http", "https"] {
        let error = talk(&connector, &format!("{scheme}://{closed}/")).await.unwrap_err();
        assert_eq!(error.to_string(), "could not reach 127.0.0.1");
        assert!(error.source().is_some());
    }
    for nowhere in ["/path", "ftp://127.0.0.1/", "127.0.0.1:80"] {
        let error = talk(&connector, nowhere).await.unwrap_err();
        assert!(matches!(error, ConnectError::Address(_)), "{nowhere}: {error}");
    }
}

#[tokio::test]
async fn a_file_without_certificates_is_named_before_anybody_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let trust = Trust::new("S").instead(&file);
    let told = |trust: &Trust| trust.check().unwrap_err().to_string();
    assert!(told(&trust).starts_with("could not read the certificates in "), "{}", told(&trust));
    for (text, want) in [
        ("", "there is no BEGIN CERTIFICATE in it"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is no file of"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n", "is no file of certificates in PEM"),
    ] {
        std::fs::write(&file, text).unwrap();
        assert!(told(&trust).contains(want), "{text:?}: {}", told(&trust));
    }
    let authority = Authority::new();
    let identity = authority.certify(&["127.0.0.1"]);
    let told = refused(&Connector::new(trust.clone()), &identity, "127.0.0.1").await;
    assert!(told.contains("ca.pem"), "{told}");
    // The file may be put right meanwhile.
    let (connector, front) = (Connector::new(trust), Front::start(&identity, echo().await));
    let url = format!("https://{}/", front.address());
    talk(&connector, &url).await.unwrap_err();
    std::fs::copy(authority.file(), &file).unwrap();
    talk(&connector, &url).await.unwrap();
}
