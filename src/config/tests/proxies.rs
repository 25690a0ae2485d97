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

#[test]
fn believing_everyone_for_whom_they_ask_gives_a_warning() {
    let warnings = |networks: &str| {
        let file = format!("[web]\norigin = \"https://pass.example\"\n[service]\ntrusted_proxies = [{networks}]\n");
        load(&file, &[], &[]).expect("config").warnings()
    };
    for everyone in ["0.0.0.0/0", "::/0", "10.1.2.3/0", "0.0.0.0/1", "8000::/1"] {
        let found = warnings(&format!("\"127.0.0.1\", \"{everyone}\""));
        let words = format!("service.trusted_proxies has {everyone}: everyone is believed");
        assert!(found.len() == 1 && found[0].starts_with(&words), "{found:?}");
    }
    assert_eq!(warnings("\"10.0.0.0/8\", \"2001:db8::/32\""), [""; 0]);
}
