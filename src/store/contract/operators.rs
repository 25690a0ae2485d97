use super::{Backend, date, open, time};
use crate::model::{CredentialHash, Operator, OperatorName, Proposal, ProposalKind, Scope};
use crate::store::{Confirmation, OperatorChange};

fn name(text: &str) -> OperatorName {
    OperatorName::new(text).expect("a name")
}

fn operator(text: &str, byte: u8) -> Operator {
    Operator {
        name: name(text),
        scopes: vec![Scope::Read, Scope::Keys],
        credential: Some(CredentialHash([byte; 32])),
        created: time(100),
        expires: Some(time(900)),
        removed: None,
        last_used: None,
    }
}

pub(crate) async fn operators_come_back_as_they_were_added(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.operators().await.expect("list"), []);
    let forever = Operator { expires: None, scopes: Scope::ALL.to_vec(), ..operator("alice", 1) };
    for added in [&operator("bob", 2), &forever] {
        assert_eq!(store.add_operator(added).await.expect("add"), OperatorChange::Done);
    }
    assert_eq!(open(backend).await.operators().await.expect("list"), [forever, operator("bob", 2)]);
}

pub(crate) async fn a_removed_operator_keeps_the_name(backend: &impl Backend) {
    let store = open(backend).await;
    let add = async |byte| store.add_operator(&operator("alice", byte)).await.expect("add");
    let remove = async |at| store.remove_operator(&name("alice"), time(at)).await.expect("remove");
    assert_eq!(remove(200).await, OperatorChange::Unknown);
    assert_eq!(add(1).await, OperatorChange::Done);
    assert_eq!(add(2).await, OperatorChange::NameTaken);
    assert_eq!(remove(200).await, OperatorChange::Done);
    assert_eq!(remove(300).await, OperatorChange::Unknown);
    assert_eq!(add(3).await, OperatorChange::NameTaken);
    let other_case = store.add_operator(&operator("Alice", 4)).await.expect("add");
    assert_eq!(other_case, OperatorChange::NameTaken, "it would be taken for alice");
    let exchanged = store.exchange_credential(&name("alice"), CredentialHash([4; 32])).await.expect("exchange");
    assert_eq!(exchanged, OperatorChange::Unknown);
    let removed = Operator { credential: None, removed: Some(time(200)), ..operator("alice", 1) };
    assert_eq!(store.operators().await.expect("list"), [removed]);
}

pub(crate) async fn a_credential_is_exchanged(backend: &impl Backend) {
    let store = open(backend).await;
    store.add_operator(&operator("alice", 1)).await.expect("add");
    let changed = store.exchange_credential(&name("alice"), CredentialHash([2; 32])).await.expect("exchange");
    assert_eq!(changed, OperatorChange::Done);
    assert_eq!(store.operators().await.expect("list"), [operator("alice", 2)]);
    let unknown = store.exchange_credential(&name("bob"), CredentialHash([3; 32])).await.expect("exchange");
    assert_eq!(unknown, OperatorChange::Unknown);
}

pub(crate) async fn the_last_day_of_use_never_goes_back(backend: &impl Backend) {
    let store = open(backend).await;
    store.add_operator(&operator("alice", 1)).await.expect("add");
    for (day, last) in [("2026-11-15", "2026-11-15"), ("2026-11-17", "2026-11-17"), ("2026-11-16", "2026-11-17")] {
        store.note_use(&name("alice"), date(day)).await.expect("note");
        assert_eq!(store.operators().await.expect("list")[0].last_used, Some(date(last)));
    }
}

fn proposal(id: &str) -> Proposal {
    Proposal {
        id: id.to_owned(),
        kind: ProposalKind::PartnerKeyAdd,
        summary: "key k1 of clinic-7".to_owned(),
        content: [7; 32],
        by: name("alice"),
        proposed: time(100),
        expires: time(500),
    }
}

pub(crate) async fn a_proposal_is_confirmed_once_by_another_operator(backend: &impl Backend) {
    let store = open(backend).await;
    for (text, byte) in [("alice", 1), ("bob", 2)] {
        store.add_operator(&operator(text, byte)).await.expect("add");
    }
    let later = Proposal { proposed: time(200), kind: ProposalKind::MassRevocation, ..proposal("b") };
    for proposed in [&later, &proposal("a")] {
        store.propose(proposed).await.expect("propose");
    }
    assert_eq!(open(backend).await.proposals(time(300)).await.expect("list"), [proposal("a"), later.clone()]);
    let confirm =
        async |id, content: u8, by, at| store.confirm(id, &[content; 32], &name(by), time(at)).await.expect("confirm");
    assert_eq!(confirm("x", 7, "bob", 300).await, Confirmation::Unknown);
    assert_eq!(confirm("a", 7, "alice", 300).await, Confirmation::SameOperator);
    assert_eq!(confirm("a", 8, "bob", 300).await, Confirmation::OtherContent);
    assert_eq!(confirm("a", 7, "bob", 500).await, Confirmation::Expired);
    assert_eq!(confirm("a", 7, "bob", 499).await, Confirmation::Done);
    assert_eq!(confirm("a", 7, "bob", 499).await, Confirmation::Unknown, "confirmed before");
    assert_eq!(store.proposals(time(300)).await.expect("list"), [later]);
    assert_eq!(store.proposals(time(500)).await.expect("list"), [], "too late for the other");
}

pub(crate) async fn what_a_former_operator_proposed_is_not_confirmed(backend: &impl Backend) {
    let store = open(backend).await;
    for added in
        [operator("alice", 1), operator("bob", 2), Operator { expires: Some(time(300)), ..operator("carol", 3) }]
    {
        store.add_operator(&added).await.expect("add");
    }
    let of_carol = Proposal { by: name("carol"), ..proposal("c") };
    for proposed in [&proposal("a"), &of_carol] {
        store.propose(proposed).await.expect("propose");
    }
    let confirm = async |id, at| store.confirm(id, &[7; 32], &name("bob"), time(at)).await.expect("confirm");
    assert_eq!(store.proposals(time(299)).await.expect("list"), [proposal("a"), of_carol]);
    assert_eq!(store.proposals(time(300)).await.expect("list"), [proposal("a")], "the credential has expired");
    assert_eq!(confirm("c", 300).await, Confirmation::ProposerGone);
    store.remove_operator(&name("alice"), time(250)).await.expect("remove");
    assert_eq!(store.proposals(time(300)).await.expect("list"), []);
    assert_eq!(confirm("a", 300).await, Confirmation::ProposerGone);
    assert_eq!(confirm("c", 299).await, Confirmation::Done, "in time");
}
