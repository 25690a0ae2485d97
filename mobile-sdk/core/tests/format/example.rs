//! The example in `docs/wire-format.md` is a real pass.

use haetae_core::{UnverifiedPass, base45, inspect};

const SPECIFICATION: &str = include_str!("../../../../docs/wire-format.md");

/// The bytes that stand before the diagnostic notation.
fn bytes_of(line: &str) -> Vec<u8> {
    line.split_whitespace().map_while(|word| hex::decode(word).ok()).flatten().collect()
}

#[test]
fn the_example_of_the_specification_is_a_pass() {
    let (_, example) = SPECIFICATION.split_once("## An example").expect("an example");
    let text = example.lines().map(str::trim).find(|line| line.starts_with("HT1:")).expect("a code");
    let (_, annotated) = example.split_once("diagnostic notation:").expect("bytes");
    let bytes: Vec<u8> = annotated.lines().take_while(|line| !line.starts_with("There")).flat_map(bytes_of).collect();
    assert_eq!(base45::decode(&text[4..]).expect("base45"), bytes);
    assert!(example.contains(&format!("Its {} bytes", bytes.len())));

    let pass = UnverifiedPass::parse(text).expect("a pass");
    let claims = inspect::unchecked(&pass).claims;
    for said in [
        format!("{}, ", claims.expires.to_rfc3339()),
        format!("{}, ", claims.not_before.to_rfc3339()),
        format!("index, of day {} ", claims.not_before.status_day()),
        format!("2: {}, ", claims.status_index),
    ] {
        let said = said.trim_end_matches(", ");
        assert!(example.contains(said), "{said}");
    }
}
