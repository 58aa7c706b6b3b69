//! The task that owns the controller: events in, effects out, rows durable before anyone is answered.
//!
//! One task, no locks. Effects on copies and routes are performed at once, so that a cold start does not wait for the
//! disk; answers wait until the rows they speak of are durable. Nothing that was acknowledged can be lost, and what a
//! crash undoes was never acknowledged. Reads see the state as it is, changes under way included.

mod fold;
mod owed;
mod perform;
mod run;
mod start;
mod turn;

use ebb_decide::decision::{DecisionLog, Hearing};
use ebb_decide::{Answer, Command, Controller, Realm, Refusal};
use ebb_units::{Scope, Timestamp, WorkloadKey};
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::courier::Courier;
use crate::custom::Caller;
use crate::files::Folders;

pub(crate) use perform::Images;
pub(crate) use run::run;
pub(crate) use start::{ASYNC_KIND, Inputs, Started, first_instant, start};

/// The way to the controller. Clones share it.
#[derive(Clone)]
pub(crate) struct Engine {
    inbox: mpsc::Sender<Message>,
    clock: Clock,
    customs: Caller,
    courier: Courier,
    folders: Folders,
}

/// A look at the state; it answers by itself.
type Look = Box<dyn FnOnce(View<'_>) + Send>;

/// What the engine's task is sent.
enum Message {
    Call { scope: Scope, command: Box<Command>, reply: oneshot::Sender<Result<Answer, CallError>> },
    Read(Look),
    Reset(oneshot::Sender<()>),
}

/// A call that was not carried out, or is not known to be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// The controller says no.
    #[error(transparent)]
    Refused(Refusal),
    /// The server is shutting down.
    #[error("the server is shutting down")]
    Stopped,
    /// The change could not be stored, and was taken back.
    #[error("the change could not be stored: {0}")]
    NotDurable(String),
}

/// The state, for one look.
pub(crate) struct View<'a> {
    controller: &'a Controller,
    decisions: &'a DecisionLog,
    now: Timestamp,
}

impl View<'_> {
    /// The state of a scope; nothing when nothing has ever happened there.
    pub(crate) fn realm(&self, scope: &Scope) -> Option<&Realm> {
        self.controller.realm(scope)
    }

    /// All scopes.
    pub(crate) fn realms(&self) -> impl Iterator<Item = &Realm> {
        self.controller.realms()
    }

    /// The newest decisions of each target.
    pub(crate) fn decisions(&self) -> &DecisionLog {
        self.decisions
    }

    /// How the policies of a target stand now; `None` when it is no scalable target.
    pub(crate) fn hearing(&self, key: &WorkloadKey) -> Option<Hearing> {
        self.controller.hearing(self.now, &key.scope, &key.workload)
    }

    /// How the policies of a shadow stand now; `None` when there is no such shadow.
    pub(crate) fn shadow_hearing(&self, scope: &Scope, name: &str) -> Option<Hearing> {
        self.controller.shadow_hearing(self.now, scope, name)
    }

    /// The controller's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }
}

impl Engine {
    /// Who delivers notifications.
    pub(crate) fn courier(&self) -> &Courier {
        &self.courier
    }

    /// Where asynchronous inference may read and write files.
    pub(crate) fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Who calls custom resources.
    pub(crate) fn customs(&self) -> &Caller {
        &self.customs
    }

    /// The controller's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Carries out a command. Returns when its outcome is durable.
    pub(crate) async fn call(&self, scope: &Scope, command: Command) -> Result<Answer, CallError> {
        let (reply, answer) = oneshot::channel();
        let message = Message::Call { scope: scope.clone(), command: Box::new(command), reply };
        self.inbox.send(message).await.map_err(|_| CallError::Stopped)?;
        answer.await.map_err(|_| CallError::Stopped)?
    }

    /// Forgets everything, stops all copies, and returns when nothing of before is seen any more. Copies that take their
    /// time to stop go on doing so.
    pub(crate) async fn reset(&self) -> Result<(), CallError> {
        let (reply, done) = oneshot::channel();
        self.inbox.send(Message::Reset(reply)).await.map_err(|_| CallError::Stopped)?;
        done.await.map_err(|_| CallError::Stopped)
    }

    /// Looks at the state. `look` runs on the engine's task and must be short.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(View<'_>) -> T + Send + 'static,
    ) -> Result<T, CallError> {
        let (reply, answer) = oneshot::channel();
        let message = Message::Read(Box::new(move |view| {
            // Whoever asked may be gone.
            let _ = reply.send(look(view));
        }));
        self.inbox.send(message).await.map_err(|_| CallError::Stopped)?;
        answer.await.map_err(|_| CallError::Stopped)
    }
}
