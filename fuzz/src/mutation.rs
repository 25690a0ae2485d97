//! Changes inputs. The same seed gives the same changes, so that a failure of the short run comes again.

/// Bytes that readers treat in a way of their own: ends of ranges, CBOR heads, JSON, line ends, marks of encodings.
const INTERESTING: [&[u8]; 20] = [
    b"\x00",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x9a\xff\xff\xff\xff",
    b"\xbf",
    b"\xd8\x62",
    b"\xf6",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"null",
    b"[[[[[[[[",
    b"\\ud800",
    b"\r\n",
    b"\"",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
];

/// An input longer than this is cut: the readers' own limits are tried by tests of their own.
const LONGEST: usize = 64 * 1024;

/// Makes new inputs out of old ones.
#[derive(Clone, Debug)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    /// One that begins with `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// One of the seeds with one to four changes; without any seeds, some bytes.
    pub fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = self.one_of(seeds).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes, seeds);
        }
        bytes.truncate(LONGEST);
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        if bytes.is_empty() {
            bytes.push(0);
        }
        let place = self.below(bytes.len());
        match self.below(8) {
            0 => bytes[place] ^= 1 << self.below(8),
            1 => bytes[place] = self.byte(),
            2 => bytes.truncate(place),
            3 => {
                let end = self.end_of_span(place, bytes.len());
                bytes.drain(place..end);
            }
            4 => {
                let end = self.end_of_span(place, bytes.len());
                let again = bytes[place..end].to_vec();
                let times = 1 + self.below(3);
                bytes.splice(place..place, again.repeat(times));
            }
            5 => {
                let inserted = INTERESTING[self.below(INTERESTING.len())];
                bytes.splice(place..place, inserted.iter().copied());
            }
            6 => {
                let over = INTERESTING[self.below(INTERESTING.len())];
                let end = bytes.len().min(place + over.len());
                bytes.splice(place..end, over.iter().copied());
            }
            _ => {
                // The end of another input behind the beginning of this one.
                let Some(other) = self.one_of(seeds) else { return };
                let from = self.below(other.len().max(1)).min(other.len());
                bytes.truncate(place);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }

    fn one_of<'a>(&mut self, seeds: &'a [Vec<u8>]) -> Option<&'a Vec<u8>> {
        if seeds.is_empty() { None } else { seeds.get(self.below(seeds.len())) }
    }

    fn end_of_span(&mut self, place: usize, length: usize) -> usize {
        length.min(place + 1 + self.below(32))
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or(u8::MAX)
    }

    /// SplitMix64.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hundred(seed: u64) -> Vec<Vec<u8>> {
        let seeds = [b"HT1:ABC".to_vec(), b"{\"a\": [1, 2]}".to_vec()];
        let mut mutator = Mutator::new(seed);
        (0..100).map(|_| mutator.changed(&seeds)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_changes() {
        assert_eq!(hundred(1), hundred(1));
        assert_ne!(hundred(1), hundred(2));
    }

    #[test]
    fn changes_are_of_many_kinds() {
        let mut all = hundred(3);
        assert!(all.iter().any(|input| input.len() < 7) && all.iter().any(|input| input.len() > 20));
        all.sort_unstable();
        all.dedup();
        assert!(all.len() > 80, "{} of 100", all.len());
    }

    #[test]
    fn without_seeds_there_are_inputs_all_the_same() {
        let inputs = (0..20).map(|seed| Mutator::new(seed).changed(&[]));
        assert!(inputs.filter(|input| !input.is_empty()).count() > 5);
    }
}
