//! The test binary as a model: up at once, and little work, unless it is told otherwise.

#![expect(clippy::print_stderr, reason = "what goes into the log of a model")]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What makes the test binary this model.
pub(crate) const ARGUMENTS: [&str; 4] = ["--ignored", "--exact", "tiny::model", "--nocapture"];

/// Set to anything, it has a child, so that a group which is not ended as a whole leaves something behind.
pub(crate) const CHILD: &str = "TINY_CHILD";
/// Set to anything, it fails every request.
pub(crate) const FAULTY: &str = "TINY_FAULTY";
/// Where it asks for its fate, see [`crate::fates`].
pub(crate) const FATES: &str = "TINY_FATES";

/// A text that it cannot take.
pub(crate) const FAIL: &str = "fail";

/// Pings that are answered with 503 before the first with 200.
static SICK: AtomicU32 = AtomicU32::new(0);

/// What it answers to a text.
pub(crate) fn answer(text: &str) -> String {
    format!("answer to {text}")
}

#[test]
#[ignore = "a role that other tests play"]
fn model() {
    let Ok(port) = std::env::var("SAGEMAKER_BIND_TO_PORT") else { return };
    if std::env::var_os(CHILD).is_some() {
        start_child();
    }
    // Held until the end, by which the one who gave the fate knows it.
    let _asked = std::env::var(FATES).ok().map(|address| meet_fate(&address, &port).unwrap());
    let listener = match TcpListener::bind(format!("127.0.0.1:{port}")) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("could not listen: {error}");
            std::process::exit(98);
        }
    };
    for stream in listener.incoming() {
        // Connections end in many ways here, on purpose.
        std::thread::spawn(|| stream.and_then(|stream| serve(&stream)));
    }
}

fn start_child() {
    let mut child = Command::new("sleep");
    child.arg("1000").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.spawn().unwrap();
    // Reaped when it ends; this process is ended from outside before that.
    std::thread::spawn(move || child.wait());
}

fn meet_fate(address: &str, port: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    writeln!(&mut &stream, "{port}")?;
    let mut fate = String::new();
    BufReader::new(&stream).read_line(&mut fate)?;
    let (word, number) = fate.trim().split_once(' ').unwrap();
    let number: u32 = number.parse().map_err(io::Error::other)?;
    match word {
        "slow" => std::thread::sleep(Duration::from_millis(number.into())),
        "sick" => SICK.store(number, Ordering::Relaxed),
        "crash" => {
            eprintln!("no memory left for the weights");
            std::process::exit(3);
        }
        _ => {}
    }
    Ok(stream)
}

fn serve(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let text = String::from_utf8_lossy(&body);
        if first.starts_with("GET /ping ") {
            let one_less = |sick: u32| sick.checked_sub(1);
            let sick = SICK.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
            let status = if sick { 503 } else { 200 };
            write!(&mut &*stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")?;
        } else if let Some(parts) = text.strip_prefix("stream ") {
            speak(stream, parts.parse().map_err(io::Error::other)?)?;
        } else if text == FAIL || std::env::var_os(FAULTY).is_some() {
            write!(&mut &*stream, "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")?;
        } else {
            let said = work(&text);
            let length = said.len();
            write!(&mut &*stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{said}")?;
        }
    }
}

/// Takes a few milliseconds, for each text as many as it has.
fn work(text: &str) -> String {
    let sum: u64 = text.bytes().map(u64::from).sum();
    std::thread::sleep(Duration::from_millis(sum % 16));
    answer(text)
}

/// Streams parts of text, each after a short while; who speaks stands in each.
fn speak(stream: &TcpStream, parts: u32) -> io::Result<()> {
    write!(&mut &*stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    for number in 0..parts {
        std::thread::sleep(Duration::from_millis(5));
        let part = part(std::process::id(), number);
        write!(&mut &*stream, "{:x}\r\n{part}\r\n", part.len())?;
    }
    write!(&mut &*stream, "0\r\n\r\n")
}

/// One part of what is streamed.
pub(crate) fn part(speaker: u32, number: u32) -> String {
    format!("{speaker}:{number};")
}
