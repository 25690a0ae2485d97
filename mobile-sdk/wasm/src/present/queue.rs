use alloc::format;
use alloc::string::{String, ToString as _};

use haetae_core::queue::{Notice, Place, Seen, Trail, UnverifiedTicket, until_next_read};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// What somebody sees of the waiting room, as JSON: `{"place":{"place":name,"made":seconds...},"poll_after":seconds,
/// "trail":text}`. `notice` is the answer of `GET /v1/queue`, which arrived `age` seconds ago; `undefined` where that
/// is not known. `trail` is what the call before returned: a text that is none counts as none.
///
/// # Errors
///
/// If the notice is none, or the ticket has not the form of one.
#[wasm_bindgen(js_name = queueSeen)]
pub fn queue_seen(
    notice: &str,
    ticket: Option<String>,
    age: Option<f64>,
    trail: Option<String>,
) -> Result<String, JsError> {
    Ok(seen(notice, ticket.as_deref(), age, trail.as_deref())?)
}

/// After how many milliseconds to read the notice again, after so many failures in a row. `retry_after` are the seconds
/// that the service asked for, `random` is another number each time.
#[wasm_bindgen(js_name = queuePause)]
pub fn queue_pause(poll_after: f64, failures: u32, retry_after: Option<f64>, random: u64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it stops at the ends")]
    let whole = |seconds: f64| seconds as u64;
    let pause = until_next_read(whole(poll_after), failures, retry_after.map(whole), random);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let pause = pause as f64;
    pause
}

fn seen(notice: &str, ticket: Option<&str>, age: Option<f64>, trail: Option<&str>) -> Result<String, Problem> {
    let notice = Notice::read(notice.as_bytes()).map_err(|error| Problem::Notice(error.to_string()))?;
    let ticket = ticket.map(UnverifiedTicket::parse).transpose().map_err(Problem::Ticket)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it stops at the ends")]
    let age = age.map(|age| age as u64);
    let seen = Seen::of(&notice, ticket.as_ref().map(|ticket| &ticket.claims), age, trail.and_then(Trail::parse));
    let place = format!(r#""place":"{}","made":{}{}"#, seen.place.as_str(), seen.made, members(&seen.place));
    let trail = seen.trail.map(|trail| format!(r#","trail":"{trail}""#)).unwrap_or_default();
    Ok(format!(r#"{{"place":{{{place}}},"poll_after":{}{trail}}}"#, notice.poll_after))
}

// Written here, and not by serde: nothing in it needs an escape, and the file that a phone fetches is smaller by it.
fn members(place: &Place) -> String {
    let number = |name: &str, value: Option<u64>| match value {
        Some(value) => format!(r#","{name}":{value}"#),
        None => String::new(),
    };
    match place {
        Place::NotNeeded | Place::Join | Place::Closed | Place::OtherRoom | Place::Expired => String::new(),
        Place::NotOpen { joined, opens, seconds } => {
            format!(r#","joined":{joined},"opens":{opens}{}"#, number("seconds", *seconds))
        }
        Place::Waiting(waiting) => {
            let seconds =
                waiting.seconds.map(|range| format!(r#","seconds":{{"least":{},"most":{}}}"#, range.least, range.most));
            format!("{}{}", number("people", waiting.people), seconds.unwrap_or_default())
        }
        Place::Paused { people } => number("people", *people),
        Place::Turn { until } => number("until", until.map(|until| until.seconds())),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use haetae_core::UnixTime;
    use haetae_core::queue::{Draw, Seconds, Ticket, TicketForm, Waiting};

    use super::*;

    /// The room opened at 1,796,083,200, and 600,000 of the first million have been let in.
    fn notice(state: &str, minute: u64) -> String {
        format!(
            r#"{{"state":"{state}","made":"2026-12-01T00:0{minute}:00Z","poll_after":15,"room":{{"number":1,
            "pre_queue":"2026-11-30T23:30:00Z","opens":"2026-12-01T00:00:00Z",
            "now_serving":{{"second":"2026-12-01T00:00:00Z","draw":"8000000000000000"}},
            "expired":{{"second":"1970-01-01T00:00:00Z","draw":"0000000000000000"}},
            "window":3600,"per_second":1000.0,"curve":[[0,0],[1,1000000]]}}}}"#
        )
    }

    fn ticket(part: f64) -> String {
        let arrival = UnixTime::saturating_new(1_796_083_000);
        Ticket { room: 1, arrival, draw: Draw::at(part), keys: [0; 32] }.text(&[0; 23])
    }

    #[test]
    fn a_place_is_written_with_its_members_and_the_trail_goes_from_call_to_call() {
        let read = |state, minute, ticket: Option<&str>, trail: Option<&str>| {
            seen(&notice(state, minute), ticket, Some(1.9), trail).expect("a place")
        };
        let without = read("open", 1, None, None);
        assert!(without.starts_with(r#"{"place":{"place":"join","made":1796083260},"poll_after":15,"trail":"1-0-"#));
        let mine = ticket(0.75);
        let first = read("open", 1, Some(&mine), None);
        assert!(first.starts_with(r#"{"place":{"place":"waiting","made":1796083260,"people":250000},"#), "{first}");
        let turn = read("open", 1, Some(&ticket(0.25)), None);
        assert!(turn.starts_with(r#"{"place":{"place":"turn","made":1796083260},"#), "{turn}");
        let soon = read("pre_queue", 0, Some(&mine), Some("none"));
        let expected =
            r#"{"place":{"place":"not_open","made":1796083200,"joined":1000000,"opens":1796083200,"seconds":0}"#;
        assert!(soon.starts_with(expected), "{soon}");
        let trail = first.split('"').rev().nth(1).map(String::from);
        let paused = read("paused", 2, Some(&mine), trail.as_deref());
        assert!(paused.starts_with(r#"{"place":{"place":"paused","made":1796083320,"people":250000},"#), "{paused}");
        let none = r#"{"state":"none","made":"2026-12-01T00:00:00Z","poll_after":15}"#;
        let expected = r#"{"place":{"place":"not_needed","made":1796083200},"poll_after":15}"#;
        assert_eq!(seen(none, None, None, None).as_deref(), Ok(expected));
    }

    #[test]
    fn a_range_and_a_window_are_written_where_they_are_known() {
        let range = Waiting { people: None, seconds: Some(Seconds { least: 1, most: 2 }) };
        assert_eq!(members(&Place::Waiting(range)), r#","seconds":{"least":1,"most":2}"#);
        assert_eq!(members(&Place::Turn { until: Some(UnixTime::saturating_new(7)) }), r#","until":7"#);
    }

    #[test]
    fn what_is_no_notice_or_no_ticket_is_refused() {
        assert!(matches!(seen("{}", None, None, None), Err(Problem::Notice(_))));
        assert_eq!(seen(&notice("open", 1), Some("T"), None, None), Err(Problem::Ticket(TicketForm::Length)));
    }

    #[test]
    fn pauses_are_those_of_the_core() {
        let pauses: Vec<f64> = (0..50).map(|random| queue_pause(15.0, 0, None, random)).collect();
        assert!(pauses.iter().all(|pause| (12_000.0..=18_000.0).contains(pause)));
        assert!(queue_pause(15.0, 1, Some(60.5), 7) >= 60_000.0);
    }
}
