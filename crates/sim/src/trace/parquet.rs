//! Parquet, read as the CSV that it could have been: a header of its columns, then a line for each row.
//!
//! What stands in a line must be a number, an instant or a short text. Lists and groups are left empty, and texts are cut:
//! nothing that is looked for is that long.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ebb_units::Timestamp;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use super::Progress;

/// Characters of a text that are kept.
const LONGEST_TEXT: usize = 64;

/// A file as lines.
pub(super) struct Rows {
    rows: RowIter<'static>,
    /// Which columns count nanoseconds since 1970, for which the rows have no type.
    nanoseconds: Vec<bool>,
    line: Vec<u8>,
    /// What of the line was read.
    at: usize,
    done: Arc<AtomicU64>,
}

/// Opens a file.
///
/// # Errors
/// Whatever is wrong with it, in the words of the library.
pub(super) fn open(file: File) -> io::Result<(Rows, Progress)> {
    let reader = SerializedFileReader::new(file).map_err(io::Error::other)?;
    let metadata = reader.metadata().file_metadata();
    let total = u64::try_from(metadata.num_rows()).unwrap_or_default();
    let fields = metadata.schema_descr().root_schema().get_fields();
    let mut line = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        if number > 0 {
            line.push(b',');
        }
        text(&mut line, field.name());
    }
    line.push(b'\n');
    let is_nanoseconds = |of: Option<LogicalType>| matches!(of, Some(LogicalType::Timestamp(of)) if of.unit == TimeUnit::NANOS);
    let nanoseconds = fields
        .iter()
        .map(|field| is_nanoseconds(field.get_basic_info().logical_type_ref().cloned()))
        .collect();
    let rows = RowIter::from_file_into(Box::new(reader));
    let done = Arc::new(AtomicU64::new(0));
    let progress = Progress { read: Arc::clone(&done), whole: total };
    Ok((Rows { rows, nanoseconds, line, at: 0, done }, progress))
}

impl Rows {
    /// The next row, as a line. False at the end.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(row) = self.rows.next() else { return Ok(false) };
        let row = row.map_err(io::Error::other)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        self.line.clear();
        self.at = 0;
        for (number, (_, field)) in row.get_column_iter().enumerate() {
            if number > 0 {
                self.line.push(b',');
            }
            let is_nanoseconds = self.nanoseconds.get(number).copied().unwrap_or_default();
            value(&mut self.line, field, is_nanoseconds);
        }
        self.line.push(b'\n');
        Ok(true)
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() && !self.advance()? {
            return Ok(0);
        }
        let left = &self.line[self.at..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.at += count;
        Ok(count)
    }
}

fn value(line: &mut Vec<u8>, field: &Field, is_nanoseconds: bool) {
    let instant = |ns: i128| Timestamp::from_nanosecond(ns).ok().map(|at| at.to_string());
    let told = match field {
        Field::Long(ns) if is_nanoseconds => instant(i128::from(*ns)),
        Field::TimestampMillis(ms) => instant(i128::from(*ms) * 1_000_000),
        Field::TimestampMicros(us) => instant(i128::from(*us) * 1_000),
        Field::Str(own) => {
            text(line, own);
            return;
        }
        Field::Float(number) => Some(number.to_string()),
        Field::Double(number) => Some(number.to_string()),
        plain @ (Field::Bool(_)
        | Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_)
        | Field::Float16(_)
        | Field::Decimal(_)
        | Field::Date(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)) => Some(plain.to_string()),
        Field::Null
        | Field::Bytes(_)
        | Field::Group(_)
        | Field::ListInternal(_)
        | Field::MapInternal(_) => None,
    };
    if let Some(told) = told {
        line.extend_from_slice(told.as_bytes());
    }
}

/// A text without what has a meaning in a line.
fn text(line: &mut Vec<u8>, text: &str) {
    let plain = text.chars().take(LONGEST_TEXT);
    let plain: String =
        plain.map(|one| if matches!(one, ',' | '"' | '\r' | '\n') { ' ' } else { one }).collect();
    line.extend_from_slice(plain.as_bytes());
}
