use std::collections::HashSet;

use super::*;
use crate::records::products::known_names;

fn product(code: &str) -> Option<Vaccine> {
    Product::new(code).map(Vaccine::Covid)
}

#[test]
fn every_row_of_the_table_means_something_and_once() {
    let mut seen = HashSet::new();
    for line in TABLE.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [system, code, means, _] = columns.as_slice() else { panic!("{line}") };
        assert!(seen.insert((*system, code.to_uppercase())), "{line}");
        let known = |product: &str| known_names().any(|name| name == product) || entries_have(product);
        match *system {
            "system" => assert!(System::named(means).is_some(), "{line}"),
            "cvx" | "snomed" | "atc" | "eu" | "icd11" | "disease" | "word" => {
                assert!(["other", "nothing"].contains(means) || known(means), "{line}");
            }
            other => panic!("{other}"),
        }
    }
}

fn entries_have(product: &str) -> bool {
    crate::records::products::entries().any(|entry| entry.product.as_str() == product)
}

#[test]
fn codes_of_all_systems_lead_to_the_product_or_elsewhere() {
    use System::{Atc, Cvx, Eu, Icd11, Snomed};
    for (system, code, means) in [
        (Some(Cvx), "208", product("BNT162B2")),
        (Some(Cvx), "0208", product("BNT162B2")),
        (Some(Cvx), "213", product("UNKNOWN")),
        (Some(Cvx), "500", product("UNKNOWN")),
        (Some(Cvx), "519", product("MRNA-1273")),
        (Some(Cvx), "140", Some(Vaccine::Other)),
        (Some(Cvx), "03", Some(Vaccine::Other)),
        (Some(Cvx), "333", Some(Vaccine::Other)),
        (Some(Cvx), "334", None),
        (Some(Cvx), "998", Some(Vaccine::Nothing)),
        (Some(Cvx), "999", None),
        (Some(Eu), "EU/1/20/1528", product("BNT162B2")),
        (Some(Eu), "EU/1/20/1507/002", product("MRNA-1273")),
        (Some(Eu), "Covishield", product("AZD1222")),
        (Some(Eu), "EU/1/99/9999", None),
        (None, "EU/1/21/1618", product("NVX-COV2373")),
        (None, "208", product("BNT162B2")),
        (None, "140", None),
        (Some(Atc), "J07BX03", product("UNKNOWN")),
        (Some(Atc), "j07bn01", product("UNKNOWN")),
        (Some(Atc), "J07BB02", Some(Vaccine::Other)),
        (Some(Atc), "N02BE01", None),
        (Some(Snomed), "1119349007", product("UNKNOWN")),
        (Some(Snomed), "39115611000001103", product("BNT162B2")),
        (Some(Snomed), "1181000221105", Some(Vaccine::Other)),
        (Some(Snomed), "73211009", None),
        (Some(Icd11), "XM3DT5", product("MRNA-1273")),
    ] {
        assert_eq!(vaccine_of_code(system, code), means, "{system:?} {code}");
    }
    assert_eq!(Some(vaccine_against("840539006")), product("UNKNOWN"));
    assert_eq!(vaccine_against("6142004"), Vaccine::Other);
}

#[test]
fn a_system_is_known_by_any_of_its_addresses() {
    for (address, system) in [
        ("http://hl7.org/fhir/sid/cvx", Some(System::Cvx)),
        ("urn:oid:2.16.840.1.113883.12.292", Some(System::Cvx)),
        ("https://snomed.info/sct/900000000000207008/version/20210131", Some(System::Snomed)),
        ("http://www.whocc.no/atc", Some(System::Atc)),
        ("https://ec.europa.eu/health/documents/community-register/html/", Some(System::Eu)),
        ("http://snomed.info/sctx", None),
        ("urn:lab", None),
        ("", None),
    ] {
        assert_eq!(System::of(address), system, "{address}");
    }
}

#[test]
fn other_vaccines_of_snomed_ct_are_known_and_what_may_be_against_covid_is_not_among_them() {
    for code in ["836377006", "871831003", "871822003", "836398006", "1861000221106", "462321000124107"] {
        assert_eq!(vaccine_of_code(Some(System::Snomed), code), Some(Vaccine::Other), "{code}");
    }
    // A vaccine against any virus, and any vaccine at all.
    for code in ["836369007", "787859002", "1"] {
        assert_eq!(vaccine_of_code(Some(System::Snomed), code), None, "{code}");
    }
    assert!(vaccine_of_code(Some(System::Snomed), "1119349007").is_some_and(|vaccine| vaccine.is_unspecified()));
}
