//! Tells cargo when a release build must take the web apps in anew: they are built by `make web`, and may not be there.
//! A debug build reads them from their folders when it starts.

use std::path::Path;

const APPS: [&str; 2] = ["mobile-sdk/web/scanner/dist", "mobile-sdk/web/wallet/dist"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return;
    }
    for app in APPS {
        // A path that is missing would count as changed each time: the folder that will hold it stands in.
        let there = Path::new(app).ancestors().find(|path| path.exists());
        println!("cargo::rerun-if-changed={}", there.unwrap_or(Path::new(app)).display());
    }
}
