//! Bodies that are no documents: cut off, not text, nested without end, announcing more than comes.

use http::StatusCode;
use serde_json::{Value, json};

use super::encode::{self, Cbor};
use super::generate::{self, Fill};
use super::lane::{Spelled, Spelling, understand};
use super::model::{CLOUDWATCH, Operation};
use super::random::Random;
use super::{Run, samples};

/// Places at which each body is cut off.
const CUTS: usize = 6;

pub(super) async fn all(run: &mut Run, operation: Operation, random: &mut Random) {
    let document = generate::valid(operation, Fill::Some(30), random);
    json(run, operation, &document, random).await;
    if operation.service.speaks_all_protocols() {
        cbor(run, operation, &document, random).await;
        query(run, operation, random).await;
    }
}

async fn json(run: &mut Run, operation: Operation, document: &Value, random: &mut Random) {
    let whole = encode_json(document, random);
    let mut bodies = vec![
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\"x\"".to_vec(),
        b"7".to_vec(),
        b"{".to_vec(),
        b"{\"a\":1,}".to_vec(),
        b"{\"a\":NaN}".to_vec(),
        b"{\"a\":1e999}".to_vec(),
        b"{\"a\":\"\\ud800\"}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"\xff\":1}".to_vec(),
        [b"{\"a\":\"".as_slice(), &[0xc3, 0x28], b"\"}"].concat(),
        [whole.as_slice(), b"x"].concat(),
        "[".repeat(20_000).into_bytes(),
        format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000)).into_bytes(),
        format!("{{\"a\":{}}}", "[".repeat(3000) + &"]".repeat(3000)).into_bytes(),
    ];
    for _ in 0..CUTS {
        bodies.push(whole[..1 + random.below(whole.len() - 1)].to_vec());
    }
    for body in bodies {
        let spelled = run.lanes[0].json(operation, operation.service.json_version, body);
        refused(run, 0, operation, spelled).await;
    }
    let mut squeezed = encode::gzip(&whole);
    squeezed.truncate(squeezed.len() / 2);
    for (encoding, body) in [("gzip", squeezed), ("gzip", whole.clone()), ("br", whole)] {
        let mut spelled = run.lanes[0].json(operation, operation.service.json_version, body);
        spelled.headers.push(("content-encoding", encoding.to_owned()));
        refused(run, 0, operation, spelled).await;
    }
}

fn encode_json(document: &Value, random: &mut Random) -> Vec<u8> {
    if random.percent(50) {
        let mut text = String::new();
        encode::spacious_json(document, &mut text);
        // Spaces alone would be an empty document.
        return text.trim().to_owned().into_bytes();
    }
    document.to_string().into_bytes()
}

