use std::collections::HashSet;

use super::*;

#[test]
fn every_row_is_read_and_no_name_is_given_twice() {
    assert_eq!(entries().count(), TABLE.lines().count() - 1);
    let names: Vec<String> = known_names().map(|name| folded(&name)).collect();
    let mut seen = HashSet::new();
    let twice: Vec<&String> = names.iter().filter(|name| !seen.insert(*name)).collect();
    assert_eq!(twice, Vec::<&String>::new());
    for entry in entries() {
        assert!(entry.cvx.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_digit())), "{:?}", entry.product);
    }
    assert!(product_named(UNKNOWN).is_some_and(is_unknown));
}

#[test]
fn korean_names_and_cvx_codes_lead_to_the_product() {
    let code = |text: &str| product_named(text).map(Product::as_str);
    for text in [
        "화이자",
        "코미나티주",
        "208",
        "bnt162b2",
        "Pfizer - BioNTech",
        "\u{1112}\u{116A}\u{110B}\u{1175}\u{110C}\u{1161}",
    ] {
        assert_eq!(code(text), Some("BNT162B2"), "{text}");
    }
    assert_eq!(code("얀센"), Some("AD26.COV2.S"));
    assert_eq!(code("뉴백소비드"), Some("NVX-COV2373"));
    assert_eq!(code("88"), None);
    assert_eq!(product_of_cvx("229").map(Product::as_str), Some("MRNA-1273"));
    assert_eq!(product_of_cvx("화이자"), None);
}
