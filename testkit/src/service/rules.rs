//! Rules of a service, signed with its keys.

use haetae::model::{RulesRecord, RulesVersion};
use haetae::rules::making::make;
use haetae::store::RulesChange;
use haetae_core::{RulesEdition, UnixTime};
use serde_json::{Value, json};

use super::Harness;
use crate::Signer;

/// A policy with one rule, `R-1`.
pub fn policy(id: &str, from: &str, until: Option<&str>, logic: &Value) -> Value {
    json!({
        "id": id, "name": { "ko": "식당", "en": "Restaurants" }, "from": from, "until": until, "challenge": "off",
        "status": "warn",
        "rules": [{ "id": "R-1", "logic": logic, "message": { "ko": "오늘은 쓸 수 없습니다", "en": "Not today" } }],
    })
}

/// A rules file as people write it, with these policies.
pub fn rules_text(policies: &[Value]) -> Vec<u8> {
    let file = json!({
        "zone": "Asia/Seoul", "presentation": { "max_age": 60, "max_skew": 60 }, "policies": policies,
    });
    file.to_string().into_bytes()
}

/// Signs a text as this version, issued at `issued`.
pub fn sign_rules(signer: &Signer, text: &[u8], version: u64, issued: UnixTime) -> Vec<u8> {
    let made = make(text, version, issued).expect("rules");
    signer.complete(&RulesEdition::prepare(made.payload, signer.kid()))
}

impl Harness {
    /// Stores a signed version as a command does, and publishes it.
    pub async fn publish_rules(&self, file: Vec<u8>, cases: Vec<u8>) {
        let version = RulesEdition::decode_unverified(&file).expect("rules").version;
        let record = RulesRecord {
            version,
            published: haetae::clock::Clock::now(self.clock.as_ref()),
            by: "alice".to_owned(),
            approved_by: None,
            emergency: None,
            content_of: None,
        };
        let added = self.node.store.add_rules(&RulesVersion { record, file, cases }).await;
        assert_eq!(added.expect("the store answers"), RulesChange::Done);
        self.publish().await;
    }
}
