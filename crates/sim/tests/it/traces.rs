//! Traces as they are published, and those that cannot be used.

use std::io::{Cursor, Write as _};

use ebb_sim::{Arrival, TimeUnit, Trace, TraceError, TraceOptions};
use flate2::Compression;
use flate2::write::GzEncoder;

const AZURE: &str = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n\
    2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04.0319600,3180,8\r\n";
const MOONCAKE: &str = concat!(
    r#"{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}"#,
    "\n",
    r#"{"timestamp": 0, "input_length": 7322, "output_length": 490, "hash_ids": [0, 14]}"#,
    "\n",
    r#"{"timestamp": 3000, "input_length": 7236, "output_length": 794, "hash_ids": [0]}"#,
    "\n",
);
const SERVEGEN: &str = "t_s,category,total_rate_rps,active_clients,rate_weighted_cv\n\
    0,m-large,5.0,43,2.1\n600,m-large,10.0,40,1.5\n0,m-small,1.0,3,1.0\n600,m-small,0.0,0,0\n";

fn open(text: &str, options: &TraceOptions) -> Result<Trace, TraceError> {
    Trace::read(Box::new(Cursor::new(text.as_bytes().to_vec())), options)
}

fn all(text: &str, options: &TraceOptions) -> Result<Vec<Arrival>, TraceError> {
    open(text, options)?.collect()
}

fn read(text: &str) -> Vec<Arrival> {
    all(text, &TraceOptions::new(1)).expect("a sound trace")
}

fn refused(text: &str) -> String {
    all(text, &TraceOptions::new(1)).expect_err("a trace that cannot be used").to_string()
}

#[test]
fn azure_counts_from_its_first_minute() {
    let trace = open(AZURE, &TraceOptions::new(1)).unwrap();
    assert_eq!(trace.start(), Some("2023-11-16T18:17:00Z".parse().unwrap()));
    let found: Vec<Arrival> = trace.map(Result::unwrap).collect();
    assert_eq!(found[0].at_ns, 3_979_960_000);
    assert_eq!((found[0].input_tokens, found[0].output_tokens), (4808, 10));
    assert_eq!(found[1].at_ns - found[0].at_ns, 52_000_000);
}

#[test]
fn mooncakes_steps_are_spread_by_the_seed() {
    let found = read(MOONCAKE);
    assert!(found.iter().map(|arrival| arrival.at_ns).is_sorted());
    assert!(found[..2].iter().all(|arrival| arrival.at_ns < 3_000_000_000));
    assert!((3_000_000_000..6_000_000_000).contains(&found[2].at_ns));
    assert_eq!(found[2].output_tokens, 794);
    assert_eq!(read(MOONCAKE), found);
    assert_ne!(all(MOONCAKE, &TraceOptions::new(2)).unwrap(), found);
}

#[test]
fn servegens_windows_become_arrivals() {
    let large = TraceOptions { category: Some("m-large".to_owned()), ..TraceOptions::new(1) };
    let found = all(SERVEGEN, &large).unwrap();
    let first = found.iter().filter(|arrival| arrival.at_ns < 600_000_000_000).count();
    let second = found.len() - first;
    assert!((2800..3200).contains(&first) && (5700..6300).contains(&second), "{first} {second}");
    assert!(found.is_sorted_by_key(|arrival| arrival.at_ns));
    let bursty = TraceOptions { bursty: true, ..large.clone() };
    assert_ne!(all(SERVEGEN, &bursty).unwrap().len(), 0);
    let small = TraceOptions { category: Some("m-small".to_owned()), ..large };
    let last = all(SERVEGEN, &small).unwrap().last().unwrap().at_ns;
    assert!(last < 600_000_000_000, "nothing comes at rate zero");
    let error = refused(SERVEGEN);
    assert!(
        error.contains("\"m-large\" and \"m-small\"") && error.contains("choose a category"),
        "{error}"
    );
    let hole = SERVEGEN.replace("600,m-large", "1200,m-large").replace("0,m-small", "1800,m-large");
    let one = TraceOptions { category: Some("m-large".to_owned()), ..TraceOptions::new(1) };
    assert!(
        matches!(all(&hole, &one), Err(TraceError::Window { .. })),
        "{:?}",
        all(&hole, &one).err()
    );
}

