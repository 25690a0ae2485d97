use serde_json::json;

use super::*;

fn patient(key: &str, server: Option<&str>) -> Option<Target> {
    Some(Target::Patient(Address { key: key.to_owned(), server: server.map(str::to_owned) }))
}

#[test]
fn references_of_all_forms_name_a_patient() {
    for (text, expected) in [
        ("Patient/p1", patient("Patient/p1", None)),
        ("Patient/p1/_history/2", patient("Patient/p1", None)),
        ("/Patient/p1", patient("Patient/p1", None)),
        ("https://EHR.example/fhir/Patient/p1", patient("Patient/p1", Some("ehr.example/fhir"))),
        ("http://ehr.example/fhir/Patient/p1/_history/2#x", patient("Patient/p1", Some("ehr.example/fhir"))),
        ("urn:uuid:0f0e", patient("Patient/0f0e", None)),
        ("urn:oid:1.2.3", patient("urn:oid:1.2.3", None)),
        ("resource:0", patient("resource:0", None)),
        ("Patient?identifier=urn:nhs|B-1", patient("?urn:nhs|B-1", None)),
        ("https://x/Patient?identifier=urn%3Anhs%7CB%2D1&active=true", patient("?urn:nhs|B-1", None)),
        ("Patient?identifier=B-1", patient("?*|B-1", None)),
        ("Patient?identifier=|B-1", patient("?|B-1", None)),
        ("Patient?_id=p1", patient("Patient/p1", None)),
        ("Patient/p1?_format=json", patient("Patient/p1", None)),
        ("https://x/fhir/Patient/p1?a=b", patient("Patient/p1", Some("x/fhir"))),
        ("Group/g1?a=b", Some(Target::NoPatient)),
        ("Patient?identifier=a|1,a|2", None),
        ("Patient?name=Kim", None),
        ("#p1", Some(Target::Contained("p1".to_owned()))),
        ("Group/g1", Some(Target::NoPatient)),
        ("Location?identifier=a|1", Some(Target::NoPatient)),
    ] {
        assert_eq!(target_of(text, None), expected, "{text}");
    }
    assert_eq!(target_of("Patient/p1", Some("ehr.example")), patient("Patient/p1", Some("ehr.example")));
    let logical = json!({"patient": {"identifier": {"system": "urn:nhs", "value": "B-1"}}});
    assert_eq!(target(&logical, "patient", None), patient("?urn:nhs|B-1", None));
    assert_eq!(target(&json!({"patient": {"display": "Kim"}}), "patient", None), None);
}

#[test]
fn a_patient_is_found_by_its_id_its_address_and_its_identifiers() {
    let resource = json!({"id": "p1", "identifier": [{"system": "urn:nhs", "value": "B-1"}, {"value": "7"}]});
    let keys = |url: Option<&str>, identifiers| {
        let found = addresses_of(&resource, url, identifiers);
        found.into_iter().map(|address| (address.key, address.server)).collect::<Vec<_>>()
    };
    let key = |key: &str, server: Option<&str>| (key.to_owned(), server.map(str::to_owned));
    assert_eq!(keys(None, false), [key("Patient/p1", None)]);
    assert_eq!(keys(Some("https://a.example/Patient/p1"), false), [key("Patient/p1", Some("a.example"))]);
    assert_eq!(keys(Some("urn:uuid:9"), false), [key("Patient/9", None), key("Patient/p1", None)]);
    let all = [key("?*|7", None), key("?*|B-1", None), key("?urn:nhs|B-1", None), key("?|7", None)];
    assert_eq!(keys(None, true)[..4], all);
}
