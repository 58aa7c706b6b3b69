//! What ends TLS in front of a server.

use std::net::{SocketAddr, TcpListener as BoundListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::Identity;

/// More than this of what passes is not kept.
const MOST_KEPT: usize = 1 << 20;

/// Takes TLS on a port of loopback and passes on what is in it. Ends when it is dropped.
pub struct Front {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<u8>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Front {
    /// In front of the server at an address. It has a thread of its own, so that tests without a runtime can have one.
    pub fn start(identity: &Identity, behind: SocketAddr) -> Self {
        let listener = BoundListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (stop, stopped) = oneshot::channel();
        let (acceptor, kept) = (TlsAcceptor::from(Arc::clone(&identity.0)), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            runtime.unwrap().block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, acceptor, behind, kept) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, seen, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What clients have said so far.
    pub fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        // Its connections go with the runtime of its thread.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    behind: SocketAddr,
    seen: Arc<Mutex<Vec<u8>>>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
        tokio::spawn(async move {
            // A client that does not trust the certificate goes away, which is what is tested.
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let Ok(server) = TcpStream::connect(behind).await else { return };
            let (mut from_client, mut to_client) = tokio::io::split(stream);
            let (mut from_server, mut to_server) = server.into_split();
            let there = async {
                let mut buffer = vec![0; 16 * 1024];
                while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
                    let bytes = &buffer[..length];
                    keep(&seen, bytes);
                    if to_server.write_all(bytes).await.is_err() {
                        break;
                    }
                }
                let _ = to_server.shutdown().await;
            };
            let back = async {
                let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
                let _ = to_client.shutdown().await;
            };
            tokio::join!(there, back);
        });
    }
}

fn keep(seen: &Mutex<Vec<u8>>, bytes: &[u8]) {
    let mut kept = seen.lock().unwrap();
    let room = MOST_KEPT.saturating_sub(kept.len()).min(bytes.len());
    kept.extend_from_slice(&bytes[..room]);
}
