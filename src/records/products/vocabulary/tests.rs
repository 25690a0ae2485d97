use super::*;

#[test]
fn words_say_which_vaccine_it_is_or_that_it_is_another() {
    let covid = |product: &str| Product::new(product).map(Vaccine::Covid);
    for (text, means) in [
        ("COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose (Pfizer-BioNTech Comirnaty)", covid("BNT162B2")),
        ("Moderna COVID-19 Vaccine", covid("MRNA-1273")),
        ("SPIKEVAX XBB.1.5 0.1 mg/mL", covid("MRNA-1273")),
        ("코로나19 백신 (모더나)", covid("MRNA-1273")),
        ("코미나티주 0.1mg/mL", covid("BNT162B2")),
        ("EpiVacCorona-N", covid("AURORA-COV")),
        ("EpiVacCorona (2 doses)", covid("EPIVACCORONA")),
        ("SARS-COV-2 (COVID-19) vaccine, UNSPECIFIED", covid("UNKNOWN")),
        ("covid19", covid("UNKNOWN")),
        ("화이자", covid("BNT162B2")),
        ("Pfizer vaccine", None),
        ("Prevnar 13 (Pfizer)", Some(Vaccine::Other)),
        ("influenza, seasonal, injectable", Some(Vaccine::Other)),
        ("Flu shot", Some(Vaccine::Other)),
        ("독감 백신", Some(Vaccine::Other)),
        ("no vaccine administered", Some(Vaccine::Nothing)),
        ("Comirnaty or Spikevax", None),
        ("influenza and COVID-19 combined", None),
        ("fluid replacement", None),
        ("unknown", None),
        ("208", None),
        ("", None),
    ] {
        assert_eq!(vaccine_in_words(text, false), means, "{text}");
    }
    assert_eq!(vaccine_in_words("Pfizer, Inc.", true), covid("BNT162B2"));
    assert_eq!(vaccine_in_words("lot 5", true), covid("UNKNOWN"));
}
