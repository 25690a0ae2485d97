use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::sync::Arc;

use haetae_core::{CivilDate, UnixTime};
use haetae_keys::Random;

use super::any_line::{AnyLine, NewLine};
use super::checkpoints::Checkpoints;
use super::day_key::DayKey;
use super::entry::Head;
use super::folder::Folder;
use super::segment::{SegmentName, utc_day};

/// How much of the newest file is verified when a journal is opened, in bytes; `haetae journal verify` reads all of it.
const TAIL_BYTES: u64 = 1 << 20;

/// Why nothing was entered; no passes may be handed out then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk did not accept it.
    #[error("the journal cannot be written: {0}")]
    Disk(Arc<io::Error>),
    /// The disk did not accept an earlier entry, and still does not.
    #[error("issuing is paused: the journal cannot be written: {0}")]
    Paused(Arc<io::Error>),
    /// The service is stopping.
    #[error("the journal is closed")]
    Closed,
}

impl From<io::Error> for JournalError {
    fn from(error: io::Error) -> Self {
        Self::Disk(Arc::new(error))
    }
}

/// The two steps that make bytes durable.
pub trait Disk: Send + 'static {
    /// Writes all of `bytes` at the end of `file`.
    ///
    /// # Errors
    ///
    /// The system's error; a part may have been written.
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()>;

    /// Returns when what was written is on the disk.
    ///
    /// # Errors
    ///
    /// The system's error; the state of everything written since the last success is unknown.
    fn sync(&mut self, file: &File) -> io::Result<()>;
}

/// The machine's disk.
#[derive(Clone, Copy, Debug)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }
}

/// The state of the end of a journal when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Bytes of an unfinished last line that were cut off. Its request was not answered.
    pub torn: u64,
    /// Where the chain is broken, if it is. It is left as it is.
    pub broken: Option<String>,
}

/// Writes a journal. Other processes of the node may write it too: each holds the folder's lock while it writes.
pub struct Writer<D> {
    folder: Folder,
    node: String,
    disk: D,
    random: Box<dyn Random + Send>,
    head: Head,
    current: Option<Current>,
    key: Option<(CivilDate, DayKey)>,
    /// The length of the file of checkpoints when it was last read, and the day of the newest.
    attested: (u64, Option<CivilDate>),
    /// Whether the newest file must not be written any more.
    start_new: bool,
    unclean: Option<Unclean>,
}

/// The file that is written.
struct Current {
    name: SegmentName,
    file: File,
    length: u64,
}

/// A file whose end is unknown since a write failed.
struct Unclean {
    name: SegmentName,
    /// The number of bytes that are on the disk.
    durable: u64,
    /// The length after the failure.
    left: u64,
}

