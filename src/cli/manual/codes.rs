//! Every code that programs meet, what it means and what people read: `docs/codes.md` is what this writes.

use haetae_core::{Admission, Language, Message, NextStep, Reason, Verdict, Warning};

use super::problems;

const INTRODUCTION: &str = "# Every code and its meaning\n\n\
     `haetae man --codes` writes this page from the core's own messages and the service's problems; a test compares the two. Words for people \
     are what the scanner shows, in Korean and English: headline, then advice.\n";

const VERDICTS: &str = "## Verdicts\n\n\
     In the order of the [format](wire-format.md#10-verdicts): where several hold, the first is the verdict. *Next* is what the person at the \
     door does, for programs; the words say it to people.\n\n\
     | code | outcome | means | next | 한국어 | English |\n|---|---|---|---|---|---|\n";

const WARNINGS: &str = "\n## Warnings\n\n\
     With `admit` alone, in this order.\n\n\
     | code | means | next | 한국어 | English |\n|---|---|---|---|---|\n";

const STEPS: &str = "\n## Next steps\n\n| step | asks for |\n|---|---|\n";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = format!("{INTRODUCTION}\n{VERDICTS}");
    for reason in Reason::all() {
        let meaning = reason.meaning();
        let verdict = Verdict::from(reason);
        let words = [Language::Korean, Language::English].map(|language| spoken(verdict.message(language)));
        let (code, outcome, next) = (verdict.code(), verdict.outcome().as_str(), verdict.next_step().as_str());
        page.push_str(&format!("| `{code}` | {outcome} | {meaning} | `{next}` | {} |\n", words.join(" | ")));
    }
    let words = [Language::Korean, Language::English].map(|language| spoken(Admission::message(language)));
    let (meaning, next) = ("None of these holds.", NextStep::Enter.as_str());
    page.push_str(&format!("| `admit` | admit | {meaning} | `{next}` | {} |\n", words.join(" | ")));

    page.push_str(WARNINGS);
    for warning in Warning::ALL {
        let words = [Language::Korean, Language::English].map(|language| spoken(warning.message(language)));
        let (code, meaning, next) = (warning.code(), warning.meaning(), warning.next_step().as_str());
        page.push_str(&format!("| `{code}` | {meaning} | `{next}` | {} |\n", words.join(" | ")));
    }
    page.push_str(STEPS);
    for step in NextStep::ALL {
        page.push_str(&format!("| `{}` | {} |\n", step.as_str(), step.meaning()));
    }
    page.push_str(&problems::tables());
    page
}

/// Headline and advice.
fn spoken(Message { headline, advice }: Message) -> String {
    if advice.is_empty() { headline.to_owned() } else { format!("**{headline}** {advice}") }
}
