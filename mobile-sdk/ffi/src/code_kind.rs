use haetae_core::CodeKind as CoreKind;

/// What the text of a code begins as. Nothing about it has been read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CodeKind {
    /// `HT1:`: a pass, shown as it is.
    Pass,
    /// `HP1:`: a pass, wrapped and signed by the phone.
    Presentation,
    /// `HQ1:`: a venue's challenge.
    Challenge,
    /// `HB1:`: a code of a series.
    Series,
    /// The setup link of a scanner.
    Setup,
}

/// What the text of a code begins as; nothing where it is not one of ours.
#[uniffi::export]
pub fn code_kind(text: &str) -> Option<CodeKind> {
    CoreKind::of(text).map(CodeKind::from)
}

impl From<CoreKind> for CodeKind {
    fn from(kind: CoreKind) -> Self {
        match kind {
            CoreKind::Pass => Self::Pass,
            CoreKind::Presentation => Self::Presentation,
            CoreKind::Challenge => Self::Challenge,
            CoreKind::Series => Self::Series,
            CoreKind::Setup => Self::Setup,
        }
    }
}
