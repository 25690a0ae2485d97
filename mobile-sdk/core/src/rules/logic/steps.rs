/// How many steps the rules of a policy may take together in one check.
const MOST_STEPS: u32 = 20_000;

/// That an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fails;

/// Counts the steps of a check.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Steps(u32);

impl Steps {
    /// Takes one more.
    pub(crate) fn step(&mut self) -> Result<(), Fails> {
        self.take(1)
    }

    /// Takes so many more.
    pub(crate) fn take(&mut self, steps: usize) -> Result<(), Fails> {
        self.0 = self.0.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        if self.0 > MOST_STEPS { Err(Fails) } else { Ok(()) }
    }

    /// How many have been taken.
    pub(crate) const fn taken(self) -> u32 {
        self.0
    }
}
