//! One HTTP/1.1 connection to a copy.
//!
//! The connection is driven by the task of the request that uses it, not by a task of its own: no
//! switch between tasks per request, and dropping the request closes the connection at once.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use crate::pool;
use crate::upload::{Progress, Upload};

type Connection = http1::Connection<TokioIo<TcpStream>, Upload>;

pub(crate) struct Wire {
    sender: SendRequest<Upload>,
    /// Absent once the connection has ended.
    connection: Option<Connection>,
    /// Kept with the connection: to move a timer that is already running costs no lock.
    timer: Pin<Box<Sleep>>,
    last_used: Instant,
    /// Of the thread whose scheduler watches the socket.
    pub(crate) shelf: usize,
    /// Whether an earlier request went over it. Then its end may have been decided before ours began.
    pub(crate) reused: bool,
}

/// Why no response came.
pub(crate) enum SendFailure {
    /// The connection had ended before the request was begun. Here is its body, untouched.
    Unsent(Box<Upload>),
    /// The connection broke after the request was begun.
    Broken,
    /// The model took too long.
    TimedOut,
    /// The client stopped sending its body.
    ClientStalled,
}

impl Wire {
    /// Connects to a copy.
    ///
    /// # Errors
    /// Whatever the operating system says, or a timeout.
    pub(crate) async fn connect(address: SocketAddr, timeout: Duration) -> io::Result<Self> {
        let stream = tokio::time::timeout(timeout, TcpStream::connect(address)).await??;
        stream.set_nodelay(true)?;
        let (sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let now = Instant::now();
        Ok(Self {
            sender,
            connection: Some(connection),
            timer: Box::pin(tokio::time::sleep_until(now)),
            last_used: now,
            shelf: pool::shelf(),
            reused: false,
        })
    }

    pub(crate) fn idle_for(&self) -> Duration {
        self.last_used.elapsed()
    }

    /// Whether an idle connection can take a request. Notices that the model has closed it.
    pub(crate) fn is_usable(&mut self, cx: &mut Context<'_>) -> bool {
        self.drive(cx);
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Sends a request and waits for the head of the response.
    ///
    /// # Errors
    /// Why none came.
    pub(crate) async fn send(
        &mut self,
        request: Request<Upload>,
        progress: Option<&Progress>,
        timeout: Duration,
    ) -> Result<Response<Incoming>, SendFailure> {
        self.restart_timer(timeout);
        let mut seen = 0;
        let mut response = pin!(self.sender.try_send_request(request));
        std::future::poll_fn(|cx| {
            drive(&mut self.connection, cx);
            if let Poll::Ready(result) = response.as_mut().poll(cx) {
                return Poll::Ready(result.map_err(|mut failure| match failure.take_message() {
                    Some(request) => SendFailure::Unsent(Box::new(request.into_body())),
                    None => SendFailure::Broken,
                }));
            }
            while self.timer.as_mut().poll(cx).is_ready() {
                // The model's time begins when it has the whole request. Until then the client has
                // the same time for each part of it.
                let Some(progress) = progress else {
                    return Poll::Ready(Err(SendFailure::TimedOut));
                };
                let deadline = match progress.finished_at() {
                    Some(finished) => finished + timeout,
                    None if progress.bytes() == seen => {
                        return Poll::Ready(Err(SendFailure::ClientStalled));
                    }
                    None => Instant::now() + timeout,
                };
                if deadline <= Instant::now() {
                    return Poll::Ready(Err(SendFailure::TimedOut));
                }
                seen = progress.bytes();
                self.timer.as_mut().reset(deadline);
            }
            Poll::Pending
        })
        .await
    }

    /// Moves bytes in both directions, as far as it goes now.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) {
        drive(&mut self.connection, cx);
    }

    /// Lets the connection run on by itself, for a response that began before its request had ended.
    ///
    /// Otherwise a client that reads nothing until it has sent everything would wait for itself. The
    /// task ends with the response body or the upload, whichever is dropped or done last.
    pub(crate) fn detach(&mut self) {
        if let Some(connection) = self.connection.take() {
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "connection to a copy ended early");
                }
            });
        }
    }

    pub(crate) fn restart_timer(&mut self, timeout: Duration) {
        self.timer.as_mut().reset(Instant::now() + timeout);
    }

    pub(crate) fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.timer.as_mut().poll(cx)
    }

    /// Marks the end of a request. True when the connection can be kept for another one.
    pub(crate) fn settle(&mut self, cx: &mut Context<'_>) -> bool {
        self.reused = true;
        self.last_used = Instant::now();
        self.is_usable(cx)
    }
}

/// Polls a connection and lets go of it when it has ended, which also answers what waits on it.
fn drive(connection: &mut Option<Connection>, cx: &mut Context<'_>) {
    if let Some(running) = connection
        && let Poll::Ready(result) = Pin::new(running).poll(cx)
    {
        if let Err(error) = result {
            tracing::debug!(%error, "connection to a copy ended early");
        }
        *connection = None;
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("reused", &self.reused).finish_non_exhaustive()
    }
}
