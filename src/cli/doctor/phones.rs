use super::finding::Finding;
use crate::render::text::plural;
use crate::runtime::Node;

const CHECK: &str = "phones";

/// How many people have passes on more phones than one sign-in is good for.
pub(super) async fn check(node: &Node) -> Option<Finding> {
    let limit = node.limits.settings().phones_per_day;
    if limit == 0 {
        return None;
    }
    let phones = plural(limit, "phone", "phones");
    Some(match node.store.people_with_more_phones(limit).await {
        Ok(0) => Finding::ok(CHECK, format!("Nobody has passes for one day on more than {limit} {phones}.")),
        Ok(people) => {
            let have = plural(people, "person has", "people have");
            let finding = format!(
                "{people} {have} passes for one day on more than {limit} {phones} (limits.phones_per_day). Each further \
                 phone had a sign-in of its own."
            );
            Finding::ok(CHECK, finding)
        }
        Err(error) => Finding::problem(CHECK, format!("{error}."), "restore the database from its backup"),
    })
}