impl<D: Disk> Writer<D> {
    /// Opens the journal in `folder`, or makes it. An unfinished last line is cut off; a broken chain is reported and
    /// left as it is, and the next entry begins a new file.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn open(folder: Folder, disk: D, mut random: Box<dyn Random + Send>) -> io::Result<(Self, Found)> {
        let node = folder.prepare(random.as_mut())?;
        let (head, current, key) = (Head::default(), None, None);
        let (attested, start_new, unclean) = ((0, None), false, None);
        let mut writer = Self { folder, node, disk, random, head, current, key, attested, start_new, unclean };
        let _lock = writer.folder.lock()?;
        let newest = writer.folder.segments()?.pop();
        let found = writer.read_tail(newest)?;
        Ok((writer, found))
    }

    /// The end of the chain.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// The node's name in manifests.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Enters all of `entries` with one write, and returns when they are on the disk.
    ///
    /// # Errors
    ///
    /// The system's error. None of them is entered then; the next attempt begins a new file.
    pub fn append<L: Clone + Into<NewLine>>(&mut self, entries: &[L], now: UnixTime) -> io::Result<Head> {
        let _lock = self.folder.lock()?;
        self.clean()?;
        // Once: it holds two files of each day that is kept.
        let newest = self.folder.segments()?.pop();
        self.follow(newest)?;
        self.follow_checkpoints()?;
        // A day that has its checkpoint is over.
        let attested = self.attested.1.and_then(|day| day.checked_add_days(1));
        self.turn_to(attested.map_or(utc_day(now), |first| utc_day(now).max(first)), newest)?;
        let (Some(current), Some((_, key))) = (&mut self.current, &self.key) else {
            return Err(io::Error::other("no file of the journal is open"));
        };
        let mut bytes = Vec::new();
        let lines = entries.iter().cloned().map(Into::into);
        let head = lines.fold(self.head, |head, line: NewLine| line.append_to(&mut bytes, head, key));
        match self.disk.write(&mut current.file, &bytes).and_then(|()| self.disk.sync(&current.file)) {
            Ok(()) => {
                current.length = current.length.saturating_add(bytes.len() as u64);
                self.head = head;
                Ok(head)
            }
            Err(error) => {
                self.abandon();
                Err(error)
            }
        }
    }

    /// Whether writing could work again. Costs a small file.
    ///
    /// # Errors
    ///
    /// The system's error.
    pub fn probe(&mut self) -> io::Result<()> {
        let _lock = self.folder.lock()?;
        self.clean()?;
        self.folder.probe()
    }

    /// Reads what another process has entered since, up to the end of the newest file.
    fn follow(&mut self, newest: Option<SegmentName>) -> io::Result<()> {
        let length =
            newest.map(|name| fs::metadata(self.folder.segment(name))).transpose()?.map_or(0, |meta| meta.len());
        let known = self.current.as_ref().map(|current| (current.name, current.length));
        if known == newest.map(|name| (name, length)) && known.is_some() {
            return Ok(());
        }
        let found = self.read_tail(newest)?;
        if let Some(place) = found.broken {
            tracing::error!(place, "the journal's chain is broken");
        }
        Ok(())
    }

    /// Reads the checkpoints if some were made since.
    fn follow_checkpoints(&mut self) -> io::Result<()> {
        let length = fs::metadata(self.folder.checkpoints()).map_or(0, |meta| meta.len());
        if length != self.attested.0 {
            let newest = Checkpoints::read(&self.folder)?.newest().map(|newest| newest.checkpoint.day);
            self.attested = (length, newest);
        }
        Ok(())
    }

    /// Opens the file that entries of `day` belong to, after the newest, and the day's key. Days never go back.
    fn turn_to(&mut self, day: CivilDate, newest: Option<SegmentName>) -> io::Result<()> {
        let name = match newest {
            Some(newest) if newest.day >= day && self.start_new => newest.next(),
            Some(newest) if newest.day >= day => newest,
            _ => SegmentName::first_of(day),
        };
        if self.key.as_ref().is_none_or(|(of, _)| *of != name.day) {
            let path = self.folder.path().join(name.key_name());
            self.key = Some((name.day, DayKey::open(&path, self.random.as_mut())?));
        }
        if self.current.as_ref().is_some_and(|current| current.name == name) {
            return Ok(());
        }
        let path = self.folder.segment(name);
        if Some(name) == newest {
            let file = OpenOptions::new().append(true).open(&path)?;
            let length = file.metadata()?.len();
            self.current = Some(Current { name, file, length });
            return Ok(());
        }
        let file = OpenOptions::new().append(true).create_new(true).mode(0o600).open(&path)?;
        self.folder.sync()?;
        self.current = Some(Current { name, file, length: 0 });
        self.start_new = false;
        Ok(())
    }

    /// After a failed write or sync the file's end is unknown, and another sync could falsely succeed: it is cut back
    /// to what is known to be on the disk, and never written again.
    fn abandon(&mut self) {
        let Some(Current { name, length, file }) = self.current.take() else { return };
        self.start_new = true;
        let left = file.metadata().map_or(length, |meta| meta.len());
        self.unclean = Some(Unclean { name, durable: length, left });
        if let Err(error) = self.clean() {
            tracing::debug!(%error, "the journal's file cannot be cut back yet");
        }
    }

    fn clean(&mut self) -> io::Result<()> {
        let Some(Unclean { name, durable, left }) = self.unclean else { return Ok(()) };
        let path = self.folder.segment(name);
        let length = fs::metadata(&path)?.len();
        // A file that another process has changed since is left alone: that process knew its end.
        if length == left {
            if durable == 0 {
                fs::remove_file(&path)?;
                self.folder.sync()?;
            } else {
                let file = OpenOptions::new().write(true).open(&path)?;
                file.set_len(durable)?;
                file.sync_all()?;
            }
        }
        self.unclean = None;
        Ok(())
    }

    /// Finds the end of the chain in the newest files.
    fn read_tail(&mut self, newest: Option<SegmentName>) -> io::Result<Found> {
        self.current = None;
        let mut found = Found::default();
        for name in self.folder.segments()?.into_iter().rev() {
            let mut file = OpenOptions::new().read(true).write(true).open(self.folder.segment(name))?;
            let (tail, whole) = read_end(&mut file)?;
            let complete = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            if complete < tail.len() && Some(name) == newest && (complete > 0 || whole) {
                found.torn = (tail.len() - complete) as u64;
                let length = file.metadata()?.len();
                file.set_len(length - found.torn)?;
                file.sync_all()?;
            }
            if complete == 0 && whole {
                continue;
            }
            let lines = tail.get(..complete).unwrap_or_default();
            let (head, broken) = end_of_chain(lines, whole);
            found.broken = broken.map(|reason| format!("{name}: {reason}"));
            self.start_new |= found.broken.is_some();
            self.head = head.unwrap_or(self.head);
            return Ok(found);
        }
        Ok(found)
    }
}

/// The last bytes of a file, and whether that is all of it.
pub(super) fn read_end(file: &mut File) -> io::Result<(Vec<u8>, bool)> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    Ok((tail, from == 0))
}

/// The last valid entry of these lines, and what is wrong with the first invalid one. The first line is a part of one
/// unless `whole`.
pub(super) fn end_of_chain(lines: &[u8], whole: bool) -> (Option<Head>, Option<String>) {
    let (mut head, mut broken): (Option<Head>, Option<String>) = (None, None);
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    for line in lines.split(|byte| *byte == b'\n').skip(usize::from(!whole)) {
        match AnyLine::parse(line) {
            Ok(entry) => {
                if let Some(before) = head.filter(|before| before.head != entry.prev()) {
                    let number = entry.number();
                    broken.get_or_insert(format!("entry {number} does not follow entry {}", before.entries));
                }
                head = Some(entry.head());
            }
            Err(error) => {
                let after = head.map_or(0, |head| head.entries);
                broken.get_or_insert(format!("the line after entry {after}: {error}"));
            }
        }
    }
    (head, broken)
}

impl<D> fmt::Debug for Writer<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("folder", &self.folder).field("head", &self.head).finish_non_exhaustive()
    }
}
