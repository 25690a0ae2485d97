//! A trust list and its changes in sentences, for those who decide whether to sign.

use haetae_core::{CivilDate, Kid, RootSet, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};

use super::changes::{in_both, only_in, roots_only_in};

/// `2026-10-16T12:00Z`, rounded down.
pub fn minute(time: UnixTime) -> String {
    let date = CivilDate::from_days(time.status_day().0.into()).unwrap_or(CivilDate::MAX);
    let minutes = time.seconds() % SECONDS_PER_DAY / 60;
    format!("{date}T{:02}:{:02}Z", minutes / 60, minutes % 60)
}

/// What a list says that another did not; everything it says if it is the first. Nothing that changes is left out.
pub(super) fn of_change(next: &TrustList, previous: Option<&TrustList>) -> Vec<String> {
    let mut said = Vec::new();
    let Some(previous) = previous else {
        said.push(format!("THE FIRST LIST: version {}; no list came before it", next.version));
        said.extend(dates(next));
        said.push(format!("Roots: {}", roots(&next.roots)));
        said.extend(next.keys().map(|key| format!("+ key {}", key_in_full(key))));
        said.push(format!("It needs the signatures of {}", needs(&next.roots)));
        return said;
    };
    said.push(format!("Version {}, after version {}", next.version, previous.version));
    said.push(format!("The list before was issued {}, expires {}", time(previous.issued), time(previous.expires)));
    said.extend(dates(next));
    if next.roots == previous.roots {
        said.push(format!("Roots: as before, {}", needs(&next.roots)));
    } else {
        said.push(format!("THE ROOTS CHANGE to {}, from {}", needs(&next.roots), needs(&previous.roots)));
        said.extend(roots_only_in(next, previous).iter().map(|(kid, _)| format!("+ root {kid}")));
        said.extend(roots_only_in(previous, next).iter().map(|(kid, _)| format!("- root {kid}")));
    }
    said.extend(only_in(next, previous).into_iter().map(|key| format!("+ key {}", key_in_full(key))));
    said.extend(only_in(previous, next).into_iter().map(|key| format!("- key {}", key_in_full(key))));
    let changed = in_both(previous, next).filter(|(_, before, after)| before != after);
    said.extend(changed.map(|(kid, before, after)| {
        let (role, until) = (after.role.as_str(), time(after.until));
        format!("~ key {kid} {role} ends {until}, earlier than {}", time(before.until))
    }));
    let unchanged = in_both(previous, next).filter(|(_, before, after)| before == after).count();
    said.push(format!("{unchanged} keys stay as they are, {} keys in all", next.keys().len()));
    let both = if next.roots == previous.roots {
        String::new()
    } else {
        format!(", and of {} of the new roots", needs(&next.roots))
    };
    said.push(format!("It needs the signatures of {}{both}", needs(&previous.roots)));
    said
}

fn dates(list: &TrustList) -> [String; 2] {
    let days = list.expires.seconds_since(list.issued) / SECONDS_PER_DAY;
    [format!("Issued {}", time(list.issued)), format!("Expires {}, {days} days later", time(list.expires))]
}

/// To the second, and readable.
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
