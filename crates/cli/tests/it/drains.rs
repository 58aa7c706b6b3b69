//! Scale-ins under streaming load: no stream is broken, and none waits for another.
//!
//! ```text
//! EBB_SCALE_INS=10000 cargo test -p ebb-cli --test it drains
//! ```

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::chance::setting;
use crate::harness::{Api, Binary, PATIENCE};
use crate::tiny;

/// How many scale-ins every run of the tests has.
const USUAL_SCALE_INS: u64 = 100;
/// Components that scale in and out at the same time, and the clients of each.
const COMPONENTS: usize = 4;
const CLIENTS: u32 = 4;
/// Copies of each at most; at least it has one.
const MOST: u32 = 4;
const HOST: &str = "host";

/// The payloads of an answer of `InvokeEndpointWithResponseStream`, together. `header` may name a component.
pub(crate) fn stream(api: Api, endpoint: &str, header: &str, parts: u32) -> String {
    let mut stream = TcpStream::connect(api.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let body = format!("stream {parts}");
    let head = format!(
        "POST /endpoints/{endpoint}/invocations-response-stream HTTP/1.0\r\nhost: x\r\n\
         {header}content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert!(answer.starts_with(b"HTTP/1.0 200"), "{}", String::from_utf8_lossy(&answer));
    payloads(&answer[end + 4..])
}

/// Messages of an event stream: a prelude of two lengths and a checksum, headers, payload, a checksum.
fn payloads(mut bytes: &[u8]) -> String {
    let mut text = String::new();
    while !bytes.is_empty() {
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (total, headers) = (number(0), number(4));
        let message = &bytes[..total];
        text.push_str(std::str::from_utf8(&message[12 + headers..total - 4]).unwrap());
        bytes = &bytes[total..];
    }
    text
}

/// Checks that a stream came whole, and tells which process it came from.
pub(crate) fn whole(said: &str, parts: u32) -> u32 {
    let speaker = said.split_once(':').and_then(|(speaker, _)| speaker.parse().ok());
    let Some(speaker) = speaker else { panic!("a stream is broken: {said:?}") };
    let wanted: String = (0..parts).map(|number| tiny::part(speaker, number)).collect();
    assert_eq!(said, wanted, "a stream is broken");
    speaker
}

#[test]
fn no_stream_is_broken_by_a_scale_in() {
    let scale_ins = setting("EBB_SCALE_INS", USUAL_SCALE_INS);
    let binary = Binary::new();
    binary.with_tiny_model();
    let serving = binary.serve(&["--speed", "60"]);
    let api = serving.api;
    api.create_host(HOST);
    let names: Vec<String> = (0..COMPONENTS).map(|number| format!("c{number}")).collect();
    for name in &names {
        api.create_component(name, HOST, &[binary.mark()]);
        api.component_at(name, 1);
    }
    let (done, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (streams, speakers) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    std::thread::scope(|scope| {
        for name in &names {
            for client in 0..CLIENTS {
                let (over, streams, speakers) = (&over, &streams, &speakers);
                scope.spawn(move || {
                    for number in 0.. {
                        if over.load(Ordering::Relaxed) {
                            return;
                        }
                        let parts = 1 + (7 * client + number) % 20;
                        let header = format!("x-amzn-sagemaker-inference-component: {name}\r\n");
                        let speaker = whole(&stream(api, HOST, &header, parts), parts);
                        streams.fetch_add(1, Ordering::Relaxed);
                        speakers.lock().unwrap().insert(speaker);
                    }
                });
            }
        }
        let scaling: Vec<_> = names
            .iter()
            .map(|name| {
                scope.spawn(|| {
                    while done.fetch_add(u64::from(MOST - 1), Ordering::Relaxed) < scale_ins {
                        api.set_copies(name, MOST);
                        api.component_at(name, MOST);
                        api.set_copies(name, 1);
                        api.component_at(name, 1);
                    }
                })
            })
            .collect();
        let ended: Vec<_> = scaling.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        over.store(true, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok));
    });
    let (streams, speakers) = (streams.into_inner(), speakers.into_inner().unwrap().len() as u64);
    assert!(scale_ins / 4 < speakers, "copies that went had streams: {speakers} of {streams}");
    serving.stop();
    binary.until_nothing_runs();
    let log = binary.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
