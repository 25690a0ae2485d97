use std::collections::BTreeMap;

use super::Measured;
use crate::load::tally::{Counts, Span};
use crate::numbers::float;
use crate::report::{Axis, Plot, Section, Series};
use crate::service::samples::{METRICS, Sample, Usage};

/// All sections, in the order in which they are read.
pub(super) fn sections(measured: &Measured<'_>) -> Vec<Section> {
    let service = [queue(measured), processes(measured)].into_iter().filter(|section| !section.plots.is_empty());
    [load(measured), waiting(measured), ends(measured)].into_iter().chain(service).collect()
}

fn load(measured: &Measured<'_>) -> Section {
    let per_second = |counts: &Counts, number: fn(&Span) -> u64| {
        let span = f64::from(measured.tally.span);
        points(measured, counts, move |one| Some(float(number(one)) / span))
    };
    let plot = |(name, counts): (&String, &Counts)| {
        let mut series = vec![
            Series { name: "offered".to_owned(), points: per_second(counts, |span| span.offered) },
            Series { name: "good".to_owned(), points: per_second(counts, |span| span.ended_good) },
            Series { name: "without room".to_owned(), points: per_second(counts, |span| span.ended_shed) },
        ];
        let others = per_second(counts, |span| span.failed + span.refused + span.wrong);
        if others.iter().any(|point| point.1 > 0.0) {
            series.push(Series { name: "any other end".to_owned(), points: others });
        }
        drawn(measured, name, "a second", false, series)
    };
    Section {
        title: "How much came, and how much was served?".to_owned(),
        text: "Requests by the second of their scheduled moment (offered, any other end) and of their answer (good, without \
               room)."
            .to_owned(),
        plots: measured.tally.of.iter().map(plot).collect(),
    }
}

fn waiting(measured: &Measured<'_>) -> Section {
    let quantiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];
    let over_time = measured.tally.of.iter().map(|(name, counts)| {
        let series = quantiles.map(|(label, part)| {
            let quantile = move |span: &Span| span.latencies.as_ref()?.quantile_ms(part);
            Series { name: label.to_owned(), points: points(measured, counts, quantile) }
        });
        drawn(measured, name, "ms, of good answers", true, series.into())
    });
    // One of 1, 2, 5, 10 ... requests is slower, as far as there are so many.
    let by_rarity = measured.tally.of.iter().filter(|(_, counts)| counts.all.count() > 0).map(|(name, counts)| {
        let most = float(counts.all.count());
        let steps = (0..28_u8).map(|step| 10_f64.powf(f64::from(step) / 4.0)).take_while(|step| *step <= most);
        let quantile = |step: f64| Some((step, counts.all.quantile_ms(1.0 - 1.0 / step)?));
        Series { name: name.clone(), points: steps.filter_map(quantile).collect() }
    });
    let rarity = Plot {
        title: "All answers, by how rare they are".to_owned(),
        x: Axis { label: "one of so many is slower".to_owned(), logarithmic: true },
        y: Axis { label: "ms".to_owned(), logarithmic: true },
        series: by_rarity.collect(),
        marks: Vec::new(),
    };
    Section {
        title: "How long did it take?".to_owned(),
        text: "Milliseconds from the moment that the schedule had for a request until its answer had arrived, waiting for a \
               connection and for the generator included: a service that stands still shows in all that came meanwhile."
            .to_owned(),
        plots: over_time.chain([rarity]).collect(),
    }
}

fn ends(measured: &Measured<'_>) -> Section {
    let mut of_kinds: BTreeMap<String, BTreeMap<u64, u64>> = BTreeMap::new();
    for (name, counts) in &measured.tally.of {
        for (place, span) in (0..).zip(&counts.spans) {
            for (kind, number) in &span.kinds {
                *of_kinds.entry(format!("{name}, {kind}")).or_default().entry(place).or_default() += number;
            }
        }
    }
    let title = "What was not good?".to_owned();
    if of_kinds.is_empty() {
        return Section { title, text: "Every answer was good.".to_owned(), plots: Vec::new() };
    }
    let width = u64::from(measured.tally.span);
    let last = measured.tally.of.values().map(|counts| counts.spans.len() as u64).max().unwrap_or_default();
    let series = of_kinds.iter().map(|(kind, numbers)| {
        let number = |place: u64| float(numbers.get(&place).copied().unwrap_or_default()) / float(width);
        let points = (0..last).map(|place| (float(place * width), number(place))).collect();
        Series { name: format!("{kind} ({})", numbers.values().sum::<u64>()), points }
    });
    let text = "Requests that did not get what they asked for, by the second of their scheduled moment and by kind; in brackets, \
                how many in the whole run.";
    let plots = vec![drawn(measured, "Anything but good answers", "a second", false, series.collect())];
    Section { title, text: text.to_owned(), plots }
}

