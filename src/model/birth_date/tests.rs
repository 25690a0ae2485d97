use super::*;

#[test]
fn a_birth_date_is_kept_as_far_as_it_is_known() {
    for (text, shown, precision, earliest) in [
        ("1950-07-03", "1950-07-03", Precision::Day, "1950-07-03"),
        ("1950-07", "1950-07", Precision::Month, "1950-07-01"),
        ("1950", "1950", Precision::Year, "1950-01-01"),
        ("1950-07-00", "1950-07", Precision::Month, "1950-07-01"),
        ("1950-00-00", "1950", Precision::Year, "1950-01-01"),
        ("1950-XX-XX", "1950", Precision::Year, "1950-01-01"),
        ("1950-07-03T00:00:00+09:00", "1950-07-03", Precision::Day, "1950-07-03"),
        ("1950-07-03T23:30:00.000Z", "1950-07-03", Precision::Day, "1950-07-03"),
        ("1950-07-03 00:00:00", "1950-07-03", Precision::Day, "1950-07-03"),
        (" 1950-07-03 ", "1950-07-03", Precision::Day, "1950-07-03"),
    ] {
        let parsed = BirthDate::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((parsed.to_string().as_str(), parsed.precision()), (shown, precision), "{text}");
        assert_eq!(parsed.earliest().to_string(), earliest, "{text}");
        assert_eq!(parsed.day().is_some(), precision == Precision::Day, "{text}");
        assert_eq!(serde_json::to_string(&parsed).ok().as_deref(), Some(format!("{shown:?}").as_str()));
    }
}

#[test]
fn an_invalid_birth_date_is_refused_with_a_reason() {
    for text in [
        "",
        "50",
        "195",
        "19500",
        "1950-7",
        "1950-13",
        "1950-02-30",
        "1950-00-03",
        "03.07.1950",
        "1950-07-03T",
        "1950-07-03 noon",
        "1950-07T00:00",
        "1950-07-03-04",
        "-1950",
        "1950-",
    ] {
        assert!(matches!(BirthDate::parse(text), Err(BirthDateError::Malformed(_))), "{text:?}");
    }
    for text in ["1899", "1899-12", "1899-12-31", "0001-01-01"] {
        let error = BirthDate::parse(text).map_err(|error| error.to_string());
        assert_eq!(error, Err(format!("the birth date {text} is before 1900")));
    }
}

#[test]
fn a_date_agrees_with_what_says_less_of_it() {
    let date = |text| BirthDate::parse(text).unwrap_or_else(|error| panic!("{error}"));
    for (left, right, agree) in [
        ("1950-07-03", "1950-07-03", true),
        ("1950-07-03", "1950-07", true),
        ("1950", "1950-07-03", true),
        ("1950-07-03", "1950-07-04", false),
        ("1950-07-03", "1950-08", false),
        ("1950", "1951-01-01", false),
    ] {
        assert_eq!(date(left).agrees_with(date(right)), agree, "{left} {right}");
    }
    assert_eq!(BirthDate::new(CivilDate::MIN, Precision::Year).map(|date| date.to_string()).as_deref(), Some("1900"));
    let second = CivilDate::MIN.checked_add_days(1).unwrap_or(CivilDate::MIN);
    assert_eq!(BirthDate::new(second, Precision::Month), None);
}
