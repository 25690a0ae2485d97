//! What has been read so far, and whether that is enough.

/// Which texts are taken rather than others.
pub type Preferred<'a> = &'a dyn Fn(&str) -> bool;

/// The texts that were read, each once.
pub(crate) struct Texts<'a> {
    found: Vec<String>,
    /// Reading ends with the first of these; without, every code counts.
    preferred: Option<Preferred<'a>>,
}

impl<'a> Texts<'a> {
    /// For the one text that is preferred; another only where there is none.
    pub(crate) const fn one(preferred: Preferred<'a>) -> Self {
        Self { found: Vec::new(), preferred: Some(preferred) }
    }

    /// For every text.
    pub(crate) const fn every() -> Self {
        Self { found: Vec::new(), preferred: None }
    }

    pub(crate) fn add(&mut self, text: String) {
        if !self.found.contains(&text) {
            self.found.push(text);
        }
    }

    /// Whether the preferred one is there.
    pub(crate) fn has_preferred(&self) -> bool {
        self.preferred.is_some_and(|is_preferred| self.found.iter().any(|text| is_preferred(text)))
    }

    /// Whether nothing else need be tried. `more` says that there are traces of another code than those that were read.
    pub(crate) fn are_enough(&self, more: bool) -> bool {
        self.has_preferred() || !self.found.is_empty() && (self.preferred.is_none() || !more)
    }

    pub(crate) fn into_found(self) -> Vec<String> {
        self.found
    }

    /// The preferred text, else the one that was read first.
    pub(crate) fn into_one(self) -> Option<String> {
        let place = self.found.iter().position(|text| self.preferred.is_some_and(|is_preferred| is_preferred(text)));
        self.found.into_iter().nth(place.unwrap_or(0))
    }
}
