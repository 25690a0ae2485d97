use std::borrow::Cow;

use bytes::Bytes;
use rust_embed::RustEmbed;

use super::App;

/// The scanner's app, as `make web` built it.
#[derive(RustEmbed)]
#[folder = "mobile-sdk/web/scanner/dist"]
#[allow_missing = true]
struct Scanner;

/// The wallet's app, as `make web` built it.
#[derive(RustEmbed)]
#[folder = "mobile-sdk/web/wallet/dist"]
#[allow_missing = true]
struct Wallet;

/// All files of both apps; none if they had not been built when this program was compiled.
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
