//! The request body of `POST /v1/verify`, as the OpenAPI document describes it.

use utoipa::ToSchema;

/// One code to check.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents one of the two forms of VerifyRequest")]
pub(super) struct VerifyOne {
    /// The text of one QR code
    #[schema(example = "HT1:RRQT 9 60GO0G*C$:1F.SGSA8CK5KAFN0")]
    text: String,
    /// The time of the check, 1970 to 9999; by default now
    #[schema(inline, nullable = false)]
    at: Option<TimeText>,
    /// The challenges that the venue showed last, up to 16, each of 8 to 16 bytes in hexadecimal
    #[schema(inline, nullable = false, max_items = 16)]
    challenges: Option<Vec<ChallengeText>>,
    /// Whether a code that answers none of the challenges, also a paper pass, is `challenge_missing`;
    /// by default `false`
    #[schema(nullable = false)]
    require_challenge: Option<bool>,
    /// The id of the venue's policy, one of those in the rules in force; by default a genuine pass is enough
    #[schema(nullable = false)]
    policy: Option<String>,
}

/// Several codes to check.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents one of the two forms of VerifyRequest")]
pub(super) struct VerifyMany {
    /// The texts of up to 1,000 QR codes, as far as they fit into a body:
    /// into the usual 64 KiB go about a hundred codes
    #[schema(max_items = 1000)]
    texts: Vec<String>,
    /// The time of the check, 1970 to 9999; by default now
    #[schema(inline, nullable = false)]
    at: Option<TimeText>,
    /// The challenges that the venue showed last, up to 16, each of 8 to 16 bytes in hexadecimal
    #[schema(inline, nullable = false, max_items = 16)]
    challenges: Option<Vec<ChallengeText>>,
    /// Whether a code that answers none of the challenges, also a paper pass, is `challenge_missing`;
    /// by default `false`
    #[schema(nullable = false)]
    require_challenge: Option<bool>,
    /// The id of the venue's policy, one of those in the rules in force; by default a genuine pass is enough
    #[schema(nullable = false)]
    policy: Option<String>,
}

/// A time.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, pattern = "^(19[7-9][0-9]|[2-9][0-9]{3})-", example = "2026-11-22T03:00:00Z")]
#[expect(dead_code, reason = "it documents haetae_core::UnixTime, which is what is read")]
pub(super) struct TimeText(String);

/// A challenge.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^([0-9a-fA-F]{2}){8,16}$", example = "00112233445566778899aabbccddeeff")]
#[expect(dead_code, reason = "it documents haetae_core::Challenge, which is what is read")]
pub(super) struct ChallengeText(String);

/// One code, or several.
#[derive(ToSchema)]
#[serde(untagged)]
#[schema(as = VerifyRequest)]
#[expect(dead_code, reason = "it documents VerifyRequest, which says better what is wrong")]
pub(super) enum VerifyRequestDocument {
    One(VerifyOne),
    Many(VerifyMany),
}
