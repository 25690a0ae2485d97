use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::pace::Pace;
use super::progress::{Progress, Slow};

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
                if self.progress.has_answer() {
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
        self.progress.is_slow(slow);
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
        if flushed.is_ready() && own.progress.flushed() {
            own.answer = None;
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