#[test]
fn plain_csv_in_every_unit() {
    let secs = |text: &str| read(text).iter().map(|arrival| arrival.at_ns).collect::<Vec<_>>();
    assert_eq!(secs("offset_ms\n55\n111\n"), [55_000_000, 111_000_000]);
    assert_eq!(secs("time,x\n0.5,a\n2,b\n"), [500_000_000, 2_000_000_000]);
    assert_eq!(secs("\u{feff}\"timestamp\"\n\"2026-01-01T00:00:01Z\"\n"), [1_000_000_000]);
    // Milliseconds since 1970, from the first minute on.
    assert_eq!(secs("timestamp\n1763300001000\n1763300002500\n"), [21_000_000_000, 22_500_000_000]);
    let options = TraceOptions {
        time_column: Some("when".to_owned()),
        time_unit: Some(TimeUnit::Microseconds),
        ..TraceOptions::new(1)
    };
    assert_eq!(all("id,when\n1,7\n", &options).unwrap()[0].at_ns, 7000);
    let full =
        read("timestamp,size,input_tokens,output_tokens,service_ms\n1,10,20,30.0,1.5\n2,,,,\n");
    let first = Arrival {
        at_ns: 1_000_000_000,
        input_tokens: 20,
        output_tokens: 30,
        size_bytes: 10,
        service_ns: Some(1_500_000),
    };
    assert_eq!(full, [first, Arrival { at_ns: 2_000_000_000, ..Arrival::default() }]);
}

#[test]
fn gzip_is_read_as_it_is() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(AZURE.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let from = |bytes: Vec<u8>| Trace::read(Box::new(Cursor::new(bytes)), &TraceOptions::new(1));
    let found: Vec<Arrival> = from(packed.clone()).unwrap().map(Result::unwrap).collect();
    assert_eq!(found, read(AZURE));
    let broken = packed[..packed.len() - 12].to_vec();
    let outcome = from(broken).and_then(|trace| trace.collect::<Result<Vec<_>, _>>());
    assert!(matches!(outcome, Err(TraceError::Read { .. })), "{outcome:?}");
}

#[test]
fn wrong_traces_say_where_and_what() {
    for (text, wanted) in [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("timestamp\n", "no requests"),
        ("a,b\n1,2\n", "no column of times"),
        ("timestamp,x\n1,2\n3\n", "line 3 of the trace has 1 columns, but its header has 2"),
        ("timestamp\n1\nsoon\n", "line 3 of the trace: column \"timestamp\" must be a number"),
        ("timestamp\nsoon\n", "must be an instant such as"),
        ("timestamp\n-1\n", "line 2 of the trace has a negative time: -1"),
        ("timestamp\n5\n4.5\n", "line 3 of the trace lies 0.500 s before the line above it"),
        ("timestamp\n5\n100000\n", "nothing arrives for 99995 s before line 3"),
        ("timestamp\n5\n99999999999999999\n", "must be"),
        ("timestamp,size\n5,big\n", "column \"size\" must be a whole number"),
        (
            "timestamp,service_ms\n5,-1\n",
            "column \"service_ms\" must be a number that is not negative",
        ),
        ("PAR1\0\0", "Parquet that does not come from a file"),
        ("{\"timestamp\": 1}\n", "line 1 of the trace must be a JSON object"),
        ("{\"timestamp\": -1, \"input_length\": 1, \"output_length\": 1}\n", "negative time: -1"),
        ("t_s,category,total_rate_rps\n0,a,-1\n", "column \"total_rate_rps\""),
        ("t_s,category,total_rate_rps\n1e300,a,1\n", "a number of seconds below 9000000000"),
        ("t_s,category,total_rate_rps\nNaN,a,1\n", "a number of seconds below 9000000000"),
        ("t_s,category,total_rate_rps\n0,a,1e300\n", "a rate of at most"),
        ("t_s,category,client_id,rate_rps\n0,a,1,1\n", "choose a client"),
    ] {
        let error = refused(text);
        assert!(error.contains(wanted), "{text:?}: {error}");
    }
    let gone = Trace::open(std::path::Path::new("/no/such/trace"), &TraceOptions::new(1));
    assert!(gone.unwrap_err().to_string().contains("could not open the trace \"/no/such/trace\""));
}

#[test]
fn a_wrong_line_leaves_no_outcome() {
    let scenario = ebb_sim::Scenario::new();
    let trace = open("timestamp\n1\n2\n1\n", &TraceOptions::new(1)).unwrap();
    let scaling = ebb_sim::Scaling::Policies(crate::policies::fixed(1));
    let error = ebb_sim::simulate(&scenario, scaling, trace).unwrap_err();
    assert!(error.to_string().starts_with("line 4 of the trace"), "{error}");
}
