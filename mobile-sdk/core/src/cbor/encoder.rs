use alloc::vec::Vec;
use core::convert::Infallible;

type Written<'a> = Result<&'a mut minicbor::Encoder<Vec<u8>>, minicbor::encode::Error<Infallible>>;

/// Writes deterministic CBOR into memory. The caller writes map keys in their order; integers and lengths are shortest.
pub(crate) struct Encoder {
    inner: minicbor::Encoder<Vec<u8>>,
}

impl Encoder {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { inner: minicbor::Encoder::new(Vec::with_capacity(bytes)) }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.inner.into_writer()
    }

    pub(crate) fn uint(&mut self, value: u64) -> &mut Self {
        written(self.inner.u64(value));
        self
    }

    pub(crate) fn int(&mut self, value: i64) -> &mut Self {
        written(self.inner.i64(value));
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        written(self.inner.bytes(bytes));
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        written(self.inner.str(text));
        self
    }

    pub(crate) fn array(&mut self, length: u64) -> &mut Self {
        written(self.inner.array(length));
        self
    }

    pub(crate) fn map(&mut self, length: u64) -> &mut Self {
        written(self.inner.map(length));
        self
    }

    pub(crate) fn tag(&mut self, tag: u64) -> &mut Self {
        written(self.inner.tag(minicbor::data::Tag::new(tag)));
        self
    }

    pub(crate) fn bool(&mut self, value: bool) -> &mut Self {
        written(self.inner.bool(value));
        self
    }

    /// Appends an object that is encoded already.
    pub(crate) fn raw(&mut self, encoded: &[u8]) -> &mut Self {
        self.inner.writer_mut().extend_from_slice(encoded);
        self
    }
}

/// Writing into a `Vec` cannot fail.
fn written(result: Written<'_>) {
    debug_assert!(result.is_ok());
}