async fn cbor(run: &mut Run, operation: Operation, document: &Value, random: &mut Random) {
    let mut bodies = vec![
        vec![0x80],                                                 // a list
        vec![0xf6],                                                 // null
        vec![0xff],                                                 // an end without a beginning
        vec![0xbf],                                                 // a beginning without an end
        vec![0xa1, 0x01, 0x02],                                     // a number for a name
        vec![0xa1, 0x61],                                           // a name that does not come
        vec![0xa1, 0x62, 0xc3, 0x28, 0x01],                         // a name that is no UTF-8
        vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // 2^64 - 1 members
        vec![0xa1, 0x61, 0x61, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![0xa1, 0x61, 0x61, 0x7b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![0xa1, 0x61, 0x61, 0x1c], // a width that is reserved
        vec![0xa1, 0x61, 0x61, 0xbf, 0x61, 0x62, 0xff, 0xff], // a name without a value
        vec![0xa1, 0x61, 0x61, 0x7f, 0x01, 0xff], // a number in a text
        vec![0xa0, 0xa0],             // two documents
        [vec![0xa1, 0x61, 0x61], vec![0x81; 20_000]].concat(),
        [vec![0xa1, 0x61, 0x61], vec![0x9f; 20_000]].concat(),
        [vec![0xa1, 0x61, 0x61], vec![0xc1; 20_000]].concat(),
        vec![0xbf; 20_000],
    ];
    for style in [Cbor::Short, Cbor::Long] {
        let mut whole = Vec::new();
        encode::cbor(style, Some(operation.input()), document, &mut whole);
        for _ in 0..CUTS {
            if whole.len() > 1 {
                bodies.push(whole[..1 + random.below(whole.len() - 1)].to_vec());
            }
        }
    }
    for body in bodies {
        let spelled = run.lanes[2].cbor(operation, body);
        refused(run, 2, operation, spelled).await;
    }
}

/// Forms have hardly anything to get wrong; what they get wrong are the numbers of lists and the types.
async fn query(run: &mut Run, operation: Operation, random: &mut Random) {
    let Some(list) = operation.input().members().into_iter().find(|it| it.shape.kind() == "list")
    else {
        return;
    };
    let name = list.name;
    for parameters in [
        format!("{name}.member.0=x"),
        format!("{name}.member.2=x"),
        format!("{name}.member.x=x"),
        format!("{name}.member.99999999999999999999=x"),
        format!("{name}=x"),
        format!("{name}.x=1"),
        format!("{name}{}=1", ".member.1".repeat(1000)),
    ] {
        let form = format!("Action={}&Version=2010-08-01&{parameters}", operation.name);
        let spelled = run.lanes[1].form(operation, form.into_bytes());
        refused(run, 1, operation, spelled).await;
    }
    // Any bytes are a form; whatever it says, the answer is one.
    for _ in 0..CUTS {
        let mut form = format!("Action={}&Version=2010-08-01&", operation.name).into_bytes();
        form.extend((0..random.below(60)).map(|_| random.below(256) as u8));
        if operation.name.starts_with("Put") || operation.name.starts_with("Set") {
            let spelled = run.lanes[1].form(operation, form);
            refused(run, 1, operation, spelled).await;
        }
    }
}

async fn refused(run: &mut Run, lane: usize, operation: Operation, spelled: Spelled) {
    let seed = run.seed;
    let start: Vec<u8> = spelled.body.iter().take(2000).copied().collect();
    let start = String::from_utf8_lossy(&start).into_owned();
    let answer = run.lanes[lane].send(spelled).await;
    let note = format!("EBB_SEED={seed} {} {start:?}: {answer:?}", operation.name);
    assert!(answer.status.is_client_error(), "{note}");
    assert_ne!(answer.status, StatusCode::NOT_FOUND, "{note}");
    let told = understand(operation, &answer);
    let (code, text) = told.error.expect(&note);
    assert!(!code.is_empty() && !text.is_empty(), "{note}");
}

/// Texts of any kind and numbers of any size, in every spelling, are a success or a refusal.
#[test]
fn values_beyond_measure_are_answered() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut lane = super::Lane::new(Spelling::Plain).await;
        let put = CLOUDWATCH.operation("PutMetricData");
        for number in [
            "1e308", "-1e308", "1e-320", "123456789012345678901234567890", "-0", "-0.0", "1E400",
            "0.1e-999999999", "99999999999999999999e-20",
        ] {
            let at = samples::minute();
            let body = format!(
                r#"{{"Namespace":"N","MetricData":[{{"MetricName":"m","Value":{number},"Timestamp":{at}}}]}}"#
            );
            let spelled = lane.json(put, "1.0", body.clone().into_bytes());
            let answer = lane.send(spelled).await;
            let is_answer = answer.status.is_success() || answer.status.is_client_error();
            assert!(is_answer, "{body}: {answer:?}");
        }
        for text in ["", " ", "\u{0}", "\u{feff}", "\u{1F600}", "a\u{0301}", "'\"<&>;", "${x}", "%00"] {
            let document = json!({
                "Namespace": "N", "MetricData": [{
                    "MetricName": text, "Value": 1, "Timestamp": samples::minute(),
                    "Dimensions": [{ "Name": text, "Value": text }],
                }],
            });
            let told = lane.tell(put, &document).await;
            assert!(told.status < 500, "{document}: {told:?}");
        }
    });
}
