use haetae_core::{SECONDS_PER_DAY, StatusDay};

use super::lists::index;
use super::publisher::Publisher;
use super::reader::Reader;
use crate::nation::authority::Authority;
use crate::nation::calendar::{START, at};

/// A day with a thousand revocations: the tablet takes everything, and knows each of them within its next look, in the
/// lists of the days that are shown; a list two weeks ahead knows only those from before.
#[test]
fn a_tablet_takes_what_the_model_publishes_and_knows_who_is_revoked() {
    let authority = Authority::new(1);
    let begin = START - START % SECONDS_PER_DAY + SECONDS_PER_DAY;
    let mut publisher = Publisher::new(&authority, 51_000_000, 2_000, 1_000, begin);
    let mut reader = Reader::new(None, &authority, 1, 1);
    publisher.publish(begin);
    let first = reader.look(&publisher, begin);
    assert!(first.lists > 0 && first.changes == 0, "{first:?}");
    let mut fetched = 0;
    while reader.next < begin + SECONDS_PER_DAY / 2 - 600 {
        let now = reader.next;
        publisher.publish(now);
        fetched += reader.look(&publisher, now).changes;
    }
    assert_eq!(reader.refused, []);
    assert!(fetched > 0);
    let today = at(begin).status_day().0;
    let is_revoked = |day: u32, serial: u32| {
        let status = reader.sync.store().day_status(StatusDay(day)).expect("a list of that day");
        status.is_revoked(index(day, serial)).expect("a place in the list")
    };
    // 480 are revoked in half a day but ten minutes; the last look was at most seven minutes before.
    for serial in [0, 1_999, 2_000, 2_470] {
        assert!(is_revoked(today, serial) && is_revoked(today - 1, serial), "{serial}");
    }
    assert!(!is_revoked(today, 2_700) && is_revoked(today + 10, 1_999) && !is_revoked(today + 10, 2_470));
}
