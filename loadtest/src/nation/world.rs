//! The event loop: what happens next happens, until the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use haetae_core::{Due, SECONDS_PER_DAY};

use super::authority::Authority;
use super::calendar::{START, at, is_weekend};
use super::people::{last_end, phones, refresh_after, tablets};
use super::phone::Phone;
use super::publisher::Publisher;
use super::situation::{Habits, Nation};
use super::tablet::Tablet;
use super::tally::{Tally, What};

/// Between opening the app and showing the code, and between a refused code and the next try.
const TO_THE_CODE: u64 = 5;
const TO_THE_NEXT_CODE: u64 = 30;

/// How large the sample is, and what it follows from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Everything that is drawn follows from it.
    pub(crate) seed: u64,
    /// So many phones, or everybody's where the nation has no more.
    pub(crate) phones: u64,
    /// So many tablets.
    pub(crate) tablets: u64,
    /// Whether phones renew. A test switches it off: the result must show it.
    pub(crate) renews: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Midnight: a person's day is drawn.
    Day(usize),
    /// Something runs in a phone's background.
    Wake(usize),
    /// A person is at a door.
    Visit(usize),
    /// A tablet looks for news: its kind and its place.
    Look(usize, usize),
}

struct World<'a> {
    habits: &'a Habits,
    nation: &'a Nation,
    sample: Sample,
    authority: Authority,
    publisher: Publisher,
    phones: Vec<(Phone, f64)>,
    tablets: Vec<Vec<Tablet>>,
    queue: BinaryHeap<Reverse<(u64, u64, Event)>>,
    /// Events so far: those of one second happen in the order in which they were entered.
    entered: u64,
    end: u64,
    tally: Tally,
}

/// Runs a situation. `day_done` is called after each simulated day.
pub(crate) fn run(habits: &Habits, nation: &Nation, sample: Sample, day_done: &dyn Fn()) -> Tally {
    let seconds = nation.days * SECONDS_PER_DAY;
    let end = START + seconds;
    let authority = Authority::new(sample.seed);
    // Kinds have a least part: the sample may be somewhat larger.
    let publisher = Publisher::new(&authority, nation, 2 * sample.phones.min(habits.people) + 64, end);
    let phones = phones(sample.seed, habits, sample.phones, &authority);
    let tablets = tablets(sample.seed, habits, nation, sample.tablets, (&authority, &publisher));
    let mut world = World {
        habits,
        nation,
        sample,
        authority,
        publisher,
        phones,
        tablets,
        queue: BinaryHeap::new(),
        entered: 0,
        end,
        tally: Tally::new(seconds),
    };
    world.begin();
    let mut next_day = START + SECONDS_PER_DAY;
    while let Some(Reverse((now, _, event))) = world.queue.pop() {
        while next_day <= now {
            day_done();
            next_day += SECONDS_PER_DAY;
        }
        world.happen(event, now);
    }
    while next_day <= end {
        day_done();
        next_day += SECONDS_PER_DAY;
    }
    world.tally
}

