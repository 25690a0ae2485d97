//! The one error of every decoder of the format: a variant for each way to be wrong.

use core::fmt;

/// Declares the ways to be wrong, each with the words for what was expected.
macro_rules! ways_to_be_wrong {
    ($($way:ident = $expected:literal,)+) => {
        /// Bytes that are not an object of the format. Says what was expected, for people who debug an issuer; no
        /// verdict depends on which it is (section 10: all of them are `malformed`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Malformed {
            $(
                #[doc = concat!("Expected was ", $expected, ".")]
                $way,
            )+
        }

        impl Malformed {
            /// What was expected instead, in words that complete "it needs ..." and "... was expected".
            pub const fn reason(&self) -> &'static str {
                match self {
                    $(Self::$way => $expected,)+
                }
            }
        }
    };
}

ways_to_be_wrong! {
    // CBOR (section 1).
    CutOff = "the whole object",
    Indefinite = "a definite length",
    TrailingBytes = "nothing after the object",
    NotShortest = "the shortest form",
    NotUnsigned = "an unsigned integer",
    NotInteger = "an integer",
    NotBytes = "a byte string",
    NotText = "a text string in UTF-8",
    NotArray = "an array",
    NotMap = "a map",
    NotTag = "a tag",
    NotBool = "true or false",
    FalseFlag = "true; false is written by leaving it out",
    BytesLength = "a byte string of the right length",
    ArrayLength = "an array of the right length",
    MapLength = "a map of the right length",
    AnotherTag = "another tag",
    AnotherValue = "another key or value",
    MissingKey = "a required key",
    UnexpectedKey = "no unknown, repeated or unsorted key",
    Count = "a count of at most 2^53 - 1",
    Version = "a version of at most 2^53 - 1",
    Time = "a time up to the end of year 9999",
    Date = "a date from 1900 to 9999",
    // Keys.
    Algorithm = "algorithm -19 or -9",
    KeyType = "an Ed25519, X25519 or P-256 key",
    NotEd25519 = "an Ed25519 key",
    // Codes (section 2).
    Base45 = "base45",
    CodeSize = "an object of at most 2,048 bytes",
    // Passes (section 3).
    PassEnd = "an end after the beginning",
    HolderKey = "a holder key that signs",
    StatusIndex = "a status index below 2^32",
    DisplayName = "a display name",
    BirthDay = "a birthday as MMDD",
    EvidenceKind = "evidence of a known kind",
    EvidenceFields = "evidence with the fields of its kind",
    EvidenceCount = "1 to 4 pieces of evidence",
    EvidenceOrder = "evidence in the order of its encoding, no two alike",
    Doses = "1 to 15 doses",
    Product = "a product code",
    TestMethod = "test method 1 or 2",
    PolicyId = "a policy id",
    // Presentations (section 4).
    NoHolderKey = "a pass with a holder key",
    HolderAlgorithm = "the algorithm of the holder key",
    // Trust lists (section 5).
    NoSignature = "at least one signature",
    SignatureOrder = "signatures sorted by kid, no two alike",
    SignatureSet = "at least one signature, and one by each key",
    ProtectedHeader = "an empty protected header",
    TrustListEnd = "an end after the time of issue",
    KeyOrder = "keys sorted by kid, no two alike",
    KeyTwice = "keys of which no two are alike",
    KeyRole = "a role from 1 to 5",
    KeyKid = "the kid of the key",
    KeyWindow = "a window that ends after it begins",
    VisitKey = "an X25519 key for role 4",
    Issuer = "the name of an issuer",
    LongestLife = "a longest life above 0",
    KeyEvidenceKind = "an evidence kind from 1 to 5",
    KeyEvidenceOrder = "evidence kinds strictly ascending",
    NoKeyEvidence = "at least one evidence kind",
    RootKey = "Ed25519 root keys",
    RootOrder = "root keys sorted by kid, no two alike",
    RootTwice = "root keys of which no two are alike",
    Threshold = "a threshold from 1 to the number of root keys",
    // Status lists and changes (section 6).
    StatusListType = "the type of a status list",
    StatusListKey = "another key",
    Zlib = "a zlib stream",
    AfterZlib = "nothing after the zlib stream",
    StatusListSize = "a status list of at most 32 MiB",
    IndexBeyondList = "a status index within the list of its day",
    ChangesDay = "a day below 2^32",
    ChangesCount = "at most 65,536 indices",
    ChangesIndices = "1 to 65,536 ascending indices",
    ChangesIndex = "an index below 2^32",
    NumberEnd = "the end of a number",
    NumberForm = "the shortest form of a number",
    NumberSize = "a number of at most five bytes",
    // Manifests, bundles and snapshots (section 7).
    BundleSize = "a bundle of at most 64 MiB",
    BundleFiles = "no more files than the manifest pins",
    NoManifest = "a bundle with a manifest",
    ManifestSize = "a manifest of at most 16 MiB",
    ManifestOrder = "names and kids in the order of their encoding, no two alike",
    NoTrustList = "a trust list among the files",
    ManifestTimes = "issued, stale and expires in this order",
    ManifestLife = "at most 28 days from issue to expiry",
    NoEntry = "at least one entry",
    NameOrder = "names in the order of their encoding, no two alike",
    // Checkpoints of journals (not of the format).
    CheckpointSize = "a checkpoint of at most 512 bytes",
    CheckpointNode = "the name of a node, 1 to 64 bytes",
    CheckpointEntries = "a first entry from 1 to the one after the last",
    // Rules (section 8).
    Rules = "rules in JSON with a version and a time",
    // Series of codes (section 11).
    FrameSize = "a frame of at most 2,048 bytes",
    FrameHead = "a frame with a head",
    SeriesSize = "an object of 1 byte to 64 MiB",
    SymbolSize = "symbols of 128 to 2,000 bytes",
    SymbolCount = "an object of at most 56,403 symbols",
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed: {}", self.reason())
    }
}

impl core::error::Error for Malformed {}
