//! Joins patients and the resources that refer to them into parts of people.

use super::address::Address;
use super::candidates::{Candidate, Candidates, Found, Gone};
use super::gathered::Gathered;
use super::latest::{Deletions, VersionOutcome};
use super::lookup::{Addresses, Entries, Entry, Has, Lookup, beyond_its_bundle};
use super::pending::Versions;
use super::resource::{About, Card, Says, Waiting};
use crate::records::import::ImportError;
use crate::records::import::facts::{Fact, Statement};
use crate::records::import::intake::{Intake, Place};
use crate::records::import::reject::{Fault, PassedOver, RejectCode};

/// Finds the latest versions, resolves all references and brings merged patients together. All FHIR files together are
/// one complete statement about a person.
pub(in crate::records::import) fn join(intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let statement = intake.next_statement();
    let (addresses, gathered) = (Addresses::new(intake.scratch()), Gathered::new(statement, intake.scratch()));
    let mut joining = Joining { intake, addresses, gathered };
    joining.settle_versions()?;
    let in_bundles = joining.addresses.take_bundles()?;
    joining.resolve(in_bundles, true)?;
    let everywhere = joining.addresses.take_everywhere()?;
    joining.resolve(everywhere, false)?;
    joining.gathered.merge(joining.intake)
}

struct Joining<'a, 'i> {
    intake: &'a mut Intake<'i>,
    addresses: Addresses,
    gathered: Gathered,
}

