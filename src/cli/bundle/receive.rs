use std::path::PathBuf;

use clap::Args;
use haetae_core::series::{FrameRefused, Received, SeriesReceiver};
use haetae_core::{Bundle, Malformed, Manifest};

use super::super::Failure;
use super::super::input::{self, Code};
use super::{require_room, write_bundle};
use crate::cli::output::outln;

/// Arguments of `haetae bundle receive`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 written, 1 codes are missing or do not make a bundle, 2 wrong usage or failure")]
pub(super) struct ReceiveArgs {
    /// The bundle to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// Codes of the series in any order: images (PNG, JPEG), texts, files of texts (one a line), or - for the standard
    /// input
    #[arg(value_name = "INPUT", default_value = "-")]
    inputs: Vec<String>,
}

/// Puts a series together and writes its bundle. Exit status 1 if codes are missing.
pub(super) fn run(args: &ReceiveArgs) -> Result<u8, Failure> {
    require_room(&args.out, args.force)?;
    let mut receiver = SeriesReceiver::default();
    let mut seen = Seen::default();
    for code in input::read_all(&args.inputs)? {
        let taken = match code? {
            Code::Text(text) => receiver.take(&text),
            Code::Unreadable => Err(FrameRefused::NotAFrame),
        };
        match taken {
            Ok(Received::New | Received::Known) => seen.good += 1,
            Ok(Received::Complete(object)) => {
                require_bundle(&object).map_err(|error| {
                    Failure::no(format!("the series holds no bundle: {} was expected", error.reason()))
                })?;
                write_bundle(&args.out, &object, args.force)?;
                seen.good += 1;
                outln!("{} bytes in {}, from {} codes.{}", object.len(), args.out.display(), seen.good, seen.refused());
                return Ok(0);
            }
            Err(refused) => seen.refuse(refused),
        }
    }
    let (received, needed) = receiver.counts().unwrap_or_default();
    let missing = match needed {
        0 => "no codes of a series were read".to_owned(),
        _ => format!("{received} codes of the {needed} or a few more that are needed were read"),
    };
    Err(Failure::no(format!("{missing}; nothing was written.{}", seen.refused())))
}

fn require_bundle(object: &[u8]) -> Result<(), Malformed> {
    let bundle = Bundle::decode(object)?;
    Manifest::decode_unverified(bundle.manifest).map(drop)
}

/// How much has been received so far.
#[derive(Default)]
struct Seen {
    good: u64,
    refused: u64,
    last: Option<FrameRefused>,
}

impl Seen {
    fn refuse(&mut self, refused: FrameRefused) {
        self.refused += 1;
        self.last = Some(refused);
    }

    fn refused(&self) -> String {
        match &self.last {
            Some(last) => format!(" {} refused, the last of them: {last}.", self.refused),
            None => String::new(),
        }
    }
}
