//! Fields of a CSV line. Traces quote nothing that has a comma in it, but may quote whole fields.

use super::error::TraceError;

/// The names of a header.
#[derive(Clone, Debug)]
pub(super) struct Header {
    names: Vec<String>,
}

impl Header {
    pub(super) fn new(line: &str) -> Self {
        Self { names: fields(line).map(str::to_owned).collect() }
    }

    /// The place of the first of these names, compared without case.
    pub(super) fn find(&self, wanted: &[&str]) -> Option<usize> {
        wanted
            .iter()
            .find_map(|wanted| self.names.iter().position(|name| name.eq_ignore_ascii_case(wanted)))
    }

    /// The place of one of these names.
    pub(super) fn need(&self, wanted: &[&str]) -> Result<usize, TraceError> {
        self.find(wanted).ok_or_else(|| TraceError::Column {
            wanted: quoted(wanted),
            header: self.names.join(",").chars().take(200).collect(),
        })
    }

    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Puts the fields of a row at these columns into `found`.
    pub(super) fn pick<'l, const N: usize>(
        &self,
        line: &'l str,
        number: u64,
        columns: [Option<usize>; N],
    ) -> Result<[Option<&'l str>; N], TraceError> {
        let mut found = [None; N];
        let mut width = 0;
        for (at, field) in fields(line).enumerate() {
            width = at + 1;
            for (slot, column) in found.iter_mut().zip(columns) {
                if column == Some(at) {
                    *slot = Some(field);
                }
            }
        }
        if width != self.names.len() {
            let expected = self.names.len();
            return Err(TraceError::Width { line: number, found: width, expected });
        }
        Ok(found)
    }
}

fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(|field| {
        let field = field.trim();
        field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field)
    })
}

/// Names as a sentence lists them.
pub(super) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(" or ")
}

/// A field that must be a number of tokens, bytes or the like.
pub(super) fn count(
    field: &str,
    header: &Header,
    column: usize,
    line: u64,
) -> Result<u32, TraceError> {
    if let Ok(count) = field.parse() {
        return Ok(count);
    }
    // `374.0`, as data frames write whole numbers of columns with gaps.
    match field.parse::<f64>() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and between 0 and 2^32"
        )]
        Ok(number) if number.fract() == 0.0 && (0.0..4_294_967_296.0).contains(&number) => {
            Ok(number as u32)
        }
        _ => Err(wrong(field, header, column, line, "a whole number from 0 to 4294967295")),
    }
}

/// A field that must be a number that is not negative.
pub(super) fn amount(
    field: &str,
    header: &Header,
    column: usize,
    line: u64,
) -> Result<f64, TraceError> {
    match field.parse::<f64>() {
        Ok(number) if (0.0..=f64::MAX).contains(&number) => Ok(number),
        _ => Err(wrong(field, header, column, line, "a number that is not negative")),
    }
}

pub(super) fn wrong(
    field: &str,
    header: &Header,
    column: usize,
    line: u64,
    expected: &'static str,
) -> TraceError {
    let column = header.name(column).to_owned();
    TraceError::Field { line, column, expected, found: field.chars().take(64).collect() }
}
