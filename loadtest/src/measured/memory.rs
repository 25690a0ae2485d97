use std::collections::BTreeMap;

use crate::numbers::float;
use crate::scenario::Target;
use crate::service::samples::Sample;

/// The mean memory of the service in the last tenth from one second to another, as a multiple of that in the second
/// tenth; of several nodes, that of the one which grows most. `None` if one was not seen in both.
pub(super) fn growth(samples: &[Sample], from: f64, until: f64) -> Option<f64> {
    let tenth = (until - from) / 10.0;
    let mut of_nodes: BTreeMap<&str, [Vec<f64>; 2]> = BTreeMap::new();
    for sample in samples {
        for (name, usage) in sample.processes.iter().filter(|(name, _)| is_node(name)) {
            let [early, late] = of_nodes.entry(name).or_default();
            let place = (sample.at - from) / tenth;
            if (1.0..2.0).contains(&place) {
                early.push(usage.memory_mib);
            } else if (9.0..10.0).contains(&place) {
                late.push(usage.memory_mib);
            }
        }
    }
    let of_each = of_nodes.values().map(|[early, late]| Some(mean(late)? / mean(early)?));
    of_each.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
}

fn is_node(process: &str) -> bool {
    process == Target::SERVICE || process.starts_with("node-")
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / float(numbers.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::growth;
    use crate::numbers::float;
    use crate::service::samples::{Sample, Usage};

    /// Memory at a second.
    type Memory = fn(f64) -> f64;

    /// A sample a second for 100 seconds.
    fn samples(of: &[(&str, Memory)]) -> Vec<Sample> {
        let usage = |memory_mib| Usage { cpu_seconds: 0.0, memory_mib, sockets: 0 };
        let sample = |second: u64| {
            let at = float(second);
            let processes = of.iter().map(|(name, memory)| ((*name).to_owned(), usage(memory(at)))).collect();
            Sample { at, processes, metrics: Vec::new() }
        };
        (0..100).map(sample).collect()
    }

    #[test]
    fn what_grows_after_the_first_tenth_is_seen_and_the_generator_does_not_count() {
        let starting = samples(&[("service", |at| if at < 10.0 { 10.0 * at } else { 100.0 }), ("worker 1", |at| at)]);
        assert_eq!(growth(&starting, 0.0, 100.0), Some(1.0));
        let leaking = samples(&[("service", |at| if at < 20.0 { 100.0 } else { 100.0 + at - 19.5 })]);
        let measured = growth(&leaking, 0.0, 100.0).expect("measured");
        assert!((measured - 1.75).abs() < 1e-9, "{measured}");
        // From the 50th second on: the second tenth is then from 55 to 60, the last from 95 to 100.
        let measured = growth(&leaking, 50.0, 100.0).expect("measured");
        assert!((measured - 177.5 / 137.5).abs() < 1e-9, "{measured}");
    }

    #[test]
    fn of_several_nodes_the_one_that_grows_most_counts_and_one_that_is_not_seen_is_no_success() {
        let cluster = samples(&[("node-1", |_| 50.0), ("node-2", |at| if at < 50.0 { 50.0 } else { 75.0 })]);
        assert_eq!(growth(&cluster, 0.0, 100.0), Some(1.5));
        assert_eq!(growth(&cluster[..90], 0.0, 100.0), None);
        assert_eq!(growth(&samples(&[("worker 1", |_| 1.0)]), 0.0, 100.0), None);
    }
}
