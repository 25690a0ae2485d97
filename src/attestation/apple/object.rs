use minicbor::Decoder;

/// The name of the format.
const FORMAT: &str = "apple-appattest";

/// An attestation object: `{"fmt": ..., "attStmt": {"x5c": [...], "receipt": ...}, "authData": ...}`
#[derive(Debug)]
pub(super) struct Object<'a> {
    /// The leaf first, in DER.
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) authenticator_data: &'a [u8],
}

impl<'a> Object<'a> {
    /// `None` if it has another form or is of another format.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let (mut format, mut certificates, mut data) = (None, None, None);
        for _ in 0..decoder.map().ok()?? {
            let known = match decoder.str().ok()? {
                "fmt" => format.replace(decoder.str().ok()?).is_none(),
                "attStmt" => certificates.replace(statement(&mut decoder)?).is_none(),
                "authData" => data.replace(decoder.bytes().ok()?).is_none(),
                _ => false,
            };
            if !known {
                return None;
            }
        }
        let is_whole = decoder.position() == bytes.len() && format == Some(FORMAT);
        let object = Self { certificates: certificates?, authenticator_data: data? };
        is_whole.then_some(object)
    }
}

/// The certificates of the statement. The receipt, for Apple's own service, is skipped.
fn statement<'a>(decoder: &mut Decoder<'a>) -> Option<Vec<&'a [u8]>> {
    let mut certificates = None;
    for _ in 0..decoder.map().ok()?? {
        match decoder.str().ok()? {
            "x5c" if certificates.is_none() => {
                let number = decoder.array().ok()??;
                let list: Option<Vec<_>> = (0..number).map(|_| decoder.bytes().ok()).collect();
                certificates = Some(list?);
            }
            "receipt" => {
                decoder.bytes().ok()?;
            }
            _ => return None,
        }
    }
    certificates
}