fn queue(measured: &Measured<'_>) -> Section {
    let plot = |name: &&str| {
        let value = |sample: &Sample| Some((sample.at, sample.metrics.iter().find(|(known, _)| known == *name)?.1));
        let points: Vec<(f64, f64)> = measured.samples.iter().filter_map(value).collect();
        let series = vec![Series { name: (*name).to_owned(), points }];
        series.iter().any(|one| !one.points.is_empty()).then(|| drawn(measured, name, "", false, series))
    };
    Section {
        title: "What did the service say of itself?".to_owned(),
        text: "Its metrics, once a second or less often in a long run: the waiting room, and the room that it has for requests.".to_owned(),
        plots: METRICS.iter().filter_map(plot).collect(),
    }
}

fn processes(measured: &Measured<'_>) -> Section {
    let mut by_process: BTreeMap<&str, Vec<(f64, Usage)>> = BTreeMap::new();
    for sample in measured.samples {
        for (name, usage) in &sample.processes {
            by_process.entry(name).or_default().push((sample.at, *usage));
        }
    }
    // A process that was started again has used less than before.
    let cpu = |usages: &[(f64, Usage)]| {
        let pairs = usages.windows(2).filter_map(|pair| match pair {
            [(from, before), (to, after)] if to > from => {
                Some((*to, (after.cpu_seconds - before.cpu_seconds).max(0.0) / (to - from) * 100.0))
            }
            _ => None,
        });
        pairs.collect()
    };
    let plots = if by_process.is_empty() {
        Vec::new()
    } else {
        vec![
            drawn(measured, "Processors", "% of one", false, lines(&by_process, cpu)),
            drawn(
                measured,
                "Memory",
                "MiB",
                false,
                lines(&by_process, |usages| of_each(usages, |usage| usage.memory_mib)),
            ),
            drawn(
                measured,
                "Sockets",
                "open",
                false,
                lines(&by_process, |usages| of_each(usages, |usage| f64::from(usage.sockets))),
            ),
        ]
    };
    Section {
        title: "What did it cost?".to_owned(),
        text: "Processors, memory and sockets of each process, once a second or less often in a long run.".to_owned(),
        plots,
    }
}

/// A line for each process.
fn lines(
    by_process: &BTreeMap<&str, Vec<(f64, Usage)>>,
    points: impl Fn(&[(f64, Usage)]) -> Vec<(f64, f64)>,
) -> Vec<Series> {
    by_process.iter().map(|(name, usages)| Series { name: (*name).to_owned(), points: points(usages) }).collect()
}

fn of_each(usages: &[(f64, Usage)], number: impl Fn(&Usage) -> f64) -> Vec<(f64, f64)> {
    usages.iter().map(|(at, usage)| (*at, number(usage))).collect()
}

fn drawn(measured: &Measured<'_>, title: &str, y: &str, logarithmic: bool, series: Vec<Series>) -> Plot {
    Plot {
        title: title.to_owned(),
        x: Axis { label: "seconds since the start".to_owned(), logarithmic: false },
        y: Axis { label: y.to_owned(), logarithmic },
        series,
        marks: measured.marks.clone(),
    }
}

fn points(measured: &Measured<'_>, counts: &Counts, value: impl Fn(&Span) -> Option<f64>) -> Vec<(f64, f64)> {
    let at = |place: u64| float(place * u64::from(measured.tally.span));
    (0..).zip(&counts.spans).filter_map(|(place, span)| Some((at(place), value(span)?))).collect()
}
