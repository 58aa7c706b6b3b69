//! One `GET /ping`, written by hand: it has to be cheap enough to be tried a thousand times a second.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest answer that is looked at, in bytes.
const LONGEST_ANSWER: usize = 16 * 1024;

/// What came of a ping.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Pong {
    /// 200.
    Healthy,
    /// Another status.
    Status(u16),
    /// Nobody listens on the port.
    Refused,
    /// No answer in time.
    Silence,
    /// Something else than HTTP came back, or an error.
    Broken(String),
}

impl Pong {
    /// What the copy did, for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Healthy => "answered /ping with 200".to_owned(),
            Self::Status(status) => format!("answered /ping with {status}"),
            Self::Refused => "did not listen on its port".to_owned(),
            Self::Silence => "did not answer /ping in time".to_owned(),
            Self::Broken(what) => format!("did not answer /ping properly: {what}"),
        }
    }
}

/// Pings once. Cancel safe; takes no longer than `limit`.
pub(super) async fn ping(address: SocketAddr, limit: Duration) -> Pong {
    // Rule sagemaker.container.ping: healthy is 200, and each attempt times out after 2 seconds.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
    match tokio::time::timeout(limit, exchange(address)).await {
        Ok(Ok(pong)) => pong,
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => Pong::Refused,
        Ok(Err(error)) => Pong::Broken(error.to_string()),
        Err(_) => Pong::Silence,
    }
}

async fn exchange(address: SocketAddr) -> io::Result<Pong> {
    let mut stream = TcpStream::connect(address).await?;
    if stream.local_addr()? == address {
        // Nobody listened, and the kernel happened to give this end the same port: connected to itself.
        // Without lingering, so that the port is free for the copy at once.
        stream.set_zero_linger()?;
        return Ok(Pong::Refused);
    }
    // `close`, as a server with a single worker would wait for the next request of a connection kept open.
    let request = format!(
        "GET /ping HTTP/1.1\r\nHost: {address}\r\nUser-Agent: ebb\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(512);
    loop {
        let ended = stream.read_buf(&mut answer).await? == 0;
        match parse(&answer) {
            Parsed::Whole(status) => return Ok(pong(status)),
            // A server that breaks off after the head has said what it had to say.
            Parsed::Head(status) if ended || LONGEST_ANSWER <= answer.len() => {
                return Ok(pong(status));
            }
            Parsed::Nonsense => return Ok(Pong::Broken("not an HTTP/1 answer".to_owned())),
            Parsed::Part if ended => {
                return Ok(Pong::Broken("connection closed without an answer".to_owned()));
            }
            Parsed::Part if LONGEST_ANSWER <= answer.len() => {
                return Ok(Pong::Broken("the head of the answer has no end".to_owned()));
            }
            Parsed::Head(_) | Parsed::Part => {}
        }
    }
}

fn pong(status: u16) -> Pong {
    if status == 200 { Pong::Healthy } else { Pong::Status(status) }
}

#[derive(PartialEq, Eq, Debug)]
enum Parsed {
    /// Not yet enough to tell.
    Part,
    /// The head is there, the body not yet. It is read to its end where its length is known: closing
    /// earlier would reset the connection, and some servers log that as an error each time.
    Head(u16),
    Whole(u16),
    Nonsense,
}

fn parse(answer: &[u8]) -> Parsed {
    let start = b"HTTP/1.";
    let common = start.len().min(answer.len());
    if answer[..common] != start[..common] {
        return Parsed::Nonsense;
    }
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Parsed::Part;
    };
    let head = String::from_utf8_lossy(&answer[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse::<u16>().ok());
    let Some(status) = status.filter(|status| (100..1000).contains(status)) else {
        return Parsed::Nonsense;
    };
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let body = answer.len() - (end + 4);
    if length.unwrap_or(0) <= body { Parsed::Whole(status) } else { Parsed::Head(status) }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    #[test]
    fn answers_are_cut_at_the_right_place() {
        for (answer, want) in [
            ("", Parsed::Part),
            ("HTT", Parsed::Part),
            ("HTTP/1.1 200 OK\r\n", Parsed::Part),
            ("HTTP/1.1 200 OK\r\n\r\n", Parsed::Whole(200)),
            ("HTTP/1.0 503 Busy\r\nContent-Length: 2\r\n\r\nno", Parsed::Whole(503)),
            ("HTTP/1.1 200 OK\r\ncontent-LENGTH: 3\r\n\r\nno", Parsed::Head(200)),
            ("HTTP/1.1 200\r\nContent-Length: many\r\n\r\n", Parsed::Whole(200)),
            ("HTTP/1.1 abc OK\r\n\r\n", Parsed::Nonsense),
            ("HTTP/1.1 99 OK\r\n\r\n", Parsed::Nonsense),
            ("HTTP/1.1\r\n\r\n", Parsed::Nonsense),
            ("HTTP/2 200", Parsed::Nonsense),
            ("220 mail.example ESMTP", Parsed::Nonsense),
        ] {
            assert_eq!(parse(answer.as_bytes()), want, "{answer:?}");
        }
    }

    async fn against(answer: Vec<u8>) -> Pong {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let read = stream.read(&mut request).await.unwrap();
            assert!(request[..read].starts_with(b"GET /ping HTTP/1.1\r\nHost: 127.0.0.1:"));
            // The other side may have seen enough before the end.
            let _ = stream.write_all(&answer).await;
        };
        tokio::join!(ping(address, LIMIT), server).0
    }

    #[tokio::test]
    async fn pongs_of_all_kinds() {
        assert_eq!(against(b"HTTP/1.1 200 OK\r\n\r\n".into()).await, Pong::Healthy);
        assert_eq!(
            against(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".into()).await,
            Pong::Healthy
        );
        assert_eq!(against(b"HTTP/1.1 503 No\r\n\r\n".into()).await, Pong::Status(503));
        assert!(matches!(against(b"hello".into()).await, Pong::Broken(_)));
        assert!(matches!(against(Vec::new()).await, Pong::Broken(_)));
        let endless = [b"HTTP/1.1 200 OK\r\n".to_vec(), vec![b'x'; 1 << 20]].concat();
        assert!(matches!(against(endless).await, Pong::Broken(_)));
    }

    #[tokio::test]
    async fn a_port_without_listener_and_one_without_answer() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(ping(address, Duration::from_millis(20)).await, Pong::Silence);
        drop(listener);
        assert_eq!(ping(address, LIMIT).await, Pong::Refused);
    }
}
