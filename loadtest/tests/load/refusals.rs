//! What must not be put under load.

use std::time::Duration;

use crate::stub::Stub;
use haetae_loadtest::service::marked;

async fn said_of(body: &'static str) -> Result<(), String> {
    let address = Stub { body, stall: None, each: Duration::ZERO }.serve().await;
    marked::require(address).await.map_err(|error| format!("{error:#}"))
}

#[tokio::test]
async fn only_a_service_that_is_marked_for_load_tests_is_taken() {
    assert_eq!(said_of(r#"{"status":"alive","load_test":true}"#).await, Ok(()));
    for body in [r#"{"status":"alive"}"#, r#"{"status":"alive","load_test":false}"#] {
        let said = said_of(body).await.expect_err("it is not marked");
        assert!(said.contains("is not marked for load tests"), "{said}");
    }
    for body in ["", "{}", "hello", r#"{"load_test":true}"#, r#"{"status":"up","load_test":true}"#] {
        let said = said_of(body).await.expect_err("it is another program");
        assert!(said.contains("is no service of Haetae"), "{said}");
    }
}

#[test]
fn another_machine_is_refused_unless_somebody_says_that_it_is_theirs() {
    let loopback = marked::address("http://127.0.0.1:8470/", false).expect("this machine");
    assert_eq!(loopback.to_string(), "127.0.0.1:8470");
    assert!(
        marked::address("http://[::1]:8470", false).is_ok() && marked::address("http://localhost:8470", false).is_ok()
    );
    for url in ["http://192.0.2.1:8470", "http://[2001:db8::1]:80", "http://0.0.0.0:8470"] {
        let said = marked::address(url, false).expect_err("another machine").to_string();
        assert!(said.contains("is another machine"), "{said}");
        assert!(marked::address(url, true).is_ok(), "{url}");
    }
    for url in ["https://127.0.0.1:8470", "127.0.0.1:8470", "http://pass.example:80", "http://127.0.0.1"] {
        assert!(marked::address(url, true).is_err(), "{url}");
    }
}
