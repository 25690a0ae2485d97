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
    let (longest, longer) = ("이".repeat(500), "이".repeat(501));
    place.refuses(&[&REVOKE[..], &["kim", "--reason", &longer]].concat(), 2, "--reason must be at most 500 characters");
    place.run(&[&REVOKE[..], &["kim", "--reason", &longest]].concat()).succeeds();
}
