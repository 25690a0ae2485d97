//! A program that is run: lines in, lines out, whatever it does.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::spawn;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

/// The longest answer.
pub(crate) const MAX_ANSWER_BYTES: usize = 1 << 20;

/// So much of what it wrote to its standard error last is shown.
const LAST_WORDS_BYTES: usize = 2_000;

/// Why a program gave no answer. Its texts say nothing that differs from run to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It ended instead.
    Ended(String),
    /// It was silent for so many seconds.
    Silent(u64),
    /// It wrote something that is no answer.
    Garbage(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ended(how) => write!(formatter, "the program ended {how}"),
            Self::Silent(seconds) => write!(formatter, "no answer within {seconds} s"),
            Self::Garbage(what) => write!(formatter, "no answer of the protocol: {what}"),
        }
    }
}

/// How long the end of the standard error is waited for when the program has been killed: a child of its own that left
/// its group may keep it open.
const LAST_WORDS_WITHIN: Duration = Duration::from_secs(1);

/// A running program. It is killed when this is dropped, with the programs that it has started in its group.
pub(crate) struct Program {
    child: Child,
    ended: Option<ExitStatus>,
    lines: Receiver<Result<Vec<u8>, Trouble>>,
    requests: Option<Sender<Vec<u8>>>,
    last_words: Receiver<Vec<u8>>,
    limit: Duration,
}

impl Program {
    /// Starts it, in a process group of its own.
    ///
    /// # Errors
    ///
    /// Where the system cannot start it.
    pub(crate) fn start(command: &[String], limit: Duration) -> std::io::Result<Self> {
        let (name, arguments) = command.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
        let mut child = Command::new(name)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let (lines_in, lines) = sync_channel(1);
        let (requests, requests_out) = channel();
        let (words_in, last_words) = channel();
        if let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        {
            spawn(move || read_lines(stdout, &lines_in));
            spawn(move || write_lines(stdin, &requests_out));
            spawn(move || words_in.send(end_of(stderr)));
        }
        Ok(Self { child, ended: None, lines, requests: Some(requests), last_words, limit })
    }

    /// Sends a line and waits for one.
    pub(crate) fn ask(&mut self, line: Vec<u8>) -> Result<Vec<u8>, Trouble> {
        if let Some(requests) = &self.requests {
            // Where the program has ended, the answer says so.
            let _ = requests.send(line);
        }
        match self.lines.recv_timeout(self.limit) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => Err(Trouble::Silent(self.limit.as_secs())),
            Err(RecvTimeoutError::Disconnected) => Err(Trouble::Ended(self.end())),
        }
    }

    /// Closes its input and waits for the end of its output; says what it did instead.
    pub(crate) fn finish(&mut self) -> Result<(), Trouble> {
        self.requests = None;
        match self.lines.recv_timeout(self.limit) {
            Ok(Ok(line)) => Err(Trouble::Garbage(excerpt(&line))),
            Ok(Err(trouble)) => Err(trouble),
            Err(RecvTimeoutError::Timeout) => Err(Trouble::Silent(self.limit.as_secs())),
            Err(RecvTimeoutError::Disconnected) => Ok(()),
        }
    }

    /// Kills it, and returns the end of what it wrote to its standard error.
    pub(crate) fn kill(mut self) -> String {
        self.kill_group();
        let words = self.last_words.recv_timeout(LAST_WORDS_WITHIN).unwrap_or_default();
        String::from_utf8_lossy(&words).trim().to_owned()
    }

    /// How it ended: its output is closed, so it has ended, or never says anything again.
    fn end(&mut self) -> String {
        self.kill_group();
        match self.ended.and_then(|status| status.code()) {
            Some(code) => format!("with status {code}"),
            None => "by a signal".to_owned(),
        }
    }

    /// All of its group: a shell's children would keep its output open.
    fn kill_group(&mut self) {
        self.requests = None;
        // Once its end has been waited for, its number may be another program's.
        if self.ended.is_some() {
            return;
        }
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        self.ended = self.child.wait().ok();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// Hands on each line, and waits until it is wanted: output without end fills no memory.
fn read_lines(output: impl Read, lines: &SyncSender<Result<Vec<u8>, Trouble>>) {
    let mut output = BufReader::new(output);
    loop {
        let mut line = Vec::new();
        let most = MAX_ANSWER_BYTES as u64 + 1;
        let read = output.by_ref().take(most).read_until(b'\n', &mut line);
        let line = match read {
            Ok(0) | Err(_) => return,
            Ok(_) if line.last() == Some(&b'\n') => Ok(line),
            Ok(read) if read > MAX_ANSWER_BYTES => {
                Err(Trouble::Garbage(format!("a line of more than {MAX_ANSWER_BYTES} bytes")))
            }
            Ok(_) => Err(Trouble::Garbage(format!("a line without an end: {}", excerpt(&line)))),
        };
        if lines.send(line).is_err() {
            return;
        }
    }
}

fn write_lines(mut input: ChildStdin, requests: &Receiver<Vec<u8>>) {
    for line in requests {
        if input.write_all(&line).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

/// The last bytes of an output, which is read until its end so that the program can write.
fn end_of(mut output: impl Read) -> Vec<u8> {
    let mut end = Vec::new();
    let mut piece = [0; 4_096];
    while let Ok(read @ 1..) = output.read(&mut piece) {
        end.extend_from_slice(piece.get(..read).unwrap_or_default());
        let too_many = end.len().saturating_sub(LAST_WORDS_BYTES);
        end.drain(..too_many);
    }
    end
}

/// The beginning of what was written, for people.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(bytes).trim_end().chars().take(80).collect();
    format!("{text:?}")
}
