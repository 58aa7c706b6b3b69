//! What can go wrong: on opening a data folder, and while it is in use.

use std::io;
use std::path::{Path, PathBuf};

/// The data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder does not exist and cannot be made.
    #[error(
        "could not create the data folder \"{}\"; create it or choose another with --data-dir",
        dir.display()
    )]
    CreateFolder {
        /// The folder.
        dir: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The folder is there, but nothing can be written into it.
    #[error(
        "could not open the lock file \"{}\"; the data folder has to be writable",
        path.display()
    )]
    LockFile {
        /// The lock file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Another process works on the folder.
    #[error(
        "the data folder \"{}\" is in use by another server{}; stop it or choose another folder with --data-dir",
        dir.display(),
        holder.map(|id| format!(" (process {id})")).unwrap_or_default()
    )]
    Locked {
        /// The folder.
        dir: PathBuf,
        /// The process that has it, when it could be found.
        holder: Option<u32>,
    },
    /// The database file cannot be opened.
    #[error("could not open the database file \"{}\"", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: DatabaseError,
    },
    /// The file is no database, or a broken one.
    #[error(
        "the database file \"{}\" is damaged; restore the data folder from a copy, or move it away to start anew",
        path.display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// How that was seen.
        #[source]
        source: DatabaseError,
    },
    /// The folder was last used by a newer release.
    #[error(
        "the database file \"{}\" has schema {found}, this release knows schemas up to {known}; use the newer release or another data folder",
        path.display()
    )]
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// Number of its last migration.
        found: i64,
        /// Number of the last migration of this release.
        known: i64,
    },
    /// The folder of an older release could not be brought up to date. It is unchanged.
    #[error(
        "could not bring the database file \"{}\" from schema {from} to schema {to}; it is unchanged",
        path.display()
    )]
    Migrate {
        /// The database file.
        path: PathBuf,
        /// Number of its last migration.
        from: i64,
        /// Number of the last migration of this release.
        to: i64,
        /// Why not.
        #[source]
        source: DatabaseError,
    },
}

/// A read or a write failed. The store stays usable unless said otherwise.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store was closed before the batch was taken. Nothing of it was written.
    #[error("the store is closed; nothing was written")]
    Closed,
    /// The store ended while it held the batch. The batch is written wholly or not at all.
    #[error("the store stopped before it could confirm the batch; start the server again")]
    Stopped,
    /// The database does not take this batch, and will not when asked again: a value that is not
    /// a number, or a text beyond its limits. Nothing of it was written.
    #[error("the database file \"{}\" does not take the batch; nothing of it was written", path.display())]
    Refused {
        /// The database file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: DatabaseError,
    },
    /// The disk is full. Nothing of the batch was written.
    #[error(
        "could not write to the database file \"{}\": the disk is full; free some space and try again",
        path.display()
    )]
    Full {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
    /// The batch could not be written. After an I/O error at the very end of a commit it may still
    /// be found, as a whole, at the next start.
    #[error(
        "could not write to the database file \"{}\"; check the disk and the rights of the data folder",
        path.display()
    )]
    Write {
        /// The database file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: DatabaseError,
    },
    /// The database file could not be read.
    #[error("could not read the database file \"{}\"", path.display())]
    Read {
        /// The database file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: DatabaseError,
    },
    /// The database file is broken.
    #[error(
        "the database file \"{}\" is damaged; restore the data folder from a copy",
        path.display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// How that was seen.
        #[source]
        source: DatabaseError,
    },
}

/// What the database said, with SQLite's extended result code where there is one.
#[derive(Debug, thiserror::Error)]
#[error("{message}{}", code.map(|code| format!(" (SQLite code {code})")).unwrap_or_default())]
pub struct DatabaseError {
    message: String,
    code: Option<i32>,
    fault: Fault,
}

/// What a database error means for the caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// The batch asks for what the schema forbids.
    Refused,
    Full,
    Damaged,
    Other,
}

impl OpenError {
    pub(crate) fn database(path: &Path, error: sqlx::Error) -> Self {
        let (path, source) = (path.to_owned(), DatabaseError::from(error));
        match source.fault {
            Fault::Damaged => Self::Damaged { path, source },
            Fault::Refused | Fault::Full | Fault::Other => Self::Database { path, source },
        }
    }
}

impl StoreError {
    pub(crate) fn write(path: &Path, error: sqlx::Error) -> Self {
        let (path, source) = (path.to_owned(), DatabaseError::from(error));
        match source.fault {
            Fault::Refused => Self::Refused { path, source },
            Fault::Full => Self::Full { path, source },
            Fault::Damaged => Self::Damaged { path, source },
            Fault::Other => Self::Write { path, source },
        }
    }

    pub(crate) fn read(path: &Path, error: sqlx::Error) -> Self {
        let (path, source) = (path.to_owned(), DatabaseError::from(error));
        match source.fault {
            Fault::Damaged => Self::Damaged { path, source },
            Fault::Refused | Fault::Full | Fault::Other => Self::Read { path, source },
        }
    }
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(error) = error.as_database_error() {
            let code = error.code().and_then(|code| code.parse().ok());
            return Self { message: error.message().to_owned(), code, fault: fault_of(code) };
        }
        // A row that does not decode was not written by this crate.
        let foreign = matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
        let fault = if foreign { Fault::Damaged } else { Fault::Other };
        Self { message: error.to_string(), code: None, fault }
    }
}

/// The low byte of an extended result code is the primary one.
/// <https://www.sqlite.org/rescode.html>
fn fault_of(code: Option<i32>) -> Fault {
    const FULL: i32 = 13;
    const CORRUPT: i32 = 11;
    const TOO_BIG: i32 = 18;
    const CONSTRAINT: i32 = 19;
    const NOT_A_DATABASE: i32 = 26;
    match code.map(|code| code & 0xff) {
        Some(TOO_BIG | CONSTRAINT) => Fault::Refused,
        Some(FULL) => Fault::Full,
        Some(CORRUPT | NOT_A_DATABASE) => Fault::Damaged,
        _ => Fault::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_fall_to_their_primary_one() {
        // SQLITE_CONSTRAINT_NOTNULL, SQLITE_CORRUPT_INDEX, SQLITE_IOERR_WRITE.
        assert_eq!(fault_of(Some(1299)), Fault::Refused);
        assert_eq!(fault_of(Some(779)), Fault::Damaged);
        assert_eq!(fault_of(Some(778)), Fault::Other);
        assert_eq!(fault_of(Some(13)), Fault::Full);
        assert_eq!(fault_of(None), Fault::Other);
    }

    #[test]
    fn says_who_holds_the_folder() {
        let dir = PathBuf::from("/data");
        let known = OpenError::Locked { dir: dir.clone(), holder: Some(7) };
        assert_eq!(
            known.to_string(),
            "the data folder \"/data\" is in use by another server (process 7); \
             stop it or choose another folder with --data-dir"
        );
        let unknown = OpenError::Locked { dir, holder: None };
        assert!(unknown.to_string().contains("another server; stop it"), "{unknown}");
    }
}
