use crate::place::Place;

const REVOKE: [&str; 4] = ["revoke", "--data", "data", "--subject"];
const REINSTATE: [&str; 4] = ["reinstate", "--data", "data", "--subject"];

#[test]
fn a_revoked_person_is_refused_and_a_reinstated_one_gets_new_passes() {
    let place = Place::published();
    let (kim, lee) = (place.paper_pass("kim"), place.paper_pass("lee"));
    place.verify(&[&kim, &lee]).succeeds();

    place.run(&[&REVOKE[..], &["kim", "--reason", "lost"]].concat()).succeeds().says("Revoked.");
    place.verify(&[&kim, &lee]).succeeds().says("ADMIT");
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    place.verify(&[&lee]).succeeds();
    place.run(&[&REVOKE[..], &["kim"]].concat()).succeeds().says("revoked already; nothing changed");

    place.run(&[&REINSTATE[..], &["kim"]].concat()).succeeds().says("Reinstated, with a new serial number");
    place.publish();
    let renewed = place.paper_pass("kim");
    assert_ne!(renewed, kim);
    place.verify(&[&renewed]).succeeds();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    place.run(&[&REINSTATE[..], &["kim"]].concat()).succeeds().says("not revoked; nothing changed");
}

#[test]
fn subjects_that_are_none_or_not_on_record_change_nothing() {
    let place = Place::with_people();
    let long = "x".repeat(65);
    for command in [REVOKE, REINSTATE] {
        for subject in ["", "k i m", "김", "kim\n", &long] {
            place.refuses(&[&command[..], &[subject]].concat(), 2, "--subject must be 1 to 64 characters");
        }
        place.refuses(&[&command[..], &["nobody"]].concat(), 1, "there is no record of that subject");
    }
    place.refuses(&[&REVOKE[..], &["kim", "--reason"]].concat(), 2, "--reason");
    for empty in ["", " ", "\u{3000}"] {
        place.refuses(&[&REVOKE[..], &["kim", "--reason", empty]].concat(), 2, "--reason must be 1 to 500 characters");
    }
    for upsetting in ["a\nb", "a\u{1b}[31m", "a\u{202e}b"] {
        place.refuses(
            &[&REVOKE[..], &["kim", "--reason", upsetting]].concat(),
            2,
            "--reason must be 1 to 500 characters on one line",
        );
    }
    let (longest, longer) = ("이".repeat(500), "이".repeat(501));
    place.refuses(&[&REVOKE[..], &["kim", "--reason", &longer]].concat(), 2, "--reason must be 1 to 500 characters");
    place.run(&[&REVOKE[..], &["kim", "--reason", &longest]].concat()).succeeds();
}

#[test]
fn many_are_revoked_and_reinstated_from_a_file() {
    let place = Place::published();
    let (kim, lee) = (place.paper_pass("kim"), place.paper_pass("lee"));
    place.write("forged.csv", "name;subject\n김;kim\n;nobody\n;k i m\n;kim\n\n;park\n;choi\n");
    let from = |command| [command, "--data", "data", "--from", "forged.csv"];
    let revoked = place.run(&[&from("revoke")[..], &["--reason", "forged"]].concat()).ends(1);
    let sum = "2 revoked, 1 revoked already, 2 lines that match no record, 1 line that is not a subject id.\n";
    assert!(revoked.stdout.starts_with(sum), "{revoked:?}");
    let in_order = "line 3: \"nobody\": there is no record of that subject\n\
                    line 4: \"k i m\": this is not a subject id\n\
                    line 8: \"choi\": there is no record of that subject\n";
    assert!(revoked.stderr.contains(in_order), "{revoked:?}");
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    place.verify(&[&lee]).succeeds();

    place.write("empty.csv", "subject\n\n");
    place.refuses(&["revoke", "--data", "data", "--from", "empty.csv"], 2, "the file has no subject ids");
    for header in ["name;id", "\"이름\",\"번호\"", "id\tnote"] {
        place.write("other.csv", format!("{header}\nx;lee\n"));
        place.refuses(&["revoke", "--data", "data", "--from", "other.csv"], 2, "no column `subject`");
    }

    let list = ["revocations", "list", "--data", "data"];
    let listed = place.run(&list).succeeds();
    assert_eq!(listed.stdout.lines().count(), 2);
    assert!(listed.stdout.lines().all(|line| line.ends_with("  revoked  forged")), "{listed:?}");
    let json = place.run(&[&list[..], &["--json", "--subject", "park"]].concat()).succeeds();
    let entry: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(
        (&entry["subject"], &entry["reason"], &entry["in_force"]),
        (&"park".into(), &"forged".into(), &true.into())
    );
    place.run(&[&list[..], &["--since", "9999-01-01T00:00:00Z"]].concat()).succeeds().says("No revocations.");
    place.refuses(&[&list[..], &["--since", "yesterday"]].concat(), 2, "--since");

    let json = place.run_with(&["reinstate", "--data", "data", "--from", "-", "--json"], &[], "kim\nlee\n").succeeds();
    let outcome: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((&outcome["done"], &outcome["already"]), (&1.into(), &1.into()));
    place.refuses(&["revoke", "--data", "data", "--from", "missing.txt"], 2, "cannot open missing.txt");
    place.refuses(&["revoke", "--data", "data", "--from", "forged.csv", "--subject", "kim"], 2, "cannot be used with");
    let one = place.run(&[&REVOKE[..], &["lee", "--json"]].concat()).succeeds();
    assert_eq!(one.stdout, "{\"already\":0,\"done\":1,\"problems\":[]}\n");
}
