use anyhow::anyhow;
use base64ct::{Base64, Encoding as _};
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer as HdrDeserializer, Serializer as _, V2Serializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// The longest span that is distinguished from longer ones: ten minutes in microseconds.
const LONGEST: u64 = 600_000_000;

/// Spans in microseconds, each counted to two or three digits.
#[derive(Clone, Debug, PartialEq)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    /// None, counted to so many digits: 1 to 5.
    pub fn new(digits: u8) -> Self {
        Self(Histogram::new_with_bounds(1, LONGEST, digits).expect("the bounds are good, and the digits 1 to 5"))
    }

    /// Counts a span.
    pub fn add(&mut self, micros: u64) {
        self.0.saturating_record(micros.max(1));
    }

    /// Counts all of `other`.
    ///
    /// # Errors
    ///
    /// If `other` has spans of which this has no room, which cannot be where both were made here.
    pub fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        self.0.add(&other.0).map_err(|error| anyhow!("latencies cannot be added: {error}"))
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The span in milliseconds that a part of them, 0 to 1, does not exceed; `None` without any.
    pub fn quantile_ms(&self, part: f64) -> Option<f64> {
        (!self.0.is_empty()).then(|| milliseconds(self.0.value_at_quantile(part)))
    }

    /// The longest in milliseconds.
    pub fn max_ms(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| milliseconds(self.0.max()))
    }

    /// How many are at least this long, in microseconds.
    pub fn at_least(&self, micros: u64) -> u64 {
        self.0.len().saturating_sub(self.0.count_between(0, micros.saturating_sub(1)))
    }
}

fn milliseconds(micros: u64) -> f64 {
    crate::numbers::float(micros) / 1_000.0
}

impl Serialize for Latencies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        V2Serializer::new().serialize(&self.0, &mut bytes).map_err(|error| ser::Error::custom(format!("{error:?}")))?;
        serializer.serialize_str(&Base64::encode_string(&bytes))
    }
}

impl<'de> Deserialize<'de> for Latencies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = Base64::decode_vec(&text).map_err(de::Error::custom)?;
        let read = HdrDeserializer::new().deserialize(&mut bytes.as_slice());
        read.map(Self).map_err(|error| de::Error::custom(format!("no histogram: {error:?}")))
    }
}