impl Joining<'_, '_> {
    fn settle_versions(&mut self) -> Result<(), ImportError> {
        let mut sorted = self.intake.fhir.take_sorted()?;
        let mut deletions = Deletions::default();
        while let Some(group) = sorted.next_group()? {
            let mut first: Option<Place> = None;
            for (version, outcome) in deletions.judge(Versions::of(&group)?) {
                match outcome {
                    VersionOutcome::Latest => self.settle(version)?,
                    VersionOutcome::PassedOver(kind) => self.intake.pass_over(kind),
                    VersionOutcome::Deleted => {
                        self.intake.pass_over(PassedOver::Withdrawn);
                        self.miss(&version, true)?;
                    }
                    VersionOutcome::OneOfSeveral => {
                        self.refuse_as_one_of_several(&version, first)?;
                        first = first.or(Some(version.place));
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads the versions of a resource that count.
    fn settle(&mut self, version: Waiting) -> Result<(), ImportError> {
        let Waiting { place, label, version: number, server, bundle, id, about, says } = version;
        // Versions of it in other Bundles may be about the same person.
        let of = id.clone().filter(|_| bundle.is_some()).map(|id| (id, number));
        let statement = |fact| Statement { place, of: of.clone(), fact };
        let has = match says {
            Says::Patient(card) => return self.settle_patient(place, &label, server, bundle, *card),
            Says::Facts(facts) => Has::Facts(facts.into_iter().map(statement).collect()),
            Says::PassedOver(kind) => {
                self.intake.pass_over(kind);
                if kind != PassedOver::Withdrawn || of.is_none() {
                    return Ok(());
                }
                Has::Withdrawal(statement(Fact::Withdrawn))
            }
            Says::Rejected(fault) => Has::Rejected(fault),
            Says::Deleted => return Ok(()),
        };
        let lookup = Lookup { place, label, server, has };
        match about {
            Some(About::Contained(patient)) => {
                let candidate = Candidate { place, patient, server: None, in_a_bundle: false, replaced: false };
                self.give(&candidate, lookup)
            }
            Some(About::Patient(address)) => {
                let lookup = Lookup { server: address.server.clone(), ..lookup };
                self.addresses.look_up(&address, bundle, lookup)
            }
            None => {
                if let Has::Rejected(fault) = lookup.has {
                    self.reject(place, &lookup.label, &fault);
                }
                Ok(())
            }
        }
    }

    fn settle_patient(
        &mut self,
        place: Place,
        label: &str,
        server: Option<String>,
        bundle: Option<u64>,
        card: Card,
    ) -> Result<(), ImportError> {
        let addresses = self.asked_for(&card);
        let patient = match card.patient {
            Ok(patient) => patient,
            Err(fault) => {
                self.reject(place, label, &fault);
                for address in &addresses {
                    self.addresses.put(address, bundle, &Entry::Gone(Gone { place, deleted: false }))?;
                }
                return Ok(());
            }
        };
        let replaced = !card.replaced_by.is_empty();
        let candidate = Candidate { place, patient, server, in_a_bundle: bundle.is_some(), replaced };
        for address in &addresses {
            let server = address.server.clone().or_else(|| candidate.server.clone());
            self.addresses.put(address, bundle, &Entry::Patient(Candidate { server, ..candidate.clone() }))?;
        }
        for address in &card.replaces {
            self.addresses.put(address, bundle, &Entry::Successor(candidate.clone()))?;
        }
        match card.replaced_by.as_slice() {
            [] => self.gathered.add(&candidate, 1, Vec::new(), self.intake),
            [address, others @ ..] if others.iter().all(|other| other == address) => {
                let has = Has::Replaced(candidate.patient);
                let lookup = Lookup { place, label: label.to_owned(), server: address.server.clone(), has };
                self.addresses.look_up(address, bundle, lookup)
            }
            _ => {
                let fault = Fault::new(RejectCode::PatientAmbiguous, "it says that several patients have replaced it");
                self.reject(place, label, &fault);
                self.gathered.hold(&candidate.patient, place, self.intake)
            }
        }
    }

    /// The addresses of a patient that a reference may use.
    fn asked_for(&self, card: &Card) -> Vec<Address> {
        let by_identifier = self.intake.fhir.asks_by_identifier;
        card.addresses.iter().filter(|address| by_identifier || !address.is_identifier()).cloned().collect()
    }

    /// Records under all addresses of a patient that it is missing.
    fn miss(&mut self, version: &Waiting, deleted: bool) -> Result<(), ImportError> {
        let Says::Patient(card) = &version.says else { return Ok(()) };
        for address in self.asked_for(card) {
            self.addresses.put(&address, version.bundle, &Entry::Gone(Gone { place: version.place, deleted }))?;
        }
        Ok(())
    }

    /// Two patients with one id: neither gets the resources that refer to it, and neither record changes.
    fn refuse_as_one_of_several(&mut self, version: &Waiting, first: Option<Place>) -> Result<(), ImportError> {
        let Says::Patient(card) = &version.says else { return Ok(()) };
        let Ok(patient) = &card.patient else { return Ok(()) };
        let other = match first {
            Some(place) => format!("the patient at {}", self.intake.name_of(place)),
            None => "another patient".to_owned(),
        };
        let sentence = format!("{other} has the same id and another identifier");
        self.reject(version.place, &version.label, &Fault::new(RejectCode::PatientAmbiguous, sentence));
        self.gathered.hold(patient, version.place, self.intake)?;
        let candidate = Candidate {
            place: version.place,
            patient: patient.clone(),
            server: version.server.clone(),
            in_a_bundle: version.bundle.is_some(),
            replaced: false,
        };
        for address in self.asked_for(card) {
            self.addresses.put(&address, version.bundle, &Entry::Patient(candidate.clone()))?;
        }
        Ok(())
    }

    fn resolve(&mut self, mut entries: Entries, in_bundles: bool) -> Result<(), ImportError> {
        let mut candidates = Candidates::default();
        let mut address = String::new();
        while let Some((key, entry)) = entries.next()? {
            if key != address {
                self.note_replaced(&candidates);
                candidates = Candidates::default();
                address = key;
            }
            match entry {
                Entry::Patient(candidate) => candidates.add(candidate),
                Entry::Successor(candidate) => candidates.add_successor(candidate),
                Entry::Gone(gone) => candidates.add_gone(gone),
                Entry::Lookup(lookup) => match candidates.find(lookup.server.as_deref()) {
                    Found::Patient(candidate) => self.give(candidate, lookup)?,
                    Found::Several(one, other) => self.refuse_both(one, other, &lookup)?,
                    Found::Gone(gone) => self.refuse_with(gone, &lookup),
                    Found::Nobody => self.look_further(&address, in_bundles, lookup)?,
                },
            }
        }
        self.note_replaced(&candidates);
        Ok(())
    }

    fn note_replaced(&mut self, candidates: &Candidates) {
        for (replaced, by) in candidates.replaced() {
            self.gathered.merges.add(&replaced.patient.subject, &by.patient.subject, by.place);
        }
    }

    /// Gives a patient the resources that refer to it.
    fn give(&mut self, candidate: &Candidate, lookup: Lookup) -> Result<(), ImportError> {
        let Lookup { place, label, has, .. } = lookup;
        match has {
            Has::Facts(facts) => self.gathered.add(candidate, 1, facts, self.intake),
            Has::Withdrawal(statement) => self.gathered.add(candidate, 0, vec![statement], self.intake),
            Has::Rejected(fault) => {
                self.reject(place, &label, &fault);
                self.gathered.hold(&candidate.patient, place, self.intake)
            }
            Has::Replaced(patient) => {
                self.gathered.merges.add(&patient.subject, &candidate.patient.subject, place);
                let replaced = Candidate { place, patient, server: None, in_a_bundle: false, replaced: true };
                self.gathered.add(&replaced, 1, Vec::new(), self.intake)
            }
        }
    }

    fn refuse_both(&mut self, one: &Candidate, other: &Candidate, lookup: &Lookup) -> Result<(), ImportError> {
        let (first, second) = (self.intake.name_of(one.place), self.intake.name_of(other.place));
        let sentence = format!("it refers to two patients, at {first} and {second}");
        self.refuse(lookup, RejectCode::PatientAmbiguous, &sentence);
        self.gathered.hold(&one.patient, lookup.place, self.intake)?;
        self.gathered.hold(&other.patient, lookup.place, self.intake)
    }

    fn refuse_with(&mut self, gone: Gone, lookup: &Lookup) {
        let place = self.intake.name_of(gone.place);
        match (gone.deleted, &lookup.has) {
            (true, Has::Facts(_) | Has::Rejected(_)) => self.intake.pass_over(PassedOver::Withdrawn),
            (true, _) => {
                self.refuse(lookup, RejectCode::PatientUnknown, &format!("its patient, at {place}, was deleted"));
            }
            (false, _) => {
                self.refuse(lookup, RejectCode::PatientRejected, &format!("its patient, at {place}, was left out"));
            }
        }
    }

    fn look_further(&mut self, key: &str, in_bundles: bool, lookup: Lookup) -> Result<(), ImportError> {
        if in_bundles {
            let address = beyond_its_bundle(key);
            if address.reaches_beyond_its_bundle() {
                return self.addresses.look_up(&address, None, lookup);
            }
        }
        let sentence = match &lookup.has {
            Has::Replaced(patient) => {
                self.gathered.hold(patient, lookup.place, self.intake)?;
                "it is replaced by a patient that is in none of the files"
            }
            _ => "it refers to a patient that is in none of the files",
        };
        self.refuse(&lookup, RejectCode::PatientUnknown, sentence);
        Ok(())
    }

    /// Leaves out a resource without a patient. A resource that is left out anyway keeps its own reason.
    fn refuse(&mut self, lookup: &Lookup, code: RejectCode, sentence: &str) {
        match &lookup.has {
            Has::Rejected(fault) => self.reject(lookup.place, &lookup.label, fault),
            Has::Withdrawal(_) => {}
            Has::Facts(_) | Has::Replaced(_) => self.reject(lookup.place, &lookup.label, &Fault::new(code, sentence)),
        }
    }

    fn reject(&mut self, place: Place, label: &str, fault: &Fault) {
        self.intake.reject(place, Fault::new(fault.code, format!("{label}: {fault}")));
    }
}
