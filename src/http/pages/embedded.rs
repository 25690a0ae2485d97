use std::borrow::Cow;

use bytes::Bytes;
use rust_embed::RustEmbed;

use super::App;

/// What `make web` made of the scanner's app.
#[derive(RustEmbed)]
#[folder = "mobile-sdk/web/scanner/dist"]
#[allow_missing = true]
struct Scanner;

/// What `make web` made of the wallet's app.
#[derive(RustEmbed)]
#[folder = "mobile-sdk/web/wallet/dist"]
#[allow_missing = true]
struct Wallet;

/// All files of both apps; none where they were not there when this program was built.
pub(super) fn files() -> Vec<(App, String, Bytes)> {
    let mut files = read::<Scanner>(App::Scanner);
    files.extend(read::<Wallet>(App::Wallet));
    files
}

fn read<E: RustEmbed>(app: App) -> Vec<(App, String, Bytes)> {
    let bytes = |data| match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    E::iter().filter_map(|path| Some((app, path.to_string(), bytes(E::get(&path)?.data)))).collect()
}
