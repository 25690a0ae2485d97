//! Follows chains of replaced patients: all their data belongs to the last of the chain.

use std::collections::BTreeMap;

use crate::records::import::intake::Place;

/// Which patient replaced which, by subject. In memory: merged patients are few.
#[derive(Default)]
pub(super) struct Merges(BTreeMap<String, (String, Place)>);

/// The end of a chain of replacements.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End<'a> {
    /// It was not replaced.
    Itself,
    Another(&'a str),
    /// It was replaced by one that it has replaced itself, or by two.
    Contradiction(Place),
}

/// The placeholder for a successor if there are two.
const TWO: &str = "";

impl Merges {
    /// One patient was replaced by another, as the resource at `place` says.
    pub(super) fn add(&mut self, replaced: &str, by: &str, place: Place) {
        if replaced == by {
            return;
        }
        let known = self.0.entry(replaced.to_owned()).or_insert_with(|| (by.to_owned(), place));
        if known.0 != by {
            *known = (TWO.to_owned(), place);
        }
    }

    pub(super) fn end_of<'a>(&'a self, subject: &'a str) -> End<'a> {
        let mut at = subject;
        for _ in 0..=self.0.len() {
            match self.0.get(at) {
                None if at == subject => return End::Itself,
                None => return End::Another(at),
                Some((next, place)) if next == TWO => return End::Contradiction(*place),
                Some((next, _)) => at = next,
            }
        }
        End::Contradiction(self.0.get(at).map(|(_, place)| *place).unwrap_or_default())
    }

    /// Whether it was replaced by another.
    pub(super) fn has(&self, subject: &str) -> bool {
        self.0.contains_key(subject)
    }

    /// All that were replaced.
    pub(super) fn replaced(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_end_and_cycles_do_not() {
        let mut merges = Merges::default();
        for (replaced, by) in [("a", "b"), ("b", "c"), ("a", "b"), ("d", "d"), ("x", "y"), ("y", "x"), ("z", "x")] {
            merges.add(replaced, by, Place::default());
        }
        for (subject, end) in
            [("a", End::Another("c")), ("b", End::Another("c")), ("c", End::Itself), ("d", End::Itself)]
        {
            assert_eq!(merges.end_of(subject), end, "{subject}");
        }
        for subject in ["x", "y", "z"] {
            assert_eq!(merges.end_of(subject), End::Contradiction(Place::default()), "{subject}");
        }
        merges.add("b", "e", Place::default());
        assert_eq!(merges.end_of("a"), End::Contradiction(Place::default()));
    }
}
