//! Ports for copies on the loopback interface.
//!
//! They are taken from outside the range out of which the kernel picks the local ports of outgoing
//! connections. Inside it two things go wrong sooner or later: an outgoing connection occupies the port
//! between the choice and the child's `bind`, and a probe of the port that nobody listens on yet is given
//! that very port as its own and connects to itself.
//!
//! Between the choice and the child's `bind` another server's copy could take the port, and its answers to `/ping`
//! would pass for those of the child. So a lease also holds a name in the kernel that servers on one machine share.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr as LocalAddr, UnixDatagram};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpSocket;

use super::procfs;

/// The kernel's default range, for when it cannot be read.
const USUAL_EPHEMERAL: RangeInclusive<u16> = 32768..=60999;
/// Fewer ports than this are not worth being the pool.
const ENOUGH: u16 = 1024;
/// Below lie the ports of well-known services.
const LOWEST: u16 = 10_000;

/// The ports that copies of one fleet may have.
pub(super) struct Ports {
    range: RangeInclusive<u16>,
    state: Mutex<State>,
}

struct State {
    /// Where to look next. Goes round, so that a port rests before a new copy gets it.
    next: u16,
    taken: HashSet<u16>,
}

/// Keeps a port from being given to another copy until it is dropped.
pub(super) struct PortLease {
    ports: Arc<Ports>,
    port: u16,
    /// Keeps it from other servers too; goes with the process, however that ends.
    _claim: Claim,
}

/// A name in the kernel's abstract namespace, which has one owner at a time. Nothing is ever sent there.
#[derive(Debug)]
struct Claim(#[expect(dead_code, reason = "held, not used")] Option<UnixDatagram>);

impl Claim {
    /// `None` when another server on this machine has the port. Where there are no such names, one is not needed.
    fn take(port: u16) -> Option<Self> {
        let name = LocalAddr::from_abstract_name(format!("ebb-copy-port-{port}"));
        match name.and_then(|name| UnixDatagram::bind_addr(&name)) {
            Ok(socket) => Some(Self(Some(socket))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => None,
            Err(error) => {
                tracing::debug!(%error, port, "no claim on a port that other servers would see");
                Some(Self(None))
            }
        }
    }
}

impl Ports {
    /// The ports of this machine that are used for nothing else.
    pub(super) fn of_this_machine() -> Self {
        Self::new(beside(&procfs::ephemeral_ports().unwrap_or(USUAL_EPHEMERAL)))
    }

    fn new(range: RangeInclusive<u16>) -> Self {
        // Servers on one machine begin at different places, so that they seldom want the same port at once.
        let size = u64::from(range.end() - range.start()) + 1;
        let offset = RandomState::new().hash_one(std::process::id()) % size;
        let offset = u16::try_from(offset).expect("less than the number of ports");
        let next = range.start() + offset;
        Self { range, state: Mutex::new(State { next, taken: HashSet::new() }) }
    }

    /// A port that no living copy has and nobody is bound to, or `None` when there is none.
    pub(super) fn lease(self: &Arc<Self>) -> Option<PortLease> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in self.range.clone() {
            let port = state.next;
            state.next = if port < *self.range.end() { port + 1 } else { *self.range.start() };
            if state.taken.contains(&port) {
                continue;
            }
            let Some(claim) = Claim::take(port) else { continue };
            if is_free(port) {
                state.taken.insert(port);
                return Some(PortLease { ports: Arc::clone(self), port, _claim: claim });
            }
        }
        None
    }
}

impl PortLease {
    pub(super) fn number(&self) -> u16 {
        self.port
    }
}

impl Drop for PortLease {
    fn drop(&mut self) {
        let mut state = self.ports.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.taken.remove(&self.port);
    }
}

/// The best range of ports that does not touch `ephemeral`, or, where that leaves hardly any, all of them.
fn beside(ephemeral: &RangeInclusive<u16>) -> RangeInclusive<u16> {
    let above = u16::MAX - ephemeral.end();
    if ENOUGH <= above {
        return u16::MAX - above + 1..=u16::MAX;
    }
    if LOWEST + ENOUGH <= *ephemeral.start() {
        return LOWEST..=ephemeral.start() - 1;
    }
    LOWEST..=u16::MAX
}

/// Whether a server could bind the port on any address. Never listens, so nobody can connect meanwhile.
fn is_free(port: u16) -> bool {
    let bind = || {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))
    };
    bind().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_clear_of_ephemeral_ports() {
        for (ephemeral, want) in [
            (32768..=60999, 61000..=65535),
            (1024..=65535, 10_000..=65535),
            (20_000..=65535, 10_000..=19_999),
            (32768..=65000, 10_000..=32767),
            (11_000..=65535, 10_000..=65535),
        ] {
            assert_eq!(beside(&ephemeral), want, "{ephemeral:?}");
        }
    }

    #[test]
    fn no_port_is_given_twice_and_ports_come_back() {
        let all = Ports::of_this_machine().range;
        let ports = Arc::new(Ports::new(*all.start()..=all.start() + 40));
        let first: Vec<PortLease> = std::iter::from_fn(|| ports.lease()).collect();
        let numbers: HashSet<u16> = first.iter().map(PortLease::number).collect();
        assert_eq!(numbers.len(), first.len());
        assert!(!first.is_empty());
        drop(first);
        assert!(ports.lease().is_some());
    }

    #[test]
    fn no_two_servers_have_the_same_port() {
        let lease = Arc::new(Ports::of_this_machine()).lease().unwrap();
        let other = Arc::new(Ports::new(lease.number()..=lease.number()));
        assert!(other.lease().is_none());
        drop(lease);
        assert!(other.lease().is_some());
    }

    #[test]
    fn a_port_in_use_by_others_is_passed_over() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let ports = Arc::new(Ports::new(port..=port));
        assert!(ports.lease().is_none());
    }
}
