use haetae_core::*;

/// A QR code of version 12-M holds so many characters in alphanumeric mode.
const VERSION_12_M: usize = 419;

#[test]
fn a_presentation_of_one_vaccination_fits_into_version_12_m() {
    let now = UnixTime::new(u64::from(u32::MAX)).expect("the last time of 32 bits");
    let vaccination = |product: &str| Evidence::Vaccination {
        doses: Doses::new(15).expect("15 doses"),
        date: CivilDate::from_days(20_000).expect("a date"),
        product: Product::new(product).expect("a product"),
    };
    for holder_key in [PublicKey::Ed25519([1; 32]), PublicKey::P256 { x: [1; 32], y_is_odd: true }] {
        for name in [None, DisplayName::new("김*수")] {
            let claims = PassClaims {
                not_before: now.saturating_sub(SECONDS_PER_DAY),
                expires: now,
                holder_key: Some(holder_key),
                evidence: EvidenceSet::new([vaccination("AD26.COV2.S")]).expect("evidence"),
                // Serial numbers have at most 28 bits, and so have indices.
                status_index: (1 << 28) - 1,
                name,
                birth: None,
            };
            let pass = claims.prepare(Kid([0xff; 8])).expect("claims").complete(&[0xff; 64]);
            let challenge = Challenge::new(&[0; 16]).expect("16 bytes");
            let prepared = PreparedPresentation::new(&pass, now, Some(&challenge)).expect("a presentation");
            let text = presentation_text(&prepared.complete(&[1; 64]));
            assert!(text.len() <= VERSION_12_M, "{} characters", text.len());
        }
    }
}
