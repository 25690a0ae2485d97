//! Vaccine products: CVX codes and names in use, mapped to product codes. The table is `products.csv`, with `|` between
//! the names of one product. An adapted version of a vaccine, a bivalent one for instance, has the code of its product.
//! Other code systems and words are in `codes.csv`.

mod codes;
mod vocabulary;

use std::collections::HashMap;
use std::sync::LazyLock;

use haetae_core::Product;
use unicode_normalization::UnicodeNormalization as _;

pub use codes::{System, vaccine_against, vaccine_of_code};
pub use vocabulary::{has_word, vaccine_in_words};

const TABLE: &str = include_str!("products.csv");

/// The product of a dose whose product is not known.
pub(super) const UNKNOWN: &str = "UNKNOWN";

static BY_CVX: LazyLock<HashMap<String, Product>> = LazyLock::new(|| {
    entries().flat_map(|entry| entry.cvx.into_iter().map(move |cvx| (cvx, entry.product.clone()))).collect()
});

static BY_NAME: LazyLock<HashMap<String, Product>> = LazyLock::new(|| {
    let names = |entry: Entry| {
        let product = entry.product;
        entry.names.into_iter().chain(entry.makers).map(move |name| (folded(&name), product.clone()))
    };
    entries().flat_map(names).collect()
});

/// The meaning of a code or text for a vaccine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vaccine {
    /// It is against COVID-19, of this product. If the product is not stated, it is `UNKNOWN`.
    Covid(Product),
    /// It is against something else.
    Other,
    /// Nothing was given.
    Nothing,
}

impl Vaccine {
    /// Against COVID-19, without a stated product.
    fn unspecified() -> Option<Self> {
        Product::new(UNKNOWN).map(Self::Covid)
    }

    /// Whether it is against COVID-19 without a stated product.
    pub fn is_unspecified(&self) -> bool {
        matches!(self, Self::Covid(product) if product.as_str() == UNKNOWN)
    }
}

/// Whether a product is the one of doses whose product is not known.
pub(super) fn is_unknown(product: &Product) -> bool {
    product.as_str() == UNKNOWN
}

/// The product of a CVX code, `208` for instance.
pub fn product_of_cvx(code: &str) -> Option<&'static Product> {
    BY_CVX.get(code)
}

/// The product of a product code, a CVX code or a name, as a source may write it. Letter case and spaces do not matter.
pub fn product_named(text: &str) -> Option<&'static Product> {
    let text = folded(text);
    BY_NAME.get(&text).or_else(|| BY_CVX.get(&text))
}

/// All product codes, CVX codes and names that [`product_named`] knows, as the table writes them.
pub fn known_names() -> impl Iterator<Item = String> {
    entries().flat_map(|entry| entry.names.into_iter().chain(entry.makers).chain(entry.cvx))
}

struct Entry {
    product: Product,
    cvx: Vec<String>,
    /// The product code among them.
    names: Vec<String>,
    /// Who makes it, as people call it. A maker of other vaccines too is enough only if the disease is stated.
    makers: Vec<String>,
}

/// The rows of the table. A test proves that each can be read.
fn entries() -> impl Iterator<Item = Entry> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut columns = line.split(',');
        let (code, cvx, names, makers) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
        let split = |column: &str| column.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let mut names: Vec<String> = split(names);
        if !names.iter().any(|name| folded(name) == folded(code)) {
            names.insert(0, code.to_owned());
        }
        Some(Entry { product: Product::new(code)?, cvx: split(cvx), names, makers: split(makers) })
    })
}

fn folded(text: &str) -> String {
    text.nfc().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
