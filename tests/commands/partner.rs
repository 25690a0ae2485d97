use serde_json::{Value, json};

use crate::place::Place;

/// Public Ed25519 keys, and their RFC 7638 thumbprints.
const KEYS: [&str; 3] = [
    "5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0",
    "0GyDfR2h6xDCVfNTNM6Jb68mUGvjrtVc8DYbObIcwlA",
    "tYdnF2bJumCAzJzGZv6eQT6CzxJkfzsO15fXsVkictc",
];

fn place() -> Place {
    let place = Place::with_data();
    for (number, x) in KEYS.iter().enumerate() {
        write_key(&place, &format!("key-{number}.json"), &json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
    }
    place
}

fn write_key(place: &Place, file: &str, jwk: &Value) {
    place.write(file, jwk.to_string());
}

fn add<'a>(name: &'a str, file: &'a str) -> Vec<&'a str> {
    vec!["partner", "add", "--data", "data", name, "--jwk", file]
}

#[test]
fn a_partner_has_two_keys_and_goes_with_the_last() {
    let place = place();
    let list = || place.run(&["partner", "list", "--data", "data"]).succeeds().stdout;
    assert_eq!(list(), "");
    place.run(&add("naver", "key-0.json")).succeeds().says("Registered the key ");
    place.run(&[add("naver", "key-1.json"), vec!["--use", "passes,paper"]].concat()).succeeds();
    place.run(&add("naver", "key-0.json")).succeeds().says("Nothing changed");
    let listed = list();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines[0], "naver");
    assert_eq!(lines.iter().filter(|line| line.ends_with("  passes")).count(), 1, "{listed}");
    assert_eq!(lines.iter().filter(|line| line.ends_with("  passes,paper")).count(), 1, "{listed}");

    place.refuses(&add("naver", "key-2.json"), 1, "the partner has two keys already");
    place.run(&add("kakao", "key-2.json")).succeeds();
    for id in lines[1..].iter().map(|line| line.split_whitespace().next().expect("an id")) {
        place.run(&["partner", "remove", "--data", "data", "naver", "--key", id]).succeeds().says("Removed the key.");
        place.refuses(&["partner", "remove", "--data", "data", "naver", "--key", id], 1, "no such partner or key");
    }
    assert!(list().starts_with("kakao\n"));
}

