use axum::http::StatusCode;
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Declares the codes: name, code, status, title, and after how many seconds a later try may help.
macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal $(, retry $retry:literal)?;)*) => {
        /// Which problem it is: stable, so that programs can rely on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The status of the answer.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// A short summary of the problem.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Seconds after which a later try may help, if it may.
            pub const fn retry_after(self) -> Option<u64> {
                match self { $(Self::$name => problem_codes!(@retry $($retry)?),)* }
            }
        }
    };
    (@retry) => { None };
    (@retry $retry:literal) => { Some($retry) };
}

problem_codes! {
    /// No such address.
    NotFound = "not_found", NOT_FOUND, "There is nothing at this address";
    /// The address has other methods.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This address does not support this method";
    /// The content has no such bytes.
    RangeNotSatisfiable = "range_not_satisfiable", RANGE_NOT_SATISFIABLE, "The requested range is beyond the end of the content";
    /// The body is not JSON, or does not say so.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body must be JSON";
    /// None of the media types that the request accepts can be made.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, "None of the accepted media types is available";
    /// The body does not parse.
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not JSON";
    /// The body is JSON of another form.
    InvalidBody = "invalid_body", BAD_REQUEST, "The body does not have the expected form";
    /// The body is over the limit.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body did not arrive in time.
    BodyTooSlow = "body_too_slow", REQUEST_TIMEOUT, "The body did not arrive in time";

    /// There is no assertion.
    AssertionMissing = "assertion_missing", UNAUTHORIZED, "A partner's assertion is missing";
    /// The assertion is not good.
    AssertionInvalid = "assertion_invalid", UNAUTHORIZED, "The assertion is not valid";
    /// The assertion's times do not fit.
    AssertionUntimely = "assertion_untimely", UNAUTHORIZED, "The assertion is not valid at this time";
    /// The assertion was made for other holder keys.
    AssertionForOtherKeys = "assertion_for_other_keys", UNAUTHORIZED, "The assertion is for other holder keys";
    /// The citizen signed in too long ago.
    SignInTooOld = "sign_in_too_old", UNAUTHORIZED, "The citizen must sign in to the partner again";
    /// The person has passes on several phones.
    FreshSignInNeeded = "fresh_sign_in_needed", UNAUTHORIZED, "For another phone, the citizen must sign in to the partner again";
    /// An assertion for paper was used for another pass.
    AssertionUsed = "assertion_used", UNAUTHORIZED, "The assertion was used for another pass";
    /// The partner's key asks too often.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "The partner has reached the limit of its requests", retry 60;
    /// The partner's key is not registered for this.
    UseNotGranted = "use_not_granted", FORBIDDEN, "The partner's key is not registered for this use";

    /// Too few or too many holder keys.
    HolderKeyNumber = "holder_key_number", UNPROCESSABLE_ENTITY, "A request must have 1 to 28 holder keys";
    /// Two holder keys for one day.
    HolderDayTwice = "holder_day_twice", UNPROCESSABLE_ENTITY, "Two holder keys are for the same day";
    /// One holder key for two days.
    HolderKeyTwice = "holder_key_twice", UNPROCESSABLE_ENTITY, "Each day needs a holder key of its own";
    /// A holder key is not usable.
    HolderKeyUnusable = "holder_key_unusable", UNPROCESSABLE_ENTITY, "A holder key is not a usable public key";
    /// A day before today or too far ahead.
    DayOutOfReach = "day_out_of_reach", UNPROCESSABLE_ENTITY, "No passes are issued for this day";

    /// There is a waiting room, and no ticket.
    QueueRequired = "queue_required", FORBIDDEN, "There is a waiting room: a ticket is needed";
    /// It is not the ticket's turn.
    QueueNotYet = "queue_not_yet", TOO_MANY_REQUESTS, "It is not this ticket's turn yet", retry 15;
    /// The ticket's turn is over.
    QueueExpired = "queue_expired", FORBIDDEN, "This ticket's turn is over: join the waiting room again";
    /// It is no ticket of this service for these keys.
    QueueTicketInvalid = "queue_ticket_invalid", FORBIDDEN, "The ticket is not valid";
    /// The waiting room takes nobody in.
    QueueClosed = "queue_closed", CONFLICT, "The waiting room takes nobody in";
    /// The waiting room cannot be changed like this.
    QueueUnchanged = "queue_unchanged", CONFLICT, "The waiting room cannot be changed like this";
    /// This node can neither take in nor let in.
    QueueUnavailable = "queue_unavailable", SERVICE_UNAVAILABLE, "The waiting room cannot be asked at the moment", retry 5;

    /// There is no attestation of the holder keys.
    AttestationRequired = "attestation_required", UNPROCESSABLE_ENTITY, "An attestation of the holder keys is missing";
    /// The attestation proves nothing.
    AttestationInvalid = "attestation_invalid", UNPROCESSABLE_ENTITY, "The attestation of the holder keys is not valid";

    /// The idempotency key has another form.
    IdempotencyKeyInvalid = "idempotency_key_invalid", BAD_REQUEST, "The Idempotency-Key does not have the expected form";
    /// The idempotency key was used for another request.
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "The Idempotency-Key was used for another request";
    /// The same request is being done.
    RequestInProgress = "request_in_progress", CONFLICT, "The same request is in progress", retry 1;

    /// The person is not eligible.
    NotEligible = "not_eligible", FORBIDDEN, "This person is not eligible for this kind of pass";
    /// The person is eligible later.
    NotYetEligible = "not_yet_eligible", FORBIDDEN, "This person is eligible for this kind of pass later";
    /// Nobody can say who is eligible.
    EligibilityUnavailable = "eligibility_unavailable", SERVICE_UNAVAILABLE, "This cannot be decided at the moment", retry 60;

    /// No record of the subject.
    UnknownSubject = "unknown_subject", NOT_FOUND, "There is no record of this subject";
    /// The record has no evidence for a pass.
    NoEvidence = "no_evidence", CONFLICT, "There is no vaccination, test or other evidence on record for a pass";
    /// The person's passes are void.
    Revoked = "revoked", FORBIDDEN, "This person's passes have been revoked";

    /// The operator's credential is missing or wrong.
    OperatorTokenRequired = "operator_token_required", UNAUTHORIZED, "The operator's credential is missing or wrong";
    /// The operator's credential is for other things.
    ScopeMissing = "scope_missing", FORBIDDEN, "The operator's credential does not have the scope that is needed";
    /// Too many wrong credentials came from there.
    TooManyAttempts = "too_many_attempts", TOO_MANY_REQUESTS, "Too many wrong credentials came from this address";
    /// One operator alone may not do more of this.
    SecondOperatorRequired = "second_operator_required", FORBIDDEN, "A second operator must confirm this";

    /// Nothing is published.
    NotPublished = "not_published", SERVICE_UNAVAILABLE, "Nothing is published yet", retry 5;
    /// No issuing key is due.
    NoSigningKey = "no_signing_key", SERVICE_UNAVAILABLE, "There is no signing key for this time", retry 600;
    /// The custody of the keys does not sign.
    SigningUnavailable = "signing_unavailable", SERVICE_UNAVAILABLE, "Signing is not available at the moment", retry 30;
    /// What is issued cannot be entered into the journal.
    JournalUnavailable = "journal_unavailable", SERVICE_UNAVAILABLE, "Issuing is paused: the journal cannot be written", retry 5;
    /// The store does not answer.
    StoreUnavailable = "store_unavailable", SERVICE_UNAVAILABLE, "The database cannot be reached at the moment", retry 5;
    /// There is no room for another connection.
    TooManyConnections = "too_many_connections", SERVICE_UNAVAILABLE, "There is no room for another connection", retry 5;
    /// The client has as many requests in progress as it may have.
    TooManyAtOnce = "too_many_at_once", TOO_MANY_REQUESTS, "Too many requests at a time", retry 1;
    /// The node has no room for another request.
    NodeFull = "node_full", SERVICE_UNAVAILABLE, "This node answers as many requests as it can", retry 1;
    /// The answer took too long.
    TookTooLong = "took_too_long", SERVICE_UNAVAILABLE, "The answer took too long", retry 5;
    /// A failure of the service's own.
    InternalError = "internal_error", INTERNAL_SERVER_ERROR, "Something went wrong in the service";
}

impl Serialize for ProblemCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        let object: Object = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Which problem it is: stable, so that programs can go by it"))
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .build();
        RefOr::T(Schema::Object(object))
    }
}

impl ToSchema for ProblemCode {}
