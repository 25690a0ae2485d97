//! What is offered to a scanner around [`NOW`].

use haetae_core::{Kid, Outcome, PinnedFile, TRUST_LIST, TrustStore, UnixTime};

use super::{Authority, DAY, NOW, at, list_without, sign_list};

/// The issue of the trust lists that scanners are offered.
const LIST_ISSUED: u64 = NOW - 100_000;

impl Authority {
    /// A scanner's trust data: the keys, and the list of today, in which nobody is revoked but index 999.
    pub fn trust(&self) -> TrustStore {
        let mut trust = self.bare_trust();
        let list = self.todays_status_list(NOW - 7_200, &[999]);
        assert_eq!(self.publish(&mut trust, NOW - 3_600, &list, true), Outcome::Taken);
        trust
    }

    /// The status list of the day of [`NOW`].
    pub fn todays_status_list(&self, issued: u64, revoked: &[usize]) -> Vec<u8> {
        self.status_list(NOW / DAY, issued, revoked.iter().copied())
    }

    /// A trust list of this version.
    pub fn offered_list(&self, version: u64) -> Vec<u8> {
        self.trust_list(version, LIST_ISSUED)
    }

    /// A trust list of this version without the key that signs status lists and manifests.
    pub fn offered_list_without_status_key(&self, version: u64) -> Vec<u8> {
        let list = self.list(version, LIST_ISSUED);
        sign_list(&list_without(&list, version, list.issued, self.status.kid()), &[&self.root])
    }

    /// Offers a manifest that pins a status list for today, and the list itself or not.
    pub fn publish(&self, trust: &mut TrustStore, issued: u64, list: &[u8], with_list: bool) -> Outcome {
        self.offer(trust, issued, &[(format!("status/{}", at(NOW).status_day()), list)], with_list)
    }

    /// Offers a manifest that pins the trust list and these files, and the files themselves or not.
    pub fn offer(&self, trust: &mut TrustStore, issued: u64, files: &[(String, &[u8])], with_files: bool) -> Outcome {
        let trust_list = self.offered_list(1);
        let mut pinned = vec![PinnedFile::new(TRUST_LIST, &trust_list)];
        pinned.extend(files.iter().map(|(name, bytes)| PinnedFile::new(name, bytes)));
        let (_, manifest) = self.manifest(issued, issued, pinned, Vec::new());
        let mut given = vec![trust_list.as_slice()];
        if with_files {
            given.extend(files.iter().map(|(_, bytes)| *bytes));
        }
        trust.take_set(&manifest, &given)
    }

    /// Offers a manifest that pins the trust list alone and withdraws a key.
    pub fn withdraw(&self, trust: &mut TrustStore, issued: u64, kid: Kid, from: UnixTime) -> Outcome {
        let trust_list = self.offered_list(1);
        let pinned = vec![PinnedFile::new(TRUST_LIST, &trust_list)];
        let (_, manifest) = self.manifest(issued, issued, pinned, vec![(kid, from)]);
        trust.take_set(&manifest, &[&trust_list])
    }
}
