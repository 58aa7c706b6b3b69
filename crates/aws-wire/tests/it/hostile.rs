//! Whatever comes, there is an answer: a document or an error of the client.

use ebb_aws_model::validate;
use ebb_aws_wire::encode_error;
use proptest::prelude::*;

use crate::Request;

/// Runs a request to its end and checks that every failure is the client's.
fn answer(request: &Request) {
    let (dialect, error) = match request.identify() {
        Err(refusal) => (refusal.dialect, refusal.error),
        Ok(call) => {
            let checked = request.decode().and_then(|document| {
                call.operation.input.map_or(Ok(()), |shape| Ok(validate(shape, &document)?))
            });
            match checked {
                Ok(()) => return,
                Err(error) => (call.dialect(), error),
            }
        }
    };
    let answer = encode_error(&dialect, "id", &error);
    assert!(answer.status().is_client_error(), "{error}");
    assert!(!answer.body().is_empty());
}

fn seeds() -> impl Strategy<Value = Vec<u8>> {
    let cbor = b"\xbf\x69Namespace\x61N\x6aMetricData\x9f\xbf\x69Timestamp\xc1\xfb\x41\xda\xbf\xff\xff\xff\xff\xff\
                 \x65Value\xf9\x7e\x00\xff\xff\xff";
    let json = br#"{"Namespace":"N","MetricData":[{"Timestamp":1e9,"Value":"NaN","Values":[1,2.5,null]}]}"#;
    let form = b"Action=PutMetricData&Namespace=N&MetricData.member.1.Value=1&MetricData.member.2.Values.member.1=%2";
    prop_oneof![
        Just(cbor.to_vec()),
        Just(json.to_vec()),
        Just(form.to_vec()),
        proptest::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_body_breaks_a_decoder(
        seed in seeds(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut body = seed;
        for (index, byte) in edits {
            if !body.is_empty() {
                let at = index.index(body.len());
                body[at] = byte;
            }
        }
        if let Some(cut) = cut {
            body.truncate(cut.index(body.len() + 1));
        }
        for mut request in [
            Request::json("GraniteServiceVersion20100801.PutMetricData", ""),
            Request::json("SageMaker.CreateEndpointConfig", ""),
            Request::form(""),
            Request::cbor("PutMetricData", vec![]),
        ] {
            request.body.clone_from(&body);
            answer(&request);
            answer(&request.with("content-encoding", "gzip"));
        }
    }

    #[test]
    fn no_name_breaks_identification(path in "/[ -~&&[^ \"<>`{}^|\\\\]]{0,40}", target in "[ -~]{0,40}") {
        let Ok(_) = path.parse::<http::Uri>() else { return Ok(()) };
        for mut request in [
            Request::post(&path, &[("x-amz-target", &target)], ""),
            Request::post(&path, &[("authorization", &target)], ""),
            Request::post(&path, &[("content-type", &target)], "x"),
        ] {
            answer(&request);
            request.method = http::Method::GET;
            answer(&request);
        }
    }
}
