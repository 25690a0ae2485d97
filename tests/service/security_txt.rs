use haetae::clock::Clock as _;
use haetae::http::{HttpSettings, SecurityContact};
use haetae_core::{SECONDS_PER_DAY, UnixTime};
use haetae_testkit::service::answer::get;
use haetae_testkit::service::{Harness, ask, settings};

const PATH: &str = "/.well-known/security.txt";

fn configured(origin: Option<&str>) -> HttpSettings {
    let address = "mailto:security@pass.example".to_owned();
    let contact = SecurityContact { address, origin: origin.map(str::to_owned) };
    HttpSettings { security_contact: Some(contact), ..settings() }
}

/// The fields of RFC 9116, a line each.
async fn fields(harness: &Harness, settings: HttpSettings) -> Vec<(String, String)> {
    let answer = ask(harness.public_with(settings), get(PATH)).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    let text = std::str::from_utf8(&answer.body).expect("text");
    let field = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().map(|line| field(line).unwrap_or_else(|| panic!("{line:?} is no field"))).collect()
}

fn expires(fields: &[(String, String)]) -> UnixTime {
    let expires: Vec<&str> = fields.iter().filter(|(name, _)| name == "Expires").map(|(_, at)| at.as_str()).collect();
    assert_eq!(expires.len(), 1, "RFC 9116 wants it once: {fields:?}");
    UnixTime::parse_rfc3339(expires[0]).expect("a time")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finder_of_a_vulnerability_gets_the_operators_contact() {
    let harness = Harness::start().await;
    let fields = fields(&harness, configured(Some("https://pass.example"))).await;
    for (name, value) in [
        ("Contact", "mailto:security@pass.example"),
        ("Preferred-Languages", "ko, en"),
        ("Canonical", "https://pass.example/.well-known/security.txt"),
    ] {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{name}: {fields:?}");
    }
    assert_eq!(fields.len(), 4, "{fields:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_never_expires_while_the_service_answers() {
    let harness = Harness::start().await;
    let mut last = UnixTime::saturating_new(0);
    for _ in 0..400 {
        let now = harness.clock.now();
        let expires = expires(&fields(&harness, configured(None)).await);
        assert!(expires > now.saturating_add(80 * SECONDS_PER_DAY), "{expires} at {now}");
        assert!(expires < now.saturating_add(365 * SECONDS_PER_DAY), "RFC 9116: less than a year");
        assert!(expires > last, "it moves with each day");
        last = expires;
        harness.clock.set(now.saturating_add(SECONDS_PER_DAY));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_contact_there_is_no_such_text() {
    let harness = Harness::start().await;
    assert_eq!(ask(harness.public_with(settings()), get(PATH)).await.status.as_u16(), 404);
    assert_eq!(harness.operator(get(PATH)).await.status.as_u16(), 404, "nor for operators");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_only_this_machine_reaches_is_not_named() {
    let harness = Harness::start().await;
    let fields = fields(&harness, configured(None)).await;
    assert!(!fields.iter().any(|(name, _)| name == "Canonical"), "{fields:?}");
}
