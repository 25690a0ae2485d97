//! Generates the OpenAPI document from the routes.

use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{RefOr, Required, Server};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::contact::Contact;
use super::problem::{ProblemCode, ProblemDocument};
use super::router::{operator_routes, public_routes};
use super::routes::{front, health, paper};

/// Bytes that are not text.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it documents bodies that are bytes")]
pub(super) struct Binary(Vec<u8>);

/// The parts that do not follow from the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Haetae",
        description = "Issues short-lived signed passes and publishes what scanners need to check them offline. Operations tagged `operator` are on a listener of their own. Errors are RFC 9457 problem documents."
    ),
    components(schemas(ProblemDocument, ProblemCode, Contact)),
    tags(
        (name = "issuing", description = "For partners: passes for the citizens that they vouch for"),
        (name = "queue", description = "For those who wait: joining the waiting room, and how far it has come"),
        (name = "trust", description = "For scanners: signed files, which anyone may cache"),
        (name = "health", description = "For monitoring the service"),
        (name = "operator", description = "For operators, on the operator listener, with a credential")
    )
)]
struct Haetae;

/// The OpenAPI 3.1 document of both listeners, as JSON.
pub fn document() -> String {
    // A document of strings, lists and maps can always be written.
    described().to_pretty_json().unwrap_or_default()
}

/// The same of a service under a path of its host.
pub(super) fn document_under(prefix: &str) -> String {
    let mut document = described();
    document.servers = Some(vec![Server::new(prefix)]);
    document.to_pretty_json().unwrap_or_default()
}

fn described() -> utoipa::openapi::OpenApi {
    let routes = OpenApiRouter::with_openapi(Haetae::openapi())
        .merge(public_routes())
        .merge(front::public())
        .merge(health::public())
        .merge(operator_routes());
    let mut document = routes.into_openapi();
    let paper = document.paths.paths.get_mut(paper::PATH).and_then(|path: &mut PathItem| path.post.as_mut());
    // Its body is optional, which the macro cannot express for a body with a type.
    if let Some(RefOr::T(body)) = paper.and_then(|operation| operation.request_body.as_mut()) {
        body.required = Some(Required::False);
    }
    let components = document.components.get_or_insert_default();
    let bearer = |description: &str| {
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.description = Some(description.to_owned());
        SecurityScheme::Http(http)
    };
    components.add_security_scheme("assertion", bearer("A partner's assertion: a JWT signed with EdDSA."));
    components.add_security_scheme("operator", bearer("An operator's credential, of `haetae operator add`. Each operation needs a scope: `revoke` for revocations and reinstatements, `queue` to change the waiting room, `read` for the others."));
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::OWN_PATHS;

    #[test]
    fn no_path_of_a_route_can_be_the_prefix_of_a_site() {
        for path in described().paths.paths.keys() {
            let first = path.split('/').nth(1).unwrap_or_default();
            assert!(first.is_empty() || OWN_PATHS.contains(&first), "{path}");
        }
    }
}
