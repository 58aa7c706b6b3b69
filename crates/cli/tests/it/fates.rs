//! Tells each model that starts what becomes of it: most come up at once, some late, some never.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::chance::Chance;

/// One place where models ask.
#[derive(Clone)]
pub(crate) struct Fates {
    pub(crate) address: SocketAddr,
    /// While it is off, all come up at once.
    faulty: Arc<AtomicBool>,
    drawn: Arc<Mutex<(Chance, Drawn)>>,
}

/// How often each fate was told.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Drawn {
    pub(crate) fine: u32,
    /// It listens late.
    pub(crate) slow: u32,
    /// It listens, and is not well for a while.
    pub(crate) sick: u32,
    /// It ends before it listens.
    pub(crate) crash: u32,
    /// Another program has bound its port since it was chosen.
    pub(crate) clash: u32,
}

impl Fates {
    pub(crate) fn open(chance: Chance) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let drawn = Arc::new(Mutex::new((chance, Drawn::default())));
        let fates = Self { address, faulty: Arc::default(), drawn };
        let teller = fates.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let teller = teller.clone();
                // A model that ends while it asks is no concern of ours.
                std::thread::spawn(move || stream.and_then(|stream| teller.tell(&stream)));
            }
        });
        fates
    }

    pub(crate) fn begin_faults(&self) {
        self.faulty.store(true, Ordering::Relaxed);
    }

    pub(crate) fn drawn(&self) -> Drawn {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn tell(&self, mut stream: &TcpStream) -> io::Result<()> {
        let mut port = String::new();
        BufReader::new(stream).read_line(&mut port)?;
        let (fate, squatter) = self.draw(port.trim().parse().map_err(io::Error::other)?);
        writeln!(stream, "{fate}")?;
        // Until the model is gone.
        let _ = stream.read(&mut [0])?;
        drop(squatter);
        Ok(())
    }

    fn draw(&self, port: u16) -> (String, Option<TcpListener>) {
        if !self.faulty.load(Ordering::Relaxed) {
            return ("fine 0".to_owned(), None);
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let (chance, counts) = &mut *drawn;
        match chance.below(100) {
            0..10 => {
                counts.slow += 1;
                (format!("slow {}", 20 + chance.below(200)), None)
            }
            10..18 => {
                counts.sick += 1;
                (format!("sick {}", 1 + chance.below(30)), None)
            }
            18..25 => {
                counts.crash += 1;
                ("crash 0".to_owned(), None)
            }
            25..30 => {
                let squatter = TcpListener::bind(("127.0.0.1", port)).ok();
                counts.clash += u32::from(squatter.is_some());
                ("fine 0".to_owned(), squatter)
            }
            _ => {
                counts.fine += 1;
                ("fine 0".to_owned(), None)
            }
        }
    }
}
