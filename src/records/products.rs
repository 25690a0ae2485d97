//! Vaccine products: CVX codes and the names in use in Korea, mapped to product codes. The table is `products.csv`, with
//! `|` between the names of one product. An adapted version of a vaccine, a bivalent one for instance, has the code of its product.

use std::collections::HashMap;
use std::sync::LazyLock;

use haetae_core::Product;
use unicode_normalization::UnicodeNormalization as _;

const TABLE: &str = include_str!("products.csv");

static BY_CVX: LazyLock<HashMap<String, Product>> = LazyLock::new(|| {
    entries().flat_map(|entry| entry.cvx.into_iter().map(move |cvx| (cvx, entry.product.clone()))).collect()
});

static BY_NAME: LazyLock<HashMap<String, Product>> = LazyLock::new(|| {
    entries()
        .flat_map(|entry| entry.names.into_iter().map(move |name| (folded(&name), entry.product.clone())))
        .collect()
});

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
    entries().flat_map(|entry| entry.names.into_iter().chain(entry.cvx))
}

struct Entry {
    product: Product,
    cvx: Vec<String>,
    /// The product code among them.
    names: Vec<String>,
}

/// The rows of the table. A test proves that each can be read.
fn entries() -> impl Iterator<Item = Entry> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut columns = line.split(',');
        let (code, cvx, names) = (columns.next()?, columns.next()?, columns.next()?);
        let split = |column: &str| column.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let mut names: Vec<String> = split(names);
        names.insert(0, code.to_owned());
        Some(Entry { product: Product::new(code)?, cvx: split(cvx), names })
    })
}

fn folded(text: &str) -> String {
    text.nfc().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_is_read_and_no_name_is_given_twice() {
        assert_eq!(entries().count(), TABLE.lines().count() - 1);
        let names: Vec<String> = known_names().map(|name| folded(&name)).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        for entry in entries() {
            assert!(entry.cvx.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_digit())), "{:?}", entry.product);
        }
    }

    #[test]
    fn korean_names_and_cvx_codes_lead_to_the_product() {
        let code = |text: &str| product_named(text).map(Product::as_str);
        for text in [
            "화이자",
            "코미나티주",
            "208",
            "bnt162b2",
            "Pfizer - BioNTech",
            "\u{1112}\u{116A}\u{110B}\u{1175}\u{110C}\u{1161}",
        ] {
            assert_eq!(code(text), Some("BNT162B2"), "{text}");
        }
        assert_eq!(code("얀센"), Some("AD26.COV2.S"));
        assert_eq!(code("뉴백소비드"), Some("NVX-COV2373"));
        assert_eq!(code("88"), None);
        assert_eq!(product_of_cvx("229").map(Product::as_str), Some("MRNA-1273"));
        assert_eq!(product_of_cvx("화이자"), None);
    }
}
