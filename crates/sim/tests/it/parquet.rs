//! Traces in Parquet, made here by the library's own writer.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ebb_sim::{Arrival, ServiceKnown, Trace, TraceOptions};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// 2026-03-02T09:00:30Z.
const NINE: i64 = 1_772_442_030;

enum Column {
    Longs(Vec<i64>),
    Doubles(Vec<f64>),
    Texts(Vec<String>),
}

fn write(path: &Path, schema: &str, compression: Compression, columns: &[Column]) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let mut own = group.next_column().unwrap().unwrap();
        match column {
            Column::Longs(values) => {
                own.typed::<Int64Type>().write_batch(values, None, None).unwrap();
            }
            Column::Doubles(values) => {
                own.typed::<DoubleType>().write_batch(values, None, None).unwrap();
            }
            Column::Texts(values) => {
                let values: Vec<ByteArray> =
                    values.iter().map(|text| text.as_str().into()).collect();
                own.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
            }
        }
        own.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> Result<(Vec<Arrival>, Trace), String> {
    let mut trace = Trace::open(path, &TraceOptions::new(1)).map_err(told)?;
    let arrivals = trace.by_ref().collect::<Result<_, _>>().map_err(told)?;
    Ok((arrivals, trace))
}

fn told(error: ebb_sim::TraceError) -> String {
    error.to_string()
}

#[test]
fn instants_of_every_unit_and_compression_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for (number, (unit, factor, compression)) in [
        ("MILLIS", 1_000, Compression::UNCOMPRESSED),
        ("MICROS", 1_000_000, Compression::SNAPPY),
        ("NANOS", 1_000_000_000, Compression::ZSTD(Default::default())),
        ("NANOS", 1_000_000_000, Compression::GZIP(Default::default())),
        ("NANOS", 1_000_000_000, Compression::LZ4_RAW),
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder.path().join(number.to_string());
        let schema = format!(
            "message trace {{ required int64 timestamp (TIMESTAMP({unit},true)); required binary prompt (STRING); \
             required int64 ContextTokens; required double latency_ms; }}"
        );
        let texts = ["say \"no\", please\n".to_owned(), "x".repeat(2 << 20)];
        let columns = [
            Column::Longs(vec![NINE * factor, NINE * factor + factor / 2]),
            Column::Texts(texts.to_vec()),
            Column::Longs(vec![374, 12]),
            Column::Doubles(vec![250.5, 80.0]),
        ];
        write(&path, &schema, compression, &columns);
        let (arrivals, trace) = read(&path).unwrap();
        let told: Vec<_> =
            arrivals.iter().map(|one| (one.at_ns, one.input_tokens, one.service_ns)).collect();
        let want =
            [(30_000_000_000, 374, Some(250_500_000)), (30_500_000_000, 12, Some(80_000_000))];
        assert_eq!(told, want, "{unit} {compression}");
        assert_eq!(trace.start().unwrap().to_string(), "2026-03-02T09:00:00Z");
        assert_eq!(trace.service_known(), ServiceKnown::Times);
        assert!((trace.progress().unwrap().share() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace");
    let schema = "message trace { required double offset_s; }";
    write(&path, schema, Compression::UNCOMPRESSED, &[Column::Doubles(vec![1.0, 2.0, 0.5])]);
    assert!(read(&path).unwrap_err().starts_with("line 4 of the trace lies 1.500 s before"));
    let schema = "message trace { required double speed; }";
    write(&path, schema, Compression::UNCOMPRESSED, &[Column::Doubles(vec![1.0])]);
    assert!(read(&path).unwrap_err().contains("has no column of times"));
}

#[test]
fn a_file_that_is_cut_off_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace");
    let schema = "message trace { required double offset_s; }";
    write(&path, schema, Compression::UNCOMPRESSED, &[Column::Doubles(vec![1.0, 2.0])]);
    let whole = std::fs::read(&path).unwrap();
    for length in [4, 12, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let error = read(&path).unwrap_err();
        assert!(error.starts_with("could not open the trace"), "{length}: {error}");
    }
}
