use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use haetae_core::Bundle;
use haetae_core::series::{DEFAULT_SYMBOL_BYTES, MAX_RECEIVED_BYTES, SeriesSender};
use haetae_keys::ceremony::create_file;

use super::super::{Context, Failure};
use super::source::{Source, SourceArgs};
use super::{require_room, write_bundle};
use crate::cli::output::outln;
use crate::render::{ErrorCorrection, Palette, QrCode, Scale, to_gif};

/// Pixels for each module of a picture.
const PIXELS: u32 = 6;
/// Moves the cursor to the upper left corner, so that each code is drawn over the previous one.
const HOME: &str = "\u{1b}[H";
/// Clears the screen.
const CLEAR: &str = "\u{1b}[2J";

/// Arguments of `haetae bundle animate`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct AnimateArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Codes per second
    #[arg(long, value_name = "CODES", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=20))]
    fps: u16,
    /// Leave out status lists if the transfer would take longer than this when 3 of 10 codes are lost
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Write an animated picture instead of drawing in the terminal
    #[arg(long, value_name = "FILE", conflicts_with_all = ["frames", "text"])]
    gif: Option<PathBuf>,
    /// Write each code as a PNG into this new folder
    #[arg(long, value_name = "DIR", conflicts_with = "text")]
    frames: Option<PathBuf>,
    /// Write the texts of the codes, one a line
    #[arg(long)]
    text: bool,
    /// How many codes; by default a terminal shows them without end, and files get 1.5 times as many as needed
    #[arg(long, value_name = "CODES", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: Option<u32>,
    /// Replace the picture if it exists
    #[arg(long)]
    force: bool,
}

/// Shows a bundle as a series of codes.
pub(super) async fn run(args: &AnimateArgs, context: &Context) -> Result<u8, Failure> {
    let to_terminal = args.gif.is_none() && args.frames.is_none() && !args.text;
    if to_terminal && args.count.is_none() && !std::io::stdout().is_terminal() {
        return Err("codes are drawn only in a terminal; use --gif, --frames or --text to write them into files".into());
    }
    if let Some(path) = &args.gif {
        require_room(path, args.force)?;
    }
    let source = Source::read(&args.source, context).await?;
    let bundle = source.within(room(args), context.clock.now());
    let sender = SeriesSender::new(&bundle, DEFAULT_SYMBOL_BYTES)
        .map_err(|error| Failure::from(format!("this makes no series, which needs {}", error.reason())))?;
    announce(&bundle, &source, &sender, args.fps);

    let fewest = sender.fewest_codes();
    let count = args.count.unwrap_or(fewest + fewest / 2 + 8) as usize;
    if args.text {
        return write_texts(sender.take(count));
    }
    if let Some(path) = &args.gif {
        let codes = sender.take(count).map(|code| drawn(&code)).collect::<Result<Vec<_>, _>>()?;
        write_bundle(path, &to_gif(&codes, Scale::new(PIXELS)?, args.fps)?, args.force)?;
        outln!("{count} codes in {}", path.display());
        return Ok(0);
    }
    if let Some(folder) = &args.frames {
        write_pictures(folder, sender.take(count))?;
        outln!("{count} codes in {}", folder.display());
        return Ok(0);
    }
    show(sender.take(args.count.map_or(usize::MAX, |_| count)), args.fps).await
}

/// The bytes that arrive in that time if 7 of 10 codes are read.
fn room(args: &AnimateArgs) -> usize {
    let codes = usize::from(args.fps) * args.seconds as usize * 7 / 10;
    (codes * DEFAULT_SYMBOL_BYTES).min(MAX_RECEIVED_BYTES)
}

fn announce(bundle: &[u8], source: &Source, sender: &SeriesSender, fps: u16) {
    let given = Bundle::decode(bundle).map_or(0, |bundle| bundle.files.len());
    let fewest = sender.fewest_codes();
    let seconds = fewest.div_ceil(fps.into());
    let lossy = (fewest * 10 / 7 + 1).div_ceil(fps.into());
    eprintln!(
        "{} bytes: the manifest and {given} of its {} files, in {fewest} codes or a few more: {seconds} s at {fps} a second, {lossy} s where 3 of 10 are lost",
        bundle.len(),
        source.contents.files().len()
    );
}

fn drawn(code: &str) -> Result<QrCode, Failure> {
    Ok(QrCode::new(code, ErrorCorrection::M)?)
}

fn write_texts(codes: impl Iterator<Item = String>) -> Result<u8, Failure> {
    let mut out = std::io::stdout().lock();
    for code in codes {
        writeln!(out, "{code}").map_err(|error| Failure::from(error.to_string()))?;
    }
    Ok(0)
}

fn write_pictures(folder: &Path, codes: impl Iterator<Item = String>) -> Result<(), Failure> {
    fs::create_dir(folder).map_err(|error| Failure::from(format!("{}: {error}", folder.display())))?;
    for (number, code) in codes.enumerate() {
        create_file(&folder.join(format!("code-{number:05}.png")), &drawn(&code)?.to_png(Scale::new(PIXELS)?)?)?;
    }
    Ok(())
}

/// Draws each code over the previous one.
async fn show(codes: impl Iterator<Item = String>, fps: u16) -> Result<u8, Failure> {
    let mut ticker = tokio::time::interval(Duration::from_secs(1) / u32::from(fps));
    let mut out = std::io::stdout();
    let mut before = CLEAR;
    for code in codes {
        ticker.tick().await;
        let drawing = drawn(&code)?.to_terminal(Palette::Colours);
        let shown = write!(out, "{before}{HOME}{drawing}").and_then(|()| out.flush());
        shown.map_err(|error| Failure::from(error.to_string()))?;
        before = "";
    }
    Ok(0)
}
