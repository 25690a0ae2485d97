use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing::subscriber::with_default;
use tracing::{debug, info, info_span, trace};

use super::subscriber;
use crate::config::{LogFormat, LogLevel, LogSection};

/// The log lines of `events`.
fn logged(format: LogFormat, level: LogLevel, terminal: bool, events: impl FnOnce()) -> String {
    let written = Arc::new(Mutex::new(Vec::new()));
    let writer = {
        let written = Arc::clone(&written);
        move || Sink(Arc::clone(&written))
    };
    with_default(subscriber(&LogSection { format, level }, None, terminal, writer).0, events);
    let written = written.lock().expect("lock").clone();
    String::from_utf8(written).expect("UTF-8")
}

struct Sink(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn event_in_a_request() {
    let _request = info_span!("request", request_id = "r-7").entered();
    info!(added = 3, note = "two\nlines", "imported");
}

#[test]
fn json_is_one_object_a_line_with_the_fields_of_its_spans() {
    let text = logged(LogFormat::Json, LogLevel::Info, true, || {
        event_in_a_request();
        event_in_a_request();
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    for line in text.lines() {
        let object: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(object["level"], "INFO");
        assert_eq!(object["target"], "haetae::telemetry::tests");
        assert_eq!(object["message"], "imported");
        assert_eq!(object["added"], 3);
        assert_eq!(object["note"], "two\nlines");
        assert_eq!(object["spans"][0]["request_id"], "r-7");
        let timestamp = object["timestamp"].as_str().expect("timestamp");
        assert!(timestamp.parse::<jiff::Timestamp>().is_ok(), "{timestamp}");
    }
}

#[test]
fn auto_is_human_on_a_terminal_and_json_elsewhere() {
    let elsewhere = logged(LogFormat::Auto, LogLevel::Info, false, event_in_a_request);
    assert!(serde_json::from_str::<Value>(&elsewhere).is_ok(), "{elsewhere}");
    let terminal = logged(LogFormat::Auto, LogLevel::Info, true, event_in_a_request);
    assert!(serde_json::from_str::<Value>(&terminal).is_err() && terminal.contains("imported"), "{terminal}");
}

#[test]
fn human_text_has_no_colours_off_the_terminal() {
    let text = logged(LogFormat::Human, LogLevel::Info, false, event_in_a_request);
    assert!(text.contains("INFO") && text.contains("request_id=\"r-7\"") && text.contains("added=3"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn the_level_holds_for_this_program_and_libraries_stay_at_info() {
    let events = || {
        info!("ours");
        debug!("ours in detail");
        trace!("ours in every detail");
        info!(target: "hyper::proto", "theirs");
        debug!(target: "hyper::proto", "theirs in detail");
    };
    let lines = |level| logged(LogFormat::Human, level, false, events).lines().count();
    assert_eq!([LogLevel::Error, LogLevel::Warn].map(lines), [0, 0]);
    assert_eq!([LogLevel::Info, LogLevel::Debug, LogLevel::Trace].map(lines), [2, 3, 4]);
}

#[test]
fn the_level_changes_while_the_process_runs() {
    let written = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&written);
    let log = LogSection { format: LogFormat::Json, level: LogLevel::Info };
    let (subscriber, set_level) = subscriber(&log, None, false, move || Sink(Arc::clone(&sink)));
    with_default(subscriber, || {
        debug!("not yet");
        set_level(LogLevel::Debug);
        debug!("from now on");
        set_level(LogLevel::Warn);
        info!("not any more");
    });
    let text = String::from_utf8(written.lock().expect("lock").clone()).expect("UTF-8");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("from now on"), "{text}");
}

#[test]
fn spans_of_traces_are_in_no_log_line() {
    let text = logged(LogFormat::Json, LogLevel::Trace, false, || {
        let _step = super::traces::step("journal").entered();
        event_in_a_request();
    });
    assert!(text.contains("r-7") && !text.contains("journal"), "{text}");
}
