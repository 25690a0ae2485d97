//! The trust list (section 5): which keys may sign what, signed by the roots.

mod key;
mod list;
mod roots;
mod signed;

pub use key::{IssuingConstraints, Role, TrustedKey};
pub use list::TrustList;
pub use roots::RootSet;
pub use signed::PreparedTrustList;
pub(crate) use signed::{SignedTrustList, version_of};