#[test]
fn each_step_says_what_comes_next() {
    let place = place();
    let list = ["partner", "list", "--data", "data"];
    let empty = place.run(&list).succeeds();
    assert_eq!(empty.stdout, "");
    assert_eq!(
        empty.stderr,
        "There are no partners. Next: haetae partner add NAME --jwk FILE, or haetae partner demo\n"
    );
    let json = place.run(&[&list[..], &["--json"]].concat()).succeeds();
    assert_eq!((json.stdout.as_str(), json.stderr.as_str()), ("{\n  \"partners\": []\n}\n", ""));

    write_key(&place, "one.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[0], "kid": "a"}));
    write_key(&place, "two.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[1], "kid": "b"}));
    let next = "\nNext: the partner's server signs assertions with kid a, iss naver and aud haetae. \
                Its scanners begin with data/roots.json.\n";
    place.run(&add("naver", "one.json")).succeeds().says(next);
    // Who asks again is where the first call was.
    place.run(&add("naver", "one.json")).succeeds().says("Nothing changed").says(next);
    place.run(&add("naver", "two.json")).succeeds();
    assert_eq!(place.run(&list).succeeds().stderr, "");

    let remove = |key| ["partner", "remove", "--data", "data", "naver", "--key", key];
    let stolen = "If the key was stolen: haetae partner void naver --since TIME --reason TEXT\n";
    place.run(&remove("a")).succeeds().says("\nNext: naver signs with b alone; haetae partner add naver").says(stolen);
    let grace = |hours| ["partner", "grace", "--data", "data", "naver", "--hours", hours];
    place.run(&grace("1")).succeeds().says("\nNext: haetae partner grace naver --hours 0 ends it");
    place.run(&grace("0")).succeeds().says("\nNext: haetae partner list shows until when");
    place.run(&remove("b")).succeeds().says("\nNext: naver has no key and gets no passes until").says(stolen);
    let demo = ["partner", "demo", "--data", "data"];
    place.run(&demo).succeeds().says("\nNext: HAETAE__DEMO__SIGN_IN=true haetae serve --data data\n");
}

#[test]
fn grace_begins_and_ends() {
    let place = place();
    place.run(&add("naver", "key-0.json")).succeeds();
    let grace = |hours| ["partner", "grace", "--data", "data", "naver", "--hours", hours];
    place.run(&grace("24")).succeeds().says("not checked until ");
    place.run(&["partner", "list", "--data", "data"]).succeeds().says("naver  (grace until ");
    place.run(&grace("0")).succeeds().says("checked again");
    assert!(!place.run(&["partner", "list", "--data", "data"]).stdout.contains("grace"));
    let unknown = ["partner", "grace", "--data", "data", "nobody", "--hours", "1"];
    place.refuses(&unknown, 1, "no such partner or key");
}

#[test]
fn grace_lasts_until_a_time_that_is_near_enough() {
    let place = place();
    place.run(&add("naver", "key-0.json")).succeeds();
    let now = haetae::clock::Clock::now(&haetae::clock::SystemClock);
    let grace = |seconds: u64| {
        let until = now.saturating_add(seconds).to_rfc3339();
        ["partner", "grace", "--data", "data", "naver", "--until", &until].map(str::to_owned)
    };
    let until = grace(86_400);
    let said = place.run(&until.each_ref().map(String::as_str)).succeeds();
    said.says(&format!("not checked until {}", until[6])).says("each old one counts for up to 7 days longer");
    place.run(&["partner", "list", "--data", "data"]).succeeds().says(&format!("naver  (grace until {})", until[6]));
    for wrong in [grace(0), grace(32 * 86_400)] {
        let words = wrong.each_ref().map(String::as_str);
        place.refuses(&words, 2, "--until must be after now and at most 31 days later");
    }
    let both = ["partner", "grace", "--data", "data", "naver", "--hours", "1", "--until", &until[6]];
    place.refuses(&both, 2, "cannot be used with");
    place.refuses(&["partner", "grace", "--data", "data", "naver"], 2, "--hours");
}

#[test]
fn unusable_keys_are_refused() {
    let place = place();
    place.write("no.json", "{");
    write_key(&place, "private.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[0], "d": KEYS[1]}));
    write_key(&place, "exchange.json", &json!({"kty": "OKP", "crv": "X25519", "x": KEYS[0]}));
    let p256 = json!({
        "kty": "EC", "crv": "P-256",
        "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
    });
    write_key(&place, "p256.json", &p256);
    write_key(&place, "short.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}));
    // A point of order 1, and a number that is not a point.
    write_key(
        &place,
        "small.json",
        &json!({"kty": "OKP", "crv": "Ed25519", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}),
    );
    write_key(
        &place,
        "off.json",
        &json!({"kty": "OKP", "crv": "Ed25519", "x": "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}),
    );
    write_key(&place, "number.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[0], "kid": 7}));
    write_key(&place, "spaces.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[0], "kid": "a b"}));
    write_key(&place, "set.json", &json!({"keys": []}));
    for (file, words) in [
        ("missing.json", "missing.json: "),
        ("data", "data: "),
        ("no.json", "no.json: not a JWK"),
        ("set.json", "set.json: not a JWK"),
        ("private.json", "private.json: this JWK holds a private key"),
        ("exchange.json", "must be OKP Ed25519"),
        ("p256.json", "must be OKP Ed25519"),
        ("short.json", "x must be 32 bytes in base64url"),
        ("small.json", "not a point of Ed25519"),
        ("off.json", "not a point of Ed25519"),
        ("number.json", "its kid must be 1 to 128 printable ASCII characters"),
        ("spaces.json", "its kid must be 1 to 128 printable ASCII characters"),
    ] {
        place.refuses(&add("naver", file), 2, words);
    }
    for name in ["", "na ver", "네이버"] {
        place.refuses(&add(name, "key-0.json"), 2, "a partner's name is 1 to 64 characters");
    }
}

#[test]
fn one_id_names_one_key() {
    let place = place();
    write_key(&place, "one.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[0], "kid": "a"}));
    write_key(&place, "other.json", &json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[1], "kid": "a"}));
    place.run(&add("naver", "one.json")).succeeds().says("Registered the key a of naver.");
    place.refuses(&add("naver", "other.json"), 1, "another key of that id");
    place.refuses(&add("naver", "key-0.json"), 1, "under another id");
}

#[test]
fn passes_issued_through_a_stolen_partner_key_are_voided() {
    let place = Place::published();
    let (kim, since) = (place.paper_pass("kim"), "2026-01-01T00:00:00Z");
    place.verify(&[&kim]).succeeds();
    // On the command line the partner is the operator.
    let void = ["partner", "void", "--data", "data", "operator", "--reason", "a stolen key", "--since"];
    let reported = place.run(&[&void[..], &[since]].concat()).succeeds();
    let reported = reported.says("1 pass that has not ended was issued through operator since then");
    let reported = reported.says("1 person has a new serial number").says("1 person needs another sheet");
    reported.says("\nNext: haetae partner list shows whether the stolen key is gone");
    place.run(&[&void[..], &[since]].concat()).succeeds().says("0 people have a new").says("1 had one already");
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    let renewed = place.paper_pass("kim");
    place.verify(&[&renewed]).succeeds();

    let other = ["partner", "void", "--data", "data", "another", "--reason", "a stolen key", "--since", since];
    place.run(&other).succeeds().says("0 people have a new");
    place.refuses(&[&void[..], &["9000-01-01T00:00:00Z"]].concat(), 2, "--since is in the future");
    place.refuses(&[&void[..], &["yesterday"]].concat(), 2, "a time as 2026-11-22T09:00:00Z");
    let reasonless = ["partner", "void", "--data", "data", "operator", "--reason", "", "--since", since];
    place.refuses(&reasonless, 2, "--reason must be 1 to 500 characters");
    let place = Place::with_data();
    std::fs::remove_dir_all(place.path("data/journal")).expect("a folder");
    place.refuses(&[&void[..], &[since]].concat(), 2, "this node has no journal");
}

#[test]
fn the_demo_partner_gets_its_key_once() {
    let place = place();
    let demo = ["partner", "demo", "--data", "data"];
    place.run(&demo).succeeds().says("Registered the demo partner.");
    let key = place.read("data/demo-partner.key");
    place.run(&demo).succeeds().says("Nothing changed");
    assert_eq!(place.read("data/demo-partner.key"), key);
    place.run(&["partner", "list", "--data", "data"]).succeeds().says("demo\n");
    place.write("data/demo-partner.key", "no key");
    place.refuses(
        &demo,
        2,
        "demo-partner.key: the key of the demo partner must be 32 bytes in base64url: remove the file",
    );
}

#[test]
fn a_full_disk_leaves_no_half_of_a_key_or_a_credential() {
    // A disk with room for the names of files and nothing else; then the command, and what is on the disk after it.
    const ON_A_FULL_DISK: &str = r#"mount -t tmpfs -o size=4k,mode=0700 none "$0" || exit 77
        head -c 8192 /dev/zero > "$0/filler" 2>/dev/null; "$@"; status=$?; ls -A "$0"; exit $status"#;
    let place = place();
    std::fs::create_dir(place.path("small")).expect("a folder");
    let commands: [&[&str]; 2] = [
        &["partner", "demo", "--data", "data"],
        &["operator", "add", "alice", "--scope", "read", "--out", "small/alice.token", "--data", "data"],
    ];
    for command in commands {
        let mut run = std::process::Command::new("unshare");
        run.args(["--map-root-user", "--mount", "sh", "-c", ON_A_FULL_DISK, "small"]);
        run.arg(crate::place::program()).args(command).current_dir(place.path("."));
        run.env("HAETAE__DEMO__KEY_FILE", place.path("small/demo.key"));
        let ran = run.output().expect("unshare starts");
        if !matches!(ran.status.code(), Some(0 | 2)) {
            eprintln!("nothing can be mounted here: {ran:?}");
            return;
        }
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert_eq!((ran.status.code(), &*out), (Some(2), "filler\n"), "{err}");
        assert!(err.contains("cannot write") && err.contains("No space left"), "{err}");
    }
    place.run(commands[0]).succeeds().says("Registered the demo partner.");
}
