use super::*;

#[test]
fn a_proxy_that_is_not_named_gives_a_warning() {
    let warnings = |file: &str| load(file, &[], &[]).expect("config").warnings();
    let found = warnings("[web]\norigin = \"https://pass.example\"\n");
    assert!(found.len() == 1 && found[0].starts_with("service.trusted_proxies is empty"), "{found:?}");
    let named = "[web]\norigin = \"https://pass.example\"\n[service]\ntrusted_proxies = [\"127.0.0.1\"]\n";
    assert_eq!(warnings(named), [""; 0]);
    let wrong = problems("[service]\ntrusted_proxies = [\"localhost\"]\n", &[], &[]);
    assert!(wrong.len() == 1 && wrong[0].contains("an address or a network, like 192.0.2.7"), "{wrong:?}");
}
