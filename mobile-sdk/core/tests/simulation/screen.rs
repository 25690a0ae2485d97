use haetae_core::series::{Received, SeriesReceiver, SeriesSender};
use haetae_core::*;

use crate::mirror::{is_up_to_date, learned};
use crate::scanner::Scanner;
use crate::world::World;

/// One scanner shows the other what it knows, as a series of codes: three of ten are lost, and somebody holds codes of
/// their own between them.
pub(crate) fn show(world: &mut World, from: &Scanner, to: &mut Scanner) {
    let today = from.clock(world.now).status_day();
    let is_whole = world.random.one_in(2);
    let most_bytes = if is_whole { 64 * 1_024 } else { world.random.place(4_096) };
    let Some(bundle) = from.core.store().bundle(today, most_bytes) else { return };
    let sender = SeriesSender::new(&bundle, series::DEFAULT_SYMBOL_BYTES).expect("a series");
    let stranger = SeriesSender::new(&[7; 5_000], series::DEFAULT_SYMBOL_BYTES).expect("a series");
    let mut receiver = SeriesReceiver::default();
    let mut received = None;
    for (code, other) in sender.zip(stranger).take(1_000) {
        if world.random.below(10) < 3 {
            continue;
        }
        if let Ok(Received::Complete(object)) = receiver.take(&code) {
            received = Some(object);
            break;
        }
        if world.random.one_in(4) {
            // The stranger's code is refused, unless it was the first.
            let _ = receiver.take(&other);
            let _ = receiver.take(&other[..world.random.place(other.len())]);
        }
    }
    let received = received.expect("a thousand codes are enough");
    assert_eq!(received, bundle);

    let (shown, before) = (world.place_of(from.core.store()), to.core.store().clone());
    let has_gaps = shown.is_some_and(|place| world.publisher.has_gaps(place));
    let is_frozen = world.holds_forged(&before)
        || shown.is_some_and(|place| world.rules_stand_in_the_way(&before, &world.sets[place]));
    let is_newer = !is_frozen && shown > world.place_of(&before) && !has_gaps;
    let outcome = to.core.bundle_arrived(&received);
    if is_newer && is_whole {
        assert_eq!(outcome, Outcome::Taken, "what another scanner holds, and newer");
    }
    world.tally.series += 1;
    learned(world, to, &before, Some(outcome));
    if let Some(place) = shown
        && is_newer
        && is_whole
        && is_up_to_date(from, &world.sets[place], from.clock(world.now))
        && world.place_of(to.core.store()) == shown
    {
        // It has got the lists of the days that matter by the other's clock.
        to.has_had(place, &world.sets[place], from.clock(world.now));
    }
}
