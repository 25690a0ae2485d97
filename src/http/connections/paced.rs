use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::pace::Pace;
use super::register::Place;
use super::requests::InProgress;

/// How far a connection is with a request, and with its place.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) place: Place,
    stage: AtomicU8,
    stalls: AtomicBool,
    slow: AtomicU8,
    request: Mutex<Option<InProgress>>,
}

/// It waits for a request.
const WAITS: u8 = 0;
/// It has a request.
const WORKS: u8 = 1;
/// There is an answer to send.
const ANSWERS: u8 = 2;
/// All of the answer is on its way to the socket.
const SENDS: u8 = 3;

/// A peer that took an answer too slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Slow {
    /// It took nothing for a while.
    Stalled = 1,
    /// It took too little on average.
    Trickled = 2,
}

impl Progress {
    pub(super) const fn new(place: Place) -> Self {
        Self {
            place,
            stage: AtomicU8::new(WAITS),
            stalls: AtomicBool::new(false),
            slow: AtomicU8::new(0),
            request: Mutex::new(None),
        }
    }

    /// Whether it waits for a request, or its peer reads nothing: it can be closed.
    pub(super) fn gives_way(&self) -> bool {
        self.stage() == WAITS || self.stalls.load(Ordering::Relaxed)
    }

    /// Whether the peer reads nothing of an answer from now on.
    fn stall(&self, stalls: bool) {
        if self.stage() != WAITS && self.stalls.swap(stalls, Ordering::Relaxed) != stalls {
            if stalls { self.place.stalls() } else { self.place.works() }
        }
    }

    /// A request has come.
    pub(super) fn begin(&self) {
        self.stage.store(WORKS, Ordering::Relaxed);
        self.place.works();
    }

    /// Keeps what counts the request until its answer has been sent.
    pub(super) fn hold(&self, request: InProgress) {
        *self.request.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
    }

    /// Its answer begins.
    pub(super) fn answer(&self) {
        self.stage.store(ANSWERS, Ordering::Relaxed);
    }

    /// Its answer is complete, and only has to be sent.
    pub(super) fn complete(&self) {
        self.stage.store(SENDS, Ordering::Relaxed);
    }

    /// How the peer was too slow, if that ended the connection.
    pub(super) fn slow(&self) -> Option<Slow> {
        match self.slow.load(Ordering::Relaxed) {
            1 => Some(Slow::Stalled),
            2 => Some(Slow::Trickled),
            _ => None,
        }
    }

    fn stage(&self) -> u8 {
        self.stage.load(Ordering::Relaxed)
    }

    /// Everything was given to the socket.
    fn sent(&self) {
        if self.stage.compare_exchange(SENDS, WAITS, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.place.waits();
            self.request.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}

/// A connection that ends if its peer takes answers too slowly.
pub(super) struct Paced {
    stream: TcpStream,
    progress: Arc<Progress>,
    longest_stall: Duration,
    pace: Pace,
    /// While the peer takes nothing.
    stall: Option<Pin<Box<Sleep>>>,
    /// While an answer is written.
    answer: Option<Answer>,
}

/// How much of an answer was taken, and until when that was enough.
struct Answer {
    until: Pin<Box<Sleep>>,
    grace: Instant,
    bytes: u64,
}

impl Paced {
    pub(super) fn new(stream: TcpStream, progress: Arc<Progress>, longest_stall: Duration, pace: Pace) -> Self {
        Self { stream, progress, longest_stall, pace, stall: None, answer: None }
    }

    /// Judges what became of a write.
    fn judge(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.stall = None;
                self.progress.stall(false);
                if self.progress.stage() >= ANSWERS {
                    let pace = self.pace;
                    self.answer.get_or_insert_with(|| Answer::begin(pace)).take(bytes, pace);
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.progress.stall(true);
                let longest = self.longest_stall;
                let stall = self.stall.get_or_insert_with(|| Box::pin(after(longest)));
                if stall.as_mut().poll(cx).is_ready() {
                    return self.end(Slow::Stalled);
                }
                if let Some(answer) = &mut self.answer
                    && answer.until.as_mut().poll(cx).is_ready()
                {
                    return self.end(Slow::Trickled);
                }
            }
        }
        written
    }

    fn end(&self, slow: Slow) -> Poll<io::Result<usize>> {
        self.progress.slow.store(slow as u8, Ordering::Relaxed);
        // With a reset, so that the system does not keep what the peer never takes.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Answer {
    fn begin(pace: Pace) -> Self {
        let until = Box::pin(after(pace.grace));
        Self { grace: until.deadline(), until, bytes: 0 }
    }

    fn take(&mut self, bytes: usize, pace: Pace) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if let Some(until) = self.grace.checked_add(pace.time_for(self.bytes)) {
            self.until.as_mut().reset(until);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a peer may take is a time")]
fn after(time: Duration) -> Sleep {
    tokio::time::sleep(time)
}

impl AsyncRead for Paced {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        let written = Pin::new(&mut own.stream).poll_write(cx, bytes);
        own.judge(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        let written = Pin::new(&mut own.stream).poll_write_vectored(cx, slices);
        own.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called when nothing is left to write.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let own = self.get_mut();
        let flushed = Pin::new(&mut own.stream).poll_flush(cx);
        if flushed.is_ready() && own.progress.stage() == SENDS {
            own.answer = None;
            own.progress.sent();
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
