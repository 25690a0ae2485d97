use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::error::PublishError;
use super::served::ServedSet;

/// Writes the published set as a folder that any web server can serve, laid out as this service's own addresses:
/// `v1/trust/manifest`, `v1/trust/bundle`, `v1/trust/files/<sha256>`. Files come first and the manifest last, each by an
/// atomic rename, so a reader meets a consistent set at any moment. Files of earlier sets stay for those who read an earlier
/// manifest. Returns how many files were new.
///
/// # Errors
///
/// [`PublishError::File`] where something cannot be written.
pub fn write_folder(set: &ServedSet, folder: &Path) -> Result<usize, PublishError> {
    let trust = folder.join("v1").join("trust");
    let files = trust.join("files");
    fs::create_dir_all(&files).map_err(|source| PublishError::File { path: files.clone(), source })?;
    let mut written = 0;
    for pinned in set.contents.files() {
        let path = files.join(hex_of(&pinned.sha256));
        let Some(bytes) = set.file(&pinned.sha256) else { continue };
        if !path.exists() {
            replace(&path, bytes)?;
            written += 1;
        }
    }
    replace(&trust.join("bundle"), &set.bundle)?;
    replace(&trust.join("manifest"), &set.manifest)?;
    Ok(written)
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let failed = |source| PublishError::File { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().permissions(public()).tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// What is published is for everybody to read.
fn public() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

fn hex_of(sha256: &[u8; 32]) -> String {
    sha256.iter().fold(String::with_capacity(64), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}
