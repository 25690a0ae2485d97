package org.haetae.sdk

/** The languages that the SDK brings words in. */
public enum class Language {
    KOREAN,
    ENGLISH,
}

/** What to show for a verdict or a warning. */
public data class VerdictText(
    /** The reason in a few words. */
    val headline: String,
    /** What to do next; empty if there is nothing to do. */
    val advice: String,
)

/** Texts of the rules by language code: `ko`, `en` and perhaps others. Show them as text, never as markup. */
public typealias Texts = Map<String, String>

/** The message of a rule that a pass does not meet. */
public data class RuleMessage(
    /** The id of the rule. */
    val rule: String,
    /** Its own words. */
    val text: Texts,
)
