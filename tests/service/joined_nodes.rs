//! Two nodes of one installation, the second one made from the first one's invitation.

use std::collections::BTreeSet;

use haetae::journal::Folder;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{DataFolder, send};

use crate::PROGRAM;
use crate::socket::patiently;

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_has_joined_issues_the_same_passes_as_the_one_that_invited_it() {
    let first = DataFolder::new(PROGRAM).await;
    let second = first.second_node();
    let running = [first.serve(), second.serve()];
    for _ in 0..3 {
        let request = first.request(&HolderPair::p256());
        let [one, other] = [0, 1].map(|node: usize| send(running[node].public, &request).expect("an answer"));
        assert_eq!((one.0, other.0), (200, 200), "{one:?} {other:?}");
        assert!(one.1["passes"][0]["qr"].is_string(), "{one:?}");
        assert_eq!(one.1["passes"], other.1["passes"]);
    }
    // They share nothing that one of them writes for itself: neither the journal, nor the passphrase of the keys.
    let journals: BTreeSet<Option<String>> =
        [&first, &second].map(|node| Folder::new(node.path("journal")).node().expect("a folder")).into_iter().collect();
    assert!(journals.len() == 2 && !journals.contains(&None), "{journals:?}");
    let passphrase = |node: &DataFolder| std::fs::read_to_string(node.path("keys.passphrase")).expect("a file");
    assert_ne!(passphrase(&first), passphrase(&second));
    assert!(!second.path("haetae.sqlite").exists(), "the database is the first one's");

    // A second node of which the first knows nothing else: what one revokes, the other refuses.
    let acts = String::from_utf8(first.haetae(&["journal", "acts", "--act", "node_invite"]).stdout).expect("text");
    assert!(acts.contains("second"), "{acts}");
    let acts = String::from_utf8(second.haetae(&["journal", "acts", "--act", "node_join"]).stdout).expect("text");
    assert!(acts.contains("second"), "{acts}");
    let revoked = second.haetae(&["revoke", "--subject", haetae_testkit::service::CITIZEN]);
    assert!(revoked.status.success(), "{revoked:?}");
    // At the latest when the counters of changes are read next; until then the first may have the record in memory.
    let refused = async {
        loop {
            let request = first.request(&HolderPair::p256());
            let (status, answer) = send(running[0].public, &request).expect("an answer");
            if status != 200 {
                return (status, answer);
            }
            tokio::task::yield_now().await;
        }
    };
    let (status, problem) = patiently(refused).await;
    assert_eq!((status, problem["code"].as_str()), (403, Some("revoked")), "{problem}");
}
