use super::{CLOCK, Outcome, count};
use crate::nation::figures::{per_second, percent_of, plot};
use crate::nation::tally::What;
use crate::nation::world::NO_PASS;
use crate::report::{Mark, Section};

impl Outcome<'_> {
    pub(super) fn centre(&self) -> Section {
        let of = |what| self.run.curve(what);
        let mut requests = vec![per_second("requests", &of(What::Requests))];
        if self.with_centre.is_some() {
            requests.push(per_second("of which nobody answered", &of(What::Unanswered)));
        }
        let mut plots = vec![
            plot("Requests for passes", "requests a second", requests),
            plot("Signatures", "signatures a second", vec![per_second("signatures", &of(What::Signatures))]),
            plot(
                "Phones that look for scanners' data",
                "looks a second",
                vec![per_second("looks", &of(What::PhoneLooks))],
            ),
        ];
        plots.iter_mut().for_each(|plot| plot.marks = self.marks());
        Section {
            title: "What do the centre and the CDN get?".to_owned(),
            text: "Each point is a quarter of an hour. Where few phones of the sample act, a curve is rough: one of n \
                   sampled events is off by a part of 1/sqrt(n)."
                .to_owned(),
            plots,
        }
    }

    pub(super) fn doors(&self) -> Section {
        let visits = self.run.curve(What::Visits);
        let meant = |codes: &[&str]| self.run.failures_where(|failure| codes.contains(&failure.0));
        let others = self.run.failures_where(|(code, _)| {
            !CLOCK.contains(code) && ![NO_PASS, "trust_expired", "key_withdrawn", "policy_not_met"].contains(code)
        });
        let mut series = vec![
            percent_of("no pass to show", &meant(&[NO_PASS]), &visits),
            percent_of("a clock that is wrong", &meant(&CLOCK), &visits),
            percent_of("the tablet's data expired", &meant(&["trust_expired"]), &visits),
            percent_of("key withdrawn", &meant(&["key_withdrawn"]), &visits),
            percent_of("policy not met", &meant(&["policy_not_met"]), &visits),
            percent_of("anything else", &others, &visits),
        ];
        series.retain(|series| series.points.iter().any(|(_, value)| *value > 0.0));
        if let Some(with_centre) = self.with_centre {
            series.push(percent_of(
                "all, with a centre",
                &with_centre.curve(What::Failed),
                &with_centre.curve(What::Visits),
            ));
        }
        let mut failed = plot("Check-ins that end at the door, by why", "per cent of an hour's check-ins", series);
        let mut all = plot("Check-ins", "check-ins a second", vec![per_second("check-ins", &visits)]);
        (failed.marks, all.marks) = (self.marks(), self.marks());
        Section {
            title: "Who is not admitted?".to_owned(),
            text: "Each check-in of a sampled phone is a real code, checked by the core's scanner on a sampled tablet."
                .to_owned(),
            plots: vec![failed, all],
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let mark = |hours: u64, label: &str| Mark { at: count(hours) / 24.0, label: label.to_owned() };
        let outage = self.nation.outage.into_iter().flat_map(|outage| {
            [mark(outage.from, "the centre is away"), mark(outage.from + outage.hours, "it is back")]
        });
        let compromise = self.nation.compromise.into_iter().flat_map(|compromise| {
            [mark(compromise.at, "withdrawn"), mark(compromise.at + compromise.refused_after, "refused from here on")]
        });
        let policy =
            self.nation.policy.into_iter().flat_map(|policy| {
                [mark(policy.published, "rules published"), mark(policy.from, "the policy changes")]
            });
        outage.chain(compromise).chain(policy).collect()
    }
}