impl World<'_> {
    fn begin(&mut self) {
        for place in 0..self.phones.len() {
            self.enter(START, Event::Day(place));
        }
        for kind in 0..self.tablets.len() {
            for place in 0..self.tablets[kind].len() {
                let first = self.tablets[kind][place].next_look(&self.habits.tablets[kind], START, START);
                self.enter(first, Event::Look(kind, place));
            }
        }
    }

    /// What happens after the end does not happen.
    fn enter(&mut self, time: u64, event: Event) {
        if time < self.end {
            self.entered += 1;
            self.queue.push(Reverse((time, self.entered, event)));
        }
    }

    fn happen(&mut self, event: Event, now: u64) {
        match event {
            Event::Day(phone) => self.draw_day(phone, now),
            Event::Wake(phone) => self.wake(phone, now),
            Event::Visit(phone) => self.visit(phone, now),
            Event::Look(kind, place) => {
                let is_away = self.nation.is_away(now);
                let edition = (!is_away).then(|| self.publisher.edition(self.publisher.newest(now)));
                let (tablet, habits) = (&mut self.tablets[kind][place], &self.habits.tablets[kind]);
                let wanted = tablet.look(habits, edition, now);
                let next = tablet.next_look(habits, wanted, now);
                self.enter(next, event);
            }
        }
    }

    fn draw_day(&mut self, place: usize, now: u64) {
        let (phone, _) = &mut self.phones[place];
        let kind = &self.habits.phones[phone.kind];
        let (hours, factor) = match is_weekend(now) {
            true => (&self.habits.weekend_hours, self.habits.weekend_visits),
            false => (&self.habits.weekday_hours, 1.0),
        };
        let mut events = Vec::new();
        for _ in 0..phone.habits.events(kind.visits_a_day * factor) {
            let hour = phone.habits.weighted(hours.iter().copied()) as u64;
            events.push((now + hour * 3_600 + phone.habits.below(3_600), Event::Visit(place)));
        }
        for _ in 0..phone.habits.events(kind.wakes_a_day) {
            events.push((now + phone.habits.below(SECONDS_PER_DAY), Event::Wake(place)));
        }
        if phone.habits.chance(self.habits.new_phones_a_day) {
            phone.replace(now);
            events.push((now + phone.habits.below(SECONDS_PER_DAY), Event::Wake(place)));
        }
        events.push((now + SECONDS_PER_DAY, Event::Day(place)));
        for (time, event) in events {
            self.enter(time, event);
        }
    }

    /// The app runs in the background, and asks for passes where the core says so. It runs again when the core wants to
    /// ask, if that is within a day and its phone lets it.
    fn wake(&mut self, place: usize, now: u64) {
        let wanted = self.open(place, now, true);
        let (phone, _) = &mut self.phones[place];
        let can_wake = self.habits.phones[phone.kind].wakes_a_day > 0.0;
        let Some(next) = wanted.map(|next| next.max(now + 60)) else { return };
        let will_wake = (now + 1..=next).contains(&phone.wakes_at);
        if can_wake && next < now + SECONDS_PER_DAY && !will_wake {
            phone.wakes_at = next;
            self.enter(next, Event::Wake(place));
        }
    }

    fn visit(&mut self, place: usize, now: u64) {
        let is_online = !self.phones[place].0.habits.chance(self.habits.offline_at_the_door);
        let shares = self.habits.tablets.iter().map(|kind| kind.share);
        let kind = self.phones[place].0.habits.weighted(shares);
        let tablets = self.tablets[kind].len() as u64;
        let tablet = usize::try_from(self.phones[place].0.habits.below(tablets)).expect("a place");
        self.open(place, now, is_online);
        let weight = self.phones[place].1;
        self.tally.add(What::Visits, now - START, weight);
        let Some(mut reason) = self.check(place, (kind, tablet), now + TO_THE_CODE) else { return };
        self.tally.add(What::FirstCodeFailed, now - START, weight);
        // The owner asks for another pass, if the phone knows that it needs one, and tries once more.
        let again = now + TO_THE_NEXT_CODE;
        let due = self.phones[place].0.due(again, true);
        if is_online && !due.days.is_empty() && self.ask(place, again, &due) {
            match self.check(place, (kind, tablet), again + TO_THE_CODE) {
                Some(another) => reason = another,
                None => return,
            }
        }
        let (phone, _) = &self.phones[place];
        let whose = match phone.without_since {
            Some(_) => NEW_PHONE.to_owned(),
            None => self.habits.phones[phone.kind].name.clone(),
        };
        self.tally.fail((reason, whose), now - START, weight);
    }

    /// Why the code of a phone is not admitted; `None` where it is.
    fn check(&mut self, place: usize, (kind, tablet): (usize, usize), now: u64) -> Option<&'static str> {
        let Some(code) = self.phones[place].0.show(now) else { return Some(NO_PASS) };
        let verdict = self.tablets[kind][tablet].check(&code, now + 2);
        verdict.admission().is_none().then(|| verdict.code())
    }

    /// The app is opened. Returns when the core wants to ask for passes, if that is later.
    fn open(&mut self, place: usize, now: u64, is_online: bool) -> Option<u64> {
        let reaches = is_online && !self.nation.is_away(now);
        self.phones[place].0.open(now);
        if reaches {
            self.phones[place].0.fetched = now;
        }
        let edition = self.publisher.newest(self.phones[place].0.fetched);
        let wanted = self.phones[place].0.look(&self.publisher.edition(edition).on_phones, now);
        let weight = self.phones[place].1;
        if reaches {
            self.tally.add(What::PhoneLooks, now - START, weight);
        }
        let (phone, _) = &self.phones[place];
        let due = phone.due(now, false);
        if due.days.is_empty() {
            return Some(wanted.seconds());
        }
        let may_ask_at = phone.timer.next(phone.time(now));
        if may_ask_at > phone.time(now) || !is_online {
            return Some(may_ask_at.seconds());
        }
        match self.ask(place, now, &due) {
            true => None,
            false => Some(self.phones[place].0.timer.next(at(now)).seconds()),
        }
    }

    /// Asks the centre for passes; whether it answers.
    fn ask(&mut self, place: usize, now: u64, due: &Due) -> bool {
        if !self.sample.renews {
            return false;
        }
        let withdrawn = self.nation.stolen_at(&self.authority, now);
        let is_away = self.nation.is_away(now);
        let (phone, weight) = &mut self.phones[place];
        self.tally.add(What::Requests, now - START, *weight);
        let time = phone.time(now);
        phone.timer.sent(time);
        if is_away {
            self.tally.add(What::Unanswered, now - START, *weight);
            phone.timer.failed(time, None, due.urgent);
            return false;
        }
        let authority = &self.authority;
        let issue = |day| (day, authority.issue(day, phone.holder.public, phone.number, &phone.evidence, withdrawn));
        let issued: Vec<_> = due.days.iter().copied().map(issue).collect();
        self.tally.add(What::Signatures, now - START, *weight * issued.len() as f64);
        phone.take(issued, refresh_after(phone.slot(), now, last_end(now)), now);
        let edition = self.publisher.newest(now);
        phone.look(&self.publisher.edition(edition).on_phones, now);
        true
    }
}

/// There is nothing to show: no scanner has seen anything.
pub(crate) const NO_PASS: &str = "no_pass";
/// Whose phone was replaced and has had no pass since.
pub(crate) const NEW_PHONE: &str = "new phone";
