//! Looks up the codes of several code systems for vaccines. The table is `codes.csv`; CVX codes of products are in
//! `products.csv`. A code that ends in `*` means all codes with that prefix, one with `-` a range of numbers.

use std::collections::HashMap;
use std::sync::LazyLock;

use haetae_core::Product;

use super::{Vaccine, product_of_cvx};

const TABLE: &str = include_str!("codes.csv");

/// A code system that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Vaccines administered, of the CDC.
    Cvx,
    /// SNOMED CT.
    Snomed,
    /// ATC, of the WHO.
    Atc,
    /// Marketing authorisations of the European Union, and the names of its certificates.
    Eu,
    /// ICD-11.
    Icd11,
    /// LOINC: tests.
    Loinc,
    /// Interpretations of results, of HL7.
    Interpretation,
}

/// The meaning of a row of the table.
struct Row {
    code: &'static str,
    means: Vaccine,
}

/// Rows by system: with whole codes, and in their order with beginnings or ranges.
#[derive(Default)]
struct Codes {
    whole: HashMap<String, Vaccine>,
    others: Vec<Row>,
}

static SYSTEMS: LazyLock<Vec<(&str, System)>> =
    LazyLock::new(|| rows("system").filter_map(|(address, system)| Some((address, System::named(system)?))).collect());

static CODES: LazyLock<HashMap<&str, Codes>> = LazyLock::new(|| {
    let mut systems = HashMap::new();
    for name in ["cvx", "snomed", "atc", "eu", "icd11", "disease"] {
        let codes: &mut Codes = systems.entry(name).or_default();
        for (code, means) in rows(name) {
            let Some(means) = meaning(means) else { continue };
            if code.ends_with('*') || range(code).is_some() {
                codes.others.push(Row { code, means });
            } else {
                codes.whole.insert(code.to_uppercase(), means);
            }
        }
    }
    systems
});

impl System {
    /// The code system of an address or OID, however it is written; `None` for those that are not known here.
    pub fn of(address: &str) -> Option<Self> {
        let lower = address.trim().to_ascii_lowercase();
        let mut bare = lower.as_str();
        for start in ["https://", "http://", "urn:oid:", "www."] {
            bare = bare.strip_prefix(start).unwrap_or(bare);
        }
        let bare = bare.trim_end_matches('/');
        SYSTEMS.iter().find(|(known, _)| begins(bare, known).unwrap_or(*known == bare)).map(|(_, system)| *system)
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cvx" => Self::Cvx,
            "snomed" => Self::Snomed,
            "atc" => Self::Atc,
            "eu" => Self::Eu,
            "icd11" => Self::Icd11,
            "loinc" => Self::Loinc,
            "interpretation" => Self::Interpretation,
            _ => return None,
        })
    }
}

/// The meaning of a code for a vaccine. Without a system, the code has to be one that cannot be mistaken: CVX of a
/// product, or a number of the European Union. `None` if it is not known.
pub fn vaccine_of_code(system: Option<System>, code: &str) -> Option<Vaccine> {
    let code = code.trim();
    match system {
        Some(System::Cvx) => {
            let code = code.trim_start_matches('0');
            product_of_cvx(code).cloned().map(Vaccine::Covid).or_else(|| find("cvx", code))
        }
        Some(System::Snomed) => find("snomed", code),
        Some(System::Atc) => find("atc", code),
        Some(System::Eu) => european(code),
        Some(System::Icd11) => find("icd11", code),
        Some(System::Loinc | System::Interpretation) => None,
        None if code.starts_with("EU/") => european(code),
        None => product_of_cvx(code).cloned().map(Vaccine::Covid),
    }
}

/// The meaning of the code of a vaccine's target disease.
pub fn vaccine_against(disease: &str) -> Vaccine {
    find("disease", disease.trim()).unwrap_or(Vaccine::Other)
}

/// `EU/1/20/1528/001` is a pack of `EU/1/20/1528`.
fn european(code: &str) -> Option<Vaccine> {
    let mut ends = code.match_indices('/').map(|(end, _)| end);
    let authorisation = ends.nth(3).map_or(code, |end| &code[..end]);
    find("eu", authorisation).or_else(|| super::product_named(code).cloned().map(Vaccine::Covid))
}

fn find(system: &str, code: &str) -> Option<Vaccine> {
    let codes = CODES.get(system)?;
    let upper = code.to_uppercase();
    codes
        .whole
        .get(&upper)
        .or_else(|| {
            let fits = |row: &&Row| match range(row.code) {
                Some((first, last)) => code.parse().is_ok_and(|code: u32| (first..=last).contains(&code)),
                None => begins(&upper, row.code).unwrap_or(false),
            };
            codes.others.iter().find(fits).map(|row| &row.means)
        })
        .cloned()
}

/// Whether a text has the prefix of a row that ends in `*`; `None` for other rows.
fn begins(text: &str, row: &str) -> Option<bool> {
    row.strip_suffix('*').map(|start| text.starts_with(start))
}

/// The first and last number of a row with a range.
fn range(row: &str) -> Option<(u32, u32)> {
    let (first, last) = row.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// What a row of the table means.
fn meaning(means: &str) -> Option<Vaccine> {
    match means {
        "other" => Some(Vaccine::Other),
        "nothing" => Some(Vaccine::Nothing),
        product => Product::new(product).map(Vaccine::Covid),
    }
}

/// The rows of one system: code and meaning.
fn rows(system: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().skip(1).filter_map(move |line| {
        let mut columns = line.split(',');
        (columns.next()? == system).then(|| Some((columns.next()?, columns.next()?)))?
    })
}

/// The words of the table that describe vaccines.
pub(super) fn words() -> impl Iterator<Item = (&'static str, Vaccine)> {
    rows("word").filter_map(|(word, means)| Some((word, meaning(means)?)))
}

#[cfg(test)]
mod tests;
