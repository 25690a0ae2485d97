use super::Office;
use crate::Signer;

/// A rules file of this payload, signed by a key (section 8). Nothing is checked: forgers use it too.
pub fn rules_file(payload: &[u8], key: &Signer) -> Vec<u8> {
    let text = |major: u8, bytes: &[u8]| [head(major, bytes.len()), bytes.to_vec()].concat();
    let protected = text(0x40, &[&[0xa2, 0x01, 0x32, 0x04, 0x48][..], &key.kid().0].concat());
    let payload = text(0x40, payload);
    let (context, aad) = (text(0x60, b"Signature1"), text(0x40, b"haetae rules v1"));
    let signature = key.sign(&[&[0x84][..], &context, &protected, &aad, &payload].concat());
    [&[0xd2, 0x84][..], &protected, &[0xa0], &payload, &text(0x40, &signature)].concat()
}

/// The head of a byte string or a text of this length.
fn head(major: u8, length: usize) -> Vec<u8> {
    let bytes = u32::try_from(length).expect("a length").to_be_bytes();
    match length {
        0..24 => vec![major | bytes[3]],
        24..0x100 => vec![major | 24, bytes[3]],
        0x100..0x1_0000 => vec![major | 25, bytes[2], bytes[3]],
        _ => [&[major | 26][..], &bytes].concat(),
    }
}

impl Office {
    /// Another key for rules in the place of the one that is off the list at once. What that one has signed is
    /// published no more.
    pub fn replace_rules_key(&mut self, now: u64) {
        self.keys.rules = Some(self.new_key());
        self.rules = None;
        self.renew_list(now);
    }
}
