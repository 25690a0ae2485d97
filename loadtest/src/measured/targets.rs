use super::{Measured, memory};
use crate::load::latencies::Latencies;
use crate::load::tally::Span;
use crate::numbers::{float, size};
use crate::report::{Target as Judged, shown};
use crate::scenario::{Measure, Target};

/// What became of a target. One of which nothing was measured did not hold.
pub(super) fn judged(target: &Target, run: &Measured<'_>) -> Judged {
    let measured = measured(target, run);
    let (bound, held) = match (target.at_most, target.at_least) {
        (Some(most), _) => (format!("at most {}", shown(most)), measured.is_some_and(|measured| measured <= most)),
        (None, Some(least)) => {
            (format!("at least {}", shown(least)), measured.is_some_and(|measured| measured >= least))
        }
        (None, None) => ("none".to_owned(), false),
    };
    let measured = measured.map_or("nothing was measured".to_owned(), shown);
    Judged { name: target.name.clone(), bound, measured, held }
}

fn measured(target: &Target, run: &Measured<'_>) -> Option<f64> {
    let (from, until) = (target.from, target.until.unwrap_or(*run.scenario.seconds.get_ref()));
    if target.measure == Measure::MemoryGrowth {
        return memory::growth(run.samples, f64::from(from), f64::from(until));
    }
    let tally = run.tally;
    let counts = tally.of.get(target.of.get_ref())?;
    let place = |second: u32| size(u64::from(second / tally.span));
    let last = counts.spans.len().min(size(u64::from(until.div_ceil(tally.span))));
    let spans = counts.spans.get(place(from)..last)?;
    let sum = |number: fn(&Span) -> u64| float(spans.iter().map(number).sum());
    let share = |number: fn(&Span) -> u64| {
        let offered = sum(|span| span.offered);
        (offered > 0.0).then(|| sum(number) / offered)
    };
    let is_whole = from == 0 && target.until.is_none();
    let latency = |part: f64| if is_whole { counts.good.quantile_ms(part) } else { merged(spans)?.quantile_ms(part) };
    match target.measure {
        Measure::P50Ms => latency(0.5),
        Measure::P99Ms => latency(0.99),
        Measure::P999Ms => latency(0.999),
        Measure::MaxMs if is_whole => counts.good.max_ms(),
        Measure::MaxMs => merged(spans)?.max_ms(),
        Measure::GoodShare => share(|span| span.good),
        Measure::ShedShare => share(|span| span.shed),
        Measure::FailedShare => share(|span| span.failed),
        // That nothing was wrong says nothing where nothing was checked.
        Measure::Wrong => (counts.checked > 0).then(|| sum(|span| span.wrong)),
        Measure::GoodPerSecond => (until > from).then(|| sum(|span| span.ended_good) / f64::from(until - from)),
        // It is not counted by request.
        Measure::MemoryGrowth => None,
    }
}

fn merged(spans: &[Span]) -> Option<Latencies> {
    let mut all = Latencies::new(2);
    for latencies in spans.iter().filter_map(|span| span.latencies.as_ref()) {
        all.merge(latencies).ok()?;
    }
    Some(all)
}
