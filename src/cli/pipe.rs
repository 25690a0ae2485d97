use std::panic;

/// What shells report of a program that a closed pipe has ended.
const CLOSED_PIPE: i32 = 141;

/// Lets whoever reads the output stop reading, as `head` does: then this process ends at once and says nothing. Rust ignores the
/// signal for that, and its `println!` panics in its place.
pub fn may_stop_reading() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let is_closed_pipe = panic
            .payload_as_str()
            .is_some_and(|text| text.starts_with("failed printing to stdout") && text.contains("Broken pipe"));
        if is_closed_pipe {
            std::process::exit(CLOSED_PIPE);
        }
        report(panic);
    }));
}
