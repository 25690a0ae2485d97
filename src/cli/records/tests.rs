use std::sync::Arc;

use clap::Parser;
use haetae_core::UnixTime;
use jiff::tz::TimeZone;

use super::*;
use crate::cli::Acts;
use crate::clock::ManualClock;
use crate::records::import::memory::People;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: RecordsCommand,
}

fn parsed(line: &[&str]) -> RecordsCommand {
    Line::try_parse_from([&["haetae"], line].concat()).unwrap_or_else(|error| panic!("{error}")).command
}

async fn imported(line: &[&str], store: &People) -> u8 {
    let RecordsCommand::Import(args) = parsed(line) else { panic!("an import") };
    let options = crate::records::import::memory::options(TimeZone::UTC);
    let mut acts = Acts::unjournalled(Arc::new(ManualClock::new(UnixTime::saturating_new(0))));
    import(&args, &options, store, &mut acts).await.unwrap()
}

#[tokio::test]
async fn a_sample_goes_in_and_the_status_says_whether_all_of_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (people, rejects) = (path("people.csv"), path("rejects.ndjson"));
    let RecordsCommand::Sample(args) =
        parsed(&["sample", "--count", "30", "--format", "csv", "--today", "2021-12-13", "--out", &people])
    else {
        panic!("a sample")
    };
    assert!(matches!(sample(&args, CivilDate::MIN), Ok(0)));
    let store = People::default();
    assert_eq!(imported(&["import", &people], &store).await, 0);
    assert_eq!(store.all().len(), 30);

    std::fs::write(path("bad.csv"), "subject,name,birth_date\nX-1,김민수,1990-01-31\nX-2,김민수,1990-01-32\n").unwrap();
    assert_eq!(imported(&["import", &people, &path("bad.csv"), "--rejects", &rejects], &store).await, INCOMPLETE);
    assert_eq!(store.all().len(), 31);
    let reported: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&rejects).unwrap()).unwrap();
    assert_eq!((reported["line"].as_u64(), reported["file"].as_str()), (Some(3), Some(path("bad.csv").as_str())));
    assert!(reported["reason"].as_str().is_some_and(|reason| reason.contains("1990-01-32")));
}

#[tokio::test]
async fn nothing_goes_in_where_a_file_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("good.csv"), "subject,name,birth_date\nX-1,김민수,1990-01-31\n").unwrap();
    let store = People::default();
    assert_eq!(imported(&["import", &path("good.csv"), &path("missing.csv")], &store).await, FAILED);
    assert_eq!(imported(&["import", "-", &path("good.csv"), "-"], &store).await, FAILED);
    assert_eq!(imported(&["import", &path("good.csv"), "--rejects", &path("no/such/folder")], &store).await, FAILED);
    assert!(store.all().is_empty());
    assert!(Line::try_parse_from(["haetae", "import"]).is_err());
    assert!(Line::try_parse_from(["haetae", "sample", "--today", "yesterday"]).is_err());
}
