//! The HTTP interface: JSON on two listeners, one for everybody and one for operators. docs/api.md describes it for
//! partners; the OpenAPI document is generated from the code.

mod accept;
mod access;
mod acts;
mod app_state;
mod bearer;
mod body;
mod conditional;
mod connections;
mod contact;
mod control;
mod edge;
mod guard;
mod idempotency;
mod language;
mod live;
mod metrics;
mod openapi;
mod pages;
mod path_prefix;
mod problem;
mod range;
mod ready;
mod request_id;
mod router;
mod routes;
mod security_headers;
mod server;
mod settings;
mod surroundings;

pub use app_state::{AppState, TrustSource};
pub use connections::{Pace, TlsCertificate, TlsError, TrustedProxies, listen};
pub use contact::{Contact, SecurityContact};
pub use control::Control;
pub use edge::Edge;
pub use openapi::document;
pub use pages::{App, Deployment, Pages};
pub use problem::{Problem, ProblemCode};
pub use router::{operator_router, public_router};
pub use server::{OPERATOR_CONNECTIONS, Stopped, serve};
pub use settings::HttpSettings;
pub use surroundings::{Around, Surroundings};
