//! A running server, and a client that sends exactly the bytes it is given.

use std::net::SocketAddr;

use ebb_sample_model::{Options, Server};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Host {
    pub(crate) async fn start(options: Options) -> Self {
        let server = Server::bind(Options { port: 0, ..options }).await.unwrap();
        let address = server.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { address, stop, running }
    }

    pub(crate) async fn ready(options: Options) -> Self {
        let host = Self::start(options).await;
        host.until_ready().await;
        host
    }

    pub(crate) async fn until_ready(&self) {
        while self.send("GET /ping HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n").await.status
            != 200
        {
            assert!(!self.running.is_finished(), "the server gave up");
        }
    }

    /// Sends these bytes on a connection of their own and reads all that comes back.
    pub(crate) async fn send(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_ref()).await.unwrap();
        Answer::read_from(&mut stream).await
    }

    pub(crate) async fn post(&self, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send(post(content_type, body)).await
    }

    pub(crate) async fn identify(&self, body: serde_json::Value) -> serde_json::Value {
        let answer = self.post("application/json", body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Says stop, without waiting.
    pub(crate) fn stop(self) -> JoinHandle<std::io::Result<()>> {
        self.stop.send(()).unwrap();
        self.running
    }
}

impl Answer {
    pub(crate) async fn read_from(stream: &mut (impl AsyncRead + Unpin)) -> Self {
        let mut bytes = Vec::new();
        // A server that refuses a body closes the connection while it is being sent: what came before counts.
        let _ = stream.read_to_end(&mut bytes).await;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes.split_off(end + 4) }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| (key == name).then_some(value))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(crate) fn post(content_type: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let mut request = format!(
        "POST /invocations HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}
