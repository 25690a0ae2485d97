use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Bundle, FileHash, MAX_BUNDLE_BYTES, Manifest, UnixTime};
use sha2::{Digest as _, Sha256};

use super::super::fetch::fetch;
use super::super::{Context, DataFolder, Failure, open};

/// Where a bundle comes from; by default, the data folder.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    #[command(flatten)]
    data: DataFolder,
    /// A running service, whose bundle is fetched
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    url: Option<String>,
    /// A bundle that was written before
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// A manifest and files as they were published. They have not been verified.
pub(super) struct Source {
    manifest: Vec<u8>,
    /// The content of the manifest.
    pub(super) contents: Manifest,
    files: HashMap<FileHash, Vec<u8>>,
}

impl Source {
    pub(super) async fn read(args: &SourceArgs, context: &Context) -> Result<Self, Failure> {
        if let Some(url) = &args.url {
            let address = format!("{}/v1/trust/bundle", url.trim_end_matches('/'));
            return Self::of_bundle(&address, &fetch(&address)?);
        }
        if let Some(path) = &args.from {
            return Self::of_bundle(&path.display().to_string(), &read_bundle(path)?);
        }
        let (_, node) = open(&args.data, context).await?;
        let set = node.store.published().await?.ok_or(
            "nothing is published yet: a running service publishes by itself, and `haetae publish --out FOLDER` does it without \
             one, into the folder that your web server serves",
        )?;
        let files = set.files.into_iter().map(|file| (file.sha256, file.bytes)).collect();
        Self::new("the published set", set.manifest, files)
    }

    fn of_bundle(name: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let bundle = Bundle::decode(bytes)
            .map_err(|error| Failure::from(format!("{name}: not a bundle: {} was expected", error.reason())))?;
        let files = bundle.files.iter().map(|file| (Sha256::digest(file).into(), file.to_vec())).collect();
        Self::new(name, bundle.manifest.to_vec(), files)
    }

    fn new(name: &str, manifest: Vec<u8>, files: HashMap<FileHash, Vec<u8>>) -> Result<Self, Failure> {
        let contents = Manifest::decode_unverified(&manifest)
            .map_err(|error| Failure::from(format!("{name}: not a bundle: {} was expected", error.reason())))?;
        Ok(Self { manifest, contents, files })
    }

    /// The bundle of the files that fit, the most urgent first.
    pub(super) fn within(&self, most_bytes: usize, now: UnixTime) -> Vec<u8> {
        let file = |sha256: &FileHash| self.files.get(sha256).map(Vec::as_slice);
        Bundle::within(most_bytes, &self.manifest, &self.contents, now.status_day(), file).encode()
    }
}

/// Reads a file that may be a bundle.
pub(super) fn read_bundle(path: &Path) -> Result<Vec<u8>, Failure> {
    let named = |error: std::io::Error| Failure::from(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BUNDLE_BYTES as u64 + 1).read_to_end(&mut bytes)).map_err(named)?;
    Ok(bytes)
}
