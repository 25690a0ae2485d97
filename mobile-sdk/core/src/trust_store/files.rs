use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::file::FileInForce;
use crate::manifest::encoded_order;

/// The files in force under their names, in the order of the names' encodings, which is that of manifests and
/// snapshots.
#[derive(Clone, Debug, Default)]
pub(super) struct FilesInForce(Vec<(String, Arc<FileInForce>)>);

impl FilesInForce {
    pub(super) fn get(&self, name: &str) -> Option<&Arc<FileInForce>> {
        let place = self.place(name).ok()?;
        self.0.get(place).map(|(_, file)| file)
    }

    /// Puts a file in the place of the one of this name. In the order of the names no other has to move.
    pub(super) fn insert(&mut self, name: &str, file: Arc<FileInForce>) {
        match self.place(name) {
            Ok(place) => {
                if let Some((_, held)) = self.0.get_mut(place) {
                    *held = file;
                }
            }
            Err(place) => self.0.insert(place, (name.into(), file)),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Arc<FileInForce>)> {
        self.0.iter().map(|(name, file)| (name.as_str(), file))
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Arc<FileInForce>> {
        self.0.iter().map(|(_, file)| file)
    }

    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(&str, &FileInForce) -> bool) {
        self.0.retain(|(name, file)| is_kept(name, file));
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(held, _)| encoded_order(held, name))
    }
}
