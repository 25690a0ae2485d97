//! A proxy between two programs that a test can disturb: connections that are slow, half open, without replies, or cut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How bytes pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As if it were not there.
    Open,
    /// Each piece waits for so long, in either direction.
    Slow(Duration),
    /// Connections are taken and stay open, and nothing passes until they are open again: a network that drops packets.
    HalfOpen,
    /// Requests pass, and their connections end where a reply would come.
    WithoutReplies,
    /// Open connections are cut, and new ones end at once.
    Cut,
}

/// A proxy on a free port of 127.0.0.1.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    to: SocketAddr,
    way: Way,
    /// Counts the changes of `way`, so that whoever waits sees one that was taken back at once.
    changes: u64,
    ended: bool,
    open: Vec<Arc<Pair>>,
}

/// The two sides of a connection.
#[derive(Debug)]
struct Pair {
    client: TcpStream,
    server: TcpStream,
}

impl Pair {
    fn end(&self) {
        // They may have ended already.
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Reply,
}

impl FaultProxy {
    /// One that leads to this address.
    pub fn to(address: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let own = listener.local_addr().expect("an address");
        let state = State { to: address, way: Way::Open, changes: 0, ended: false, open: Vec::new() };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let accepting = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self { address: own, shared, accepting: Some(accepting) }
    }

    /// Where it is.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Leads new connections to another address, as to a program that was started again.
    pub fn lead_to(&self, address: SocketAddr) {
        self.shared.state().to = address;
    }

    /// Lets bytes pass in another way from now on.
    pub fn set(&self, way: Way) {
        let mut state = self.shared.state();
        state.way = way;
        state.changes += 1;
        if way == Way::Cut {
            state.open.drain(..).for_each(|pair| pair.end());
        }
        self.shared.changed.notify_all();
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        {
            let mut state = self.shared.state();
            state.ended = true;
            state.open.drain(..).for_each(|pair| pair.end());
            self.shared.changed.notify_all();
        }
        // The listener learns it from one more connection.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a piece may pass. Says no if its connection is to end here.
    fn passes(&self, direction: Direction) -> bool {
        let mut state = self.state();
        loop {
            if state.ended {
                return false;
            }
            let since = state.changes;
            let unchanged = |state: &mut State| state.changes == since && !state.ended;
            match state.way {
                Way::Open => return true,
                Way::Cut => return false,
                Way::WithoutReplies => return direction == Direction::Request,
                Way::HalfOpen => {
                    state = self.changed.wait_while(state, unchanged).unwrap_or_else(PoisonError::into_inner);
                }
                Way::Slow(delay) => {
                    let waited = self.changed.wait_timeout_while(state, delay, unchanged);
                    let (now, result) = waited.unwrap_or_else(PoisonError::into_inner);
                    if result.timed_out() {
                        return !now.ended;
                    }
                    state = now;
                }
            }
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming().map_while(Result::ok) {
        let (to, way) = {
            let state = shared.state();
            if state.ended {
                return;
            }
            (state.to, state.way)
        };
        if way == Way::Cut {
            continue;
        }
        // A server that is not there ends the connection, as the kernel would.
        let Ok(server) = TcpStream::connect(to) else { continue };
        let _ = client.set_nodelay(true);
        let _ = server.set_nodelay(true);
        let pair = Arc::new(Pair { client, server });
        {
            let mut state = shared.state();
            if state.ended || state.way == Way::Cut {
                continue;
            }
            state.open.retain(|pair| Arc::strong_count(pair) > 1);
            state.open.push(Arc::clone(&pair));
        }
        for direction in [Direction::Request, Direction::Reply] {
            let (pair, shared) = (Arc::clone(&pair), Arc::clone(shared));
            std::thread::spawn(move || pump(&pair, direction, &shared));
        }
    }
}

/// Passes bytes on until their side ends or may not go on.
fn pump(pair: &Pair, direction: Direction, shared: &Shared) {
    let (mut from, mut to) = match direction {
        Direction::Request => (&pair.client, &pair.server),
        Direction::Reply => (&pair.server, &pair.client),
    };
    let mut buffer = vec![0; 16 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => {
                // An end is a piece, too: through a network that drops packets it does not come.
                if shared.passes(direction) {
                    let _ = to.shutdown(Shutdown::Write);
                } else {
                    pair.end();
                }
                return;
            }
            Ok(read) if shared.passes(direction) && to.write_all(buffer.get(..read).unwrap_or_default()).is_ok() => {}
            _ => {
                pair.end();
                return;
            }
        }
    }
}
