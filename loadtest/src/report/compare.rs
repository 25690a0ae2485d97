use super::Report;

/// What differs between two reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The targets of both, then the facts that differ.
    pub rows: Vec<Row>,
}

/// What both say about the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// What the earlier one says; a dash if nothing.
    pub earlier: String,
    /// What this one says.
    pub now: String,
    /// Whether a target holds in one and not in the other, or the fact differs.
    pub differs: bool,
}

impl Comparison {
    /// What differs between an earlier report and one of now.
    pub fn of(earlier: &Report, now: &Report) -> Self {
        let held = |held: bool| if held { "" } else { " (missed)" };
        let targets = now.targets.iter().map(|target| {
            let before = earlier.targets.iter().find(|before| before.name == target.name);
            Row {
                name: target.name.clone(),
                earlier: before.map_or("—".to_owned(), |before| format!("{}{}", before.measured, held(before.held))),
                now: format!("{}{}", target.measured, held(target.held)),
                differs: before.is_some_and(|before| before.held != target.held),
            }
        });
        let facts = now.facts.iter().filter_map(|fact| {
            let before = earlier.facts.iter().find(|before| before.name == fact.name).map(|before| &before.value);
            let differs = before != Some(&fact.value);
            differs.then(|| Row {
                name: fact.name.clone(),
                earlier: before.cloned().unwrap_or("—".to_owned()),
                now: fact.value.clone(),
                differs: false,
            })
        });
        Self { rows: targets.chain(facts).collect() }
    }
}
