//! Sticky sessions: requests of one session go to the copy that opened it.
//!
//! Rule sagemaker.routing.sessions: the container opens a session on `NEW_SESSION` and names it in a
//! response header; requests with that name go to the same container until it expires or is closed.
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/stateful-sessions.html>

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ebb_units::{CopyId, Timestamp};

/// Sessions remembered per workload. Above that, new ones are not pinned to their copy.
const MAX_SESSIONS: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Session>>);

#[derive(Debug)]
struct Session {
    copy: CopyId,
    expires: Timestamp,
}

impl Sessions {
    /// The copy that a session is pinned to.
    pub(crate) fn copy(&self, id: &str, now: Timestamp) -> Option<CopyId> {
        let mut sessions = self.lock();
        let session = sessions.get(id)?;
        if session.expires <= now {
            sessions.remove(id);
            return None;
        }
        Some(session.copy)
    }

    /// Remembers a session from the container's header, `<id>; Expires=<time>`.
    pub(crate) fn opened(&self, header: &str, copy: CopyId, now: Timestamp) {
        let Some((id, expires)) = header.split_once(';') else { return };
        let Some(expires) = expires.trim().strip_prefix("Expires=") else { return };
        let Ok(expires) = expires.parse::<Timestamp>() else { return };
        let mut sessions = self.lock();
        if sessions.len() >= MAX_SESSIONS {
            sessions.retain(|_, session| now < session.expires);
        }
        if sessions.len() < MAX_SESSIONS {
            sessions.insert(id.trim().to_owned(), Session { copy, expires });
        }
    }

    pub(crate) fn closed(&self, id: &str) {
        self.lock().remove(id.trim());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lasts_until_it_expires_or_is_closed() {
        let sessions = Sessions::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = at("2026-03-04T12:00:00Z");
        sessions.opened("abc; Expires=2026-03-04T12:10:00Z", CopyId(7), noon);
        sessions.opened("no expiry", CopyId(8), noon);
        sessions.opened("bad; Expires=tomorrow", CopyId(8), noon);
        assert_eq!(sessions.copy("abc", noon), Some(CopyId(7)));
        assert_eq!(sessions.copy("bad", noon), None);
        assert_eq!(sessions.copy("abc", at("2026-03-04T12:10:00Z")), None);
        sessions.opened("def; Expires=2026-03-04T12:10:00Z", CopyId(7), noon);
        sessions.closed("def");
        assert_eq!(sessions.copy("def", noon), None);
    }
}
