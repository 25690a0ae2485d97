use std::fmt;
use std::sync::Arc;

use axum::Router;

/// What somebody puts around the routes of a listener.
pub type Around = Arc<dyn Fn(Router) -> Router + Send + Sync>;

/// What is around the routes of both listeners, inside what observes each request. A sandbox has its faults and its
/// administration there; nobody else has any.
#[derive(Clone)]
pub struct Surroundings {
    /// Around those of the public listener.
    pub public: Around,
    /// Around those of the operator listener.
    pub operator: Around,
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").finish_non_exhaustive()
    }
}
