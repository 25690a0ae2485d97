//! Describes a trust list and its changes in sentences, for those who decide whether to sign.

use haetae_core::{CivilDate, Kid, RootSet, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};

use super::changes::{in_both, only_in, roots_only_in};

/// `2026-10-16T12:00Z`, rounded down.
pub fn minute(time: UnixTime) -> String {
    let date = CivilDate::from_days(time.status_day().0.into()).unwrap_or(CivilDate::MAX);
    let minutes = time.seconds() % SECONDS_PER_DAY / 60;
    format!("{date}T{:02}:{:02}Z", minutes / 60, minutes % 60)
}

/// The differences of a list from the previous one; its whole content if it is the first. No change is left out.
pub(super) fn of_change(next: &TrustList, previous: Option<&TrustList>) -> Vec<String> {
    let mut sentences = Vec::new();
    let Some(previous) = previous else {
        sentences.push(format!("THE FIRST LIST: version {}; no list came before it", next.version));
        sentences.extend(dates(next));
        sentences.push(format!("Roots: {}", roots(&next.roots)));
        sentences.extend(next.keys().map(|key| format!("+ key {}", key_in_full(key))));
        sentences.push(format!("It needs the signatures of {}", needs(&next.roots)));
        return sentences;
    };
    sentences.push(format!("Version {}, after version {}", next.version, previous.version));
    sentences.push(format!("The list before was issued {}, expires {}", time(previous.issued), time(previous.expires)));
    sentences.extend(dates(next));
    if next.roots == previous.roots {
        sentences.push(format!("Roots: as before, {}", needs(&next.roots)));
    } else {
        sentences.push(format!("THE ROOTS CHANGE to {}, from {}", needs(&next.roots), needs(&previous.roots)));
        sentences.extend(roots_only_in(next, previous).iter().map(|(kid, _)| format!("+ root {kid}")));
        sentences.extend(roots_only_in(previous, next).iter().map(|(kid, _)| format!("- root {kid}")));
    }
    sentences.extend(only_in(next, previous).into_iter().map(|key| format!("+ key {}", key_in_full(key))));
    sentences.extend(only_in(previous, next).into_iter().map(|key| format!("- key {}", key_in_full(key))));
    let changed = in_both(previous, next).filter(|(_, before, after)| before != after);
    sentences.extend(changed.map(|(kid, before, after)| {
        let (role, until) = (after.role.as_str(), time(after.until));
        format!("~ key {kid} {role} ends {until}, earlier than {}", time(before.until))
    }));
    let unchanged = in_both(previous, next).filter(|(_, before, after)| before == after).count();
    sentences.push(format!("{unchanged} keys stay as they are, {} keys in all", next.keys().len()));
    let both = if next.roots == previous.roots {
        String::new()
    } else {
        format!(", and of {} of the new roots", needs(&next.roots))
    };
    sentences.push(format!("It needs the signatures of {}{both}", needs(&previous.roots)));
    sentences
}

fn dates(list: &TrustList) -> [String; 2] {
    let days = list.expires.seconds_since(list.issued) / SECONDS_PER_DAY;
    [format!("Issued {}", time(list.issued)), format!("Expires {}, {days} days later", time(list.expires))]
}

/// A time to the second, readable for people.
fn time(time: UnixTime) -> String {
    format!("{} ({time})", minute(time))
}

fn needs(roots: &RootSet) -> String {
    format!("{} of {}", roots.threshold(), roots.keys().len())
}

fn roots(roots: &RootSet) -> String {
    let kids: Vec<String> = roots.keys().map(|(kid, _)| kid.to_string()).collect();
    format!("{}: {}", needs(roots), kids.join(", "))
}

fn key_in_full((kid, key): &(Kid, TrustedKey)) -> String {
    let mut text = format!("{kid} {} from {} until {}", key.role.as_str(), time(key.from), time(key.until));
    let Some(constraints) = key.role.issuing_constraints() else { return text };
    text.push_str(&format!(
        ", issuer \"{}\", passes of at most {} s",
        constraints.issuer.as_str(),
        constraints.longest_life
    ));
    if let Some(kinds) = &constraints.kinds {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        text.push_str(&format!(", evidence {} only", kinds.join(", ")));
    }
    if constraints.specimen {
        text.push_str(", SPECIMEN");
    }
    text
}
