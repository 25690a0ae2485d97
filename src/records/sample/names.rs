//! The tables that names are drawn from.

use super::Citizens;

/// Surnames; repeated ones are drawn more often.
const FAMILY: [&str; 40] = [
    "김", "김", "김", "김", "김", "김", "김", "김", "이", "이", "이", "이", "이", "이", "박", "박", "박", "박", "최",
    "최", //
    "정", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍", "남궁",
    "선우", "제갈",
];
const FIRST: [&str; 24] = [
    "민", "서", "지", "하", "도", "예", "시", "주", "준", "수", "현", "은", "유", "채", "연", "가", "나", "다", "태",
    "승", "영", "정", "재", "소",
];
const SECOND: [&str; 24] = [
    "준", "우", "윤", "현", "호", "진", "민", "빈", "원", "아", "린", "율", "은", "희", "연", "수", "영", "훈", "혁",
    "람", "솔", "별", "건", "결",
];
const LATIN_FAMILY: [&str; 8] = ["Novak", "Sample", "Example", "Tester", "Muster", "Doe", "Placeholder", "Specimen"];
const LATIN_GIVEN: [&str; 8] = ["Anna", "Ben", "Chloe", "David", "Mary-Jane", "Liam", "Sofia", "Noah"];

impl Citizens {
    /// A family name and a given name; one in fifty is Latin, one in twenty-five has a single syllable after the
    /// surname.
    pub(super) fn name(&mut self) -> (&'static str, String) {
        if self.of_100(2) {
            return (self.pick(&LATIN_FAMILY, LATIN_FAMILY[0]), self.pick(&LATIN_GIVEN, LATIN_GIVEN[0]).to_owned());
        }
        let family = self.pick(&FAMILY, FAMILY[0]);
        let first = self.pick(&FIRST, FIRST[0]);
        let second = self.pick(&SECOND, SECOND[0]);
        (family, if self.of_100(4) { second.to_owned() } else { format!("{first}{second}") })
    }
}
