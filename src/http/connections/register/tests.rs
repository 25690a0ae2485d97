use super::*;

fn client(number: u8) -> Client {
    Client::of([192, 0, 2, number].into())
}

fn shed(places: &[&Place]) -> Vec<bool> {
    places.iter().map(|place| place.shed.is_cancelled()).collect()
}

#[test]
fn the_oldest_waiting_connection_of_the_client_with_most_gives_way() {
    let register = Register::new(4, 4);
    let enter = |number| register.enter(client(number), false).expect("room");
    let (other, first, second, third) = (enter(2), enter(1), enter(1), enter(1));
    // The first has had a request since: the second has waited longest.
    first.works();
    first.waits();
    let newcomer = enter(3);
    assert_eq!(shed(&[&other, &first, &second, &third, &newcomer]), [false, false, true, false, false]);
    drop(second);
    let newest = enter(4);
    assert_eq!(shed(&[&other, &first, &third, &newcomer, &newest]), [false, false, true, false, false]);
}

#[test]
fn a_connection_with_a_request_does_not_give_way() {
    let register = Register::new(2, 2);
    let enter = |number| register.enter(client(number), false);
    let (one, other) = (enter(1).expect("room"), enter(1).expect("room"));
    one.works();
    other.works();
    assert_eq!(enter(2).err(), Some(Refusal::Full));
    assert_eq!(enter(1).err(), Some(Refusal::Client));
    other.waits();
    let newcomer = enter(2).expect("room");
    assert_eq!(shed(&[&one, &other, &newcomer]), [false, true, false]);
    drop(one);
    assert!(enter(3).is_ok());
}

#[test]
fn a_client_takes_no_place_from_one_that_has_fewer() {
    let register = Register::new(3, 3);
    let enter = |number| register.enter(client(number), false);
    let (one, two) = (enter(1).expect("room"), enter(1).expect("room"));
    one.works();
    two.works();
    let other = enter(2).expect("room");
    assert_eq!(enter(1).err(), Some(Refusal::Full), "the other client has one, this one two");
    assert!(!other.shed.is_cancelled());
    let third = enter(3).expect("it has none yet, the other one");
    assert_eq!(shed(&[&other, &third]), [true, false]);
}

#[test]
fn a_connection_whose_peer_does_not_read_gives_way_if_its_client_has_clearly_more() {
    let register = Register::new(4, 4);
    let enter = |number| register.enter(client(number), false);
    let many: Vec<Place> = (0..3).map(|_| enter(1).expect("room")).collect();
    let other = enter(2).expect("room");
    for place in many.iter().chain([&other]) {
        place.works();
    }
    many[1].stalls();
    many[0].stalls();
    other.stalls();
    let newcomer = enter(3).expect("the one that stalls longest gives way");
    assert_eq!(shed(&[&many[0], &many[1], &many[2], &other]), [false, true, false, false]);
    newcomer.works();
    // It reads again.
    many[0].works();
    assert_eq!(enter(4).err(), Some(Refusal::Full), "nobody who stalls has clearly more");
    many[0].stalls();
    assert_eq!(enter(2).err(), Some(Refusal::Full), "two and two would be no gain");
    assert!(enter(4).is_ok());
    assert!(many[0].shed.is_cancelled() && !other.shed.is_cancelled());
}

#[test]
fn a_client_at_its_limit_replaces_its_own() {
    let register = Register::new(10, 2);
    let enter = |number| register.enter(client(number), false);
    let (one, two) = (enter(1).expect("room"), enter(1).expect("room"));
    let three = enter(1).expect("the first gives way");
    assert_eq!(shed(&[&one, &two, &three]), [true, false, false]);
    two.works();
    three.works();
    assert_eq!(enter(1).err(), Some(Refusal::Client));
    assert!(enter(2).is_ok());
}

#[test]
fn a_proxy_has_no_limit_of_its_own_and_gives_way_last() {
    let register = Register::new(4, 1);
    let proxy = || register.enter(client(9), true);
    let places: Vec<Place> = (0..3).map(|_| proxy().expect("room")).collect();
    let direct = register.enter(client(1), false).expect("room");
    assert_eq!(register.enter(client(2), false).err(), None, "another client with one connection gives way");
    assert!(direct.shed.is_cancelled());
    assert!(places.iter().all(|place| !place.shed.is_cancelled()));
    drop(direct);
    let fourth = proxy().expect("room");
    assert!(register.enter(client(1), false).is_err(), "no direct client displaces a proxy's connection");
    let fifth = proxy().expect("its own oldest gives way");
    assert!(places[0].shed.is_cancelled() && !fourth.shed.is_cancelled() && !fifth.shed.is_cancelled());
}

#[test]
fn nothing_is_left_of_connections_that_have_ended() {
    let register = Register::new(8, 4);
    for round in 0..100_u8 {
        let places: Vec<_> = (0..12).map(|place| register.enter(client(place % 3 + round % 2), false)).collect();
        for place in places.iter().flatten().step_by(2) {
            place.works();
        }
        for place in places.iter().flatten().step_by(4) {
            place.waits();
            place.stalls();
        }
    }
    let seats = register.seats();
    assert!(
        seats.open.is_empty() && seats.clients.is_empty() && seats.ranks.iter().all(BTreeSet::is_empty),
        "{seats:?}"
    );
}
