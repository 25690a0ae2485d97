use super::priority::Priority;

/// Who has the seats of a pool, and whom it admits next.
///
/// Requests that come first may have all seats but a few: a tenth for first issues and a twentieth for everything else,
/// one at least, so that neither ever starves. Of what is left, first issues leave a tenth free, and everything else a
/// fifth: those who come before them find room at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pool {
    /// By priority.
    taken: [u32; Priority::ALL.len()],
}

/// Below so many seats nobody has a part of its own.
const TOO_FEW: u32 = 4;

impl Pool {
    /// Whether another request of this priority has room, if the pool has so many seats.
    pub(super) fn admits(&self, seats: u32, priority: Priority) -> bool {
        let (own, all) = (self.taken(priority), self.all());
        if all >= seats || seats < TOO_FEW {
            return all < seats;
        }
        let (first, later) = (guaranteed(seats, Priority::First), guaranteed(seats, Priority::Later));
        let kept_free = match priority {
            Priority::Renewal => {
                let left = |guaranteed: u32, priority| guaranteed.saturating_sub(self.taken(priority));
                left(first, Priority::First).saturating_add(left(later, Priority::Later))
            }
            Priority::First => (seats / 10).max(1),
            Priority::Later => (seats / 5).max(2),
        };
        own < guaranteed(seats, priority) || all.saturating_add(kept_free) < seats
    }

    pub(super) fn take(&mut self, priority: Priority) {
        let taken = &mut self.taken[priority as usize];
        *taken = taken.saturating_add(1);
    }

    pub(super) fn give_back(&mut self, priority: Priority) {
        let taken = &mut self.taken[priority as usize];
        *taken = taken.saturating_sub(1);
    }

    pub(super) const fn taken(&self, priority: Priority) -> u32 {
        self.taken[priority as usize]
    }

    pub(super) fn all(&self) -> u32 {
        self.taken.iter().sum()
    }
}

/// The seats that a priority has in any case.
fn guaranteed(seats: u32, priority: Priority) -> u32 {
    match priority {
        Priority::Renewal => 0,
        Priority::First => (seats / 10).max(1),
        Priority::Later => (seats / 20).max(1),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    fn priority() -> impl Strategy<Value = Priority> {
        prop::sample::select(Priority::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn no_priority_ever_starves_and_none_has_more_than_there_is(
            seats in TOO_FEW..200,
            moves in prop::collection::vec((priority(), any::<bool>()), 0..600),
        ) {
            let mut pool = Pool::default();
            for (priority, comes) in moves {
                if !comes {
                    pool.give_back(priority);
                } else if pool.admits(seats, priority) {
                    pool.take(priority);
                }
                prop_assert!(pool.all() <= seats);
                // Whatever happened before: who has less than its part is admitted.
                for priority in [Priority::First, Priority::Later] {
                    if pool.taken(priority) < guaranteed(seats, priority) {
                        prop_assert!(pool.admits(seats, priority), "{priority:?} of {seats}: {pool:?}");
                    }
                }
                // Who comes before others finds room wherever they do, beside what is their own.
                let beyond = |priority| pool.taken(priority) >= guaranteed(seats, priority);
                if pool.admits(seats, Priority::First) && beyond(Priority::First) && beyond(Priority::Later) {
                    prop_assert!(pool.admits(seats, Priority::Renewal));
                }
            }
        }

        #[test]
        fn of_ten_times_more_than_fit_renewals_get_most_and_first_issues_the_next(
            seats in 40_u32..200,
            order in prop::collection::vec(priority(), 500),
        ) {
            let (mut pool, mut inside) = (Pool::default(), VecDeque::new());
            for (number, priority) in (0..5_000).zip(order.into_iter().cycle()) {
                if pool.admits(seats, priority) {
                    pool.take(priority);
                    inside.push_back(priority);
                }
                // One leaves while ten come.
                if number % 10 == 0 && let Some(left) = inside.pop_front() {
                    pool.give_back(left);
                }
            }
            prop_assert!(pool.taken(Priority::Renewal) * 10 > seats * 7, "{pool:?}");
            prop_assert!(pool.taken(Priority::First) >= pool.taken(Priority::Later), "{pool:?}");
        }
    }

    #[test]
    fn a_crowd_of_first_issues_leaves_room_for_a_renewal() {
        let mut pool = Pool::default();
        while pool.admits(100, Priority::First) {
            pool.take(Priority::First);
        }
        assert_eq!(pool.all(), 90);
        while pool.admits(100, Priority::Renewal) {
            pool.take(Priority::Renewal);
        }
        assert_eq!((pool.taken(Priority::Renewal), pool.admits(100, Priority::Later)), (5, true));
    }

    #[test]
    fn few_seats_are_for_whoever_comes() {
        for priority in Priority::ALL {
            let mut pool = Pool::default();
            while pool.admits(3, priority) {
                pool.take(priority);
            }
            assert_eq!(pool.all(), 3);
        }
    }
}
