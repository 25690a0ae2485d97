use super::{BirthDate, NameHash};

/// What distinguishes a person from another one under the same subject id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The masked name.
    pub name: &'a str,
    /// The hash of the full name, if it is known.
    pub name_hash: Option<NameHash>,
    /// The birth date, as far as it is known.
    pub birth_date: BirthDate,
    /// The system that the subject id belongs to, if it is known.
    pub system: Option<&'a str>,
}

/// How two people under one subject id differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The names are not the same.
    Name,
    /// The birth dates cannot be those of one person.
    BirthDate,
    /// The id belongs to another system, which is named.
    System(String),
}

impl Identity<'_> {
    /// How `other` differs from this person; `None` if both can be one person. Full names are compared if both are
    /// known, else what their masks show.
    pub fn conflict_with(&self, other: &Identity<'_>) -> Option<Conflict> {
        if let (Some(own), Some(system)) = (self.system, other.system)
            && own != system
        {
            return Some(Conflict::System(system.to_owned()));
        }
        let same_name = match (self.name_hash, other.name_hash) {
            (Some(own), Some(other)) => own == other,
            _ => words(self.name) == words(other.name),
        };
        if !same_name {
            return Some(Conflict::Name);
        }
        (!self.birth_date.agrees_with(other.birth_date)).then_some(Conflict::BirthDate)
    }
}

impl Identity<'_> {
    /// The conflict with another person: of two systems, this person's is named.
    pub fn named(&self, conflict: Conflict) -> Conflict {
        match (conflict, self.system) {
            (Conflict::System(_), Some(own)) => Conflict::System(own.to_owned()),
            (conflict, _) => conflict,
        }
    }
}

/// The words of a mask in one order: which of a Latin name's words comes first has changed over time.
fn words(mask: &str) -> Vec<&str> {
    let mut words: Vec<&str> = mask.split(' ').collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests;
